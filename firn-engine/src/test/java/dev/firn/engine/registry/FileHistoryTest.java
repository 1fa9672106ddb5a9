package dev.firn.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.registry.FileHistory.Line;
import dev.firn.engine.registry.FileHistory.Outcome;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of files from open over staged to their end, as the registry tells it. */
final class FileHistoryTest {
  @TempDir private Path folder;
  private Firn firn;
  private Registry registry;

  @BeforeEach
  void open() {
    firn = new TestWarehouse(folder).open();
    registry = firn.registry();
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void filesOfALoadEndAsCommittedWithWhatTheyBecame() {
    FirnTable table = TestWarehouse.createTable(firn);
    String commit = TestWarehouse.load(firn, 10).commitId();

    List<Line> lines = registry.fileHistory().list(TestWarehouse.TABLE);
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.outcome()).isEqualTo(Outcome.COMMITTED))
        .allSatisfy(line -> assertThat(line.file().bytes()).isPositive())
        .extracting(Line::kind)
        .containsExactlyInAnyOrder(
            Kind.METADATA, Kind.DATA, Kind.MANIFEST, Kind.MANIFEST_LIST, Kind.METADATA);
    DataFile file = table.dataFiles().getFirst();
    long crc32c = table.footerOf(file).crc32c().orElseThrow();
    assertThat(lines)
        .filteredOn(line -> line.kind() == Kind.DATA)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.commitId()).isEqualTo(commit);
              assertThat(line.file())
                  .isEqualTo(new FinishedFile(file.location(), file.fileSizeInBytes(), 10, crc32c));
            });
    assertThat(registry.unsettledFiles().list()).isEmpty();

    firn.catalog().rename(TestWarehouse.TABLE, TableName.parse("air.trips"));
    assertThat(registry.fileHistory().list(TestWarehouse.TABLE)).isEmpty();
    assertThat(registry.fileHistory().list(TableName.parse("air.trips"))).hasSize(lines.size());
  }

  @Test
  void finishedFilesAreStagedBeforeTheirLoadEnds() {
    FirnTable table =
        TestWarehouse.createTable(
            firn,
            Map.of(
                "firn.max-file-size", "4096", "write.parquet.compression-codec", "uncompressed"));
    List<FinishedFile> staged = new ArrayList<>();
    List<FinishedFile> present = new ArrayList<>();
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                // More files than are published at once: the first ones are done.
                root -> TestWarehouse.fill(root, LongStream.range(0, 50_000).toArray()),
                root -> {
                  staged.addAll(registry.unsettledFiles().listStaged());
                  staged.stream().filter(FileHistoryTest::isPresent).forEach(present::add);
                  throw new IllegalStateException("the source fails");
                }));
    assertThatThrownBy(() -> table.load(reader)).hasMessageContaining("the source fails");

    assertThat(staged).isNotEmpty();
    assertThat(present).isEqualTo(staged);
    List<Line> deleted =
        registry.fileHistory().list(TestWarehouse.TABLE).stream()
            .filter(line -> line.outcome() == Outcome.DELETED)
            .toList();
    assertThat(deleted).extracting(Line::file).containsAll(staged);
    assertThat(registry.unsettledFiles().list()).isEmpty();
  }

  @Test
  void historyIsBoundedInAgeAndNumber() {
    Instant now = TestWarehouse.NOW;
    registry.owners().insert(new OwnerEntry("o", "here", 1, now));
    end(List.of("old"), now.minus(Duration.ofDays(91)));
    end(List.of("first"), now.minusSeconds(2));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add("file" + i);
    }
    end(many, now);
    registry.prune(now);
    assertThat(registry.fileHistory().list(TestWarehouse.TABLE))
        .hasSize(100_000)
        .allSatisfy(line -> assertThat(line.endedAt()).isEqualTo(now));
  }

  private static boolean isPresent(FinishedFile file) {
    return Files.exists(Path.of(URI.create(file.location())));
  }

  private void end(List<String> locations, Instant at) {
    registry
        .unsettledFiles()
        .register(
            locations.stream()
                .map(
                    location ->
                        new UnsettledFile(location, "c", "o", TestWarehouse.TABLE, Kind.DATA, at))
                .toList());
    registry.unsettledFiles().forget(locations, List.of(), at);
  }
}
