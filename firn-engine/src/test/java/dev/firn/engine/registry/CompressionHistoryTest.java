package dev.firn.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.registry.CompressionHistory.Line;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.StoredColumn;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.FooterColumn;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of columns, kept with the commits that they were written for. */
final class CompressionHistoryTest {
  @TempDir private Path folder;
  private Firn firn;

  /** Nanoseconds go on one by one; the time of day stands. */
  @BeforeEach
  void open() {
    Environment standing = Environment.of(Clock.fixed(TestWarehouse.NOW, ZoneOffset.UTC), 7);
    AtomicLong nanos = new AtomicLong();
    Environment ticking =
        new Environment(
            standing.clock(),
            standing.ulids(),
            standing.uuids(),
            nanos::incrementAndGet,
            standing.ticker());
    TestWarehouse warehouse = new TestWarehouse(folder);
    firn =
        Firn.open(
            warehouse.config(),
            LocalStorage.create(),
            Registry.dataSource(warehouse.config().catalogUri()),
            ticking);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void eachLoadHasALineOfEachColumnWithTheSumsOfItsFiles() {
    FirnTable table =
        create(
            Map.of(
                "firn.max-file-size", "4096",
                "write.parquet.compression-codec", "gzip",
                "write.parquet.compression-level", "2"));
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(root -> TestWarehouse.fill(root, LongStream.range(0, 20_000).toArray())));
    String first = table.load(reader).commitId();
    List<DataFile> files = table.dataFiles();
    assertThat(files).hasSizeGreaterThan(1);
    String second = TestWarehouse.load(firn, 10).commitId();

    List<Line> lines = history(table);
    assertThat(lines).extracting(Line::commitId).containsExactly(first, second);
    assertThat(lines).extracting(Line::committedAt).containsOnly(TestWarehouse.NOW);
    StoredColumn stored = lines.getFirst().column();
    assertThat(stored.name()).isEqualTo("n");
    assertThat(stored.fieldId()).hasValue(1);
    assertThat(stored.codec()).isEqualTo("gzip");
    assertThat(stored.level()).isEqualTo(2);
    assertThat(stored.valueCount()).isEqualTo(20_000);
    List<FooterColumn> footers =
        files.stream().map(file -> table.footerOf(file).columns().getFirst()).toList();
    assertThat(stored.encodedBytes())
        .isEqualTo(footers.stream().mapToLong(FooterColumn::encodedBytes).sum());
    assertThat(stored.compressedBytes())
        .isEqualTo(footers.stream().mapToLong(FooterColumn::compressedBytes).sum());
    assertThat(stored.encodeNanos()).isPositive();
    assertThat(stored.compressNanos()).isGreaterThanOrEqualTo(files.size());
  }

  @Test
  void linesFollowARenameAndGoWithTheTable() {
    FirnTable table = create(Map.of());
    String uuid = table.metadata().uuid();
    TestWarehouse.load(firn, 10);
    TableName trips = TableName.parse("air.trips");
    firn.catalog().rename(TestWarehouse.TABLE, trips);
    assertThat(firn.registry().compressionHistory().list(uuid)).hasSize(1);
    firn.dropTable(trips, PendingRowsPolicy.REFUSE_DROP);
    assertThat(firn.registry().compressionHistory().list(uuid)).isEmpty();
  }

  @Test
  void loadThatFailsAndOneWithoutRowsLeaveNone() {
    FirnTable table = create(Map.of());
    RowsReader reader =
        new RowsReader(
            firn.allocator(),
            ArrowMapping.toArrow(TestWarehouse.SCHEMA),
            List.of(
                root -> TestWarehouse.fill(root, 1, 2, 3),
                root -> {
                  throw new IllegalStateException("the source fails");
                }));
    assertThatThrownBy(() -> table.load(reader)).hasMessageContaining("the source fails");
    TestWarehouse.load(firn, 0);
    assertThat(history(table)).isEmpty();
  }

  @Test
  void historyIsBoundedInAgeAndNumber() {
    Instant now = TestWarehouse.NOW;
    land("old", 3, now.minus(Duration.ofDays(91)));
    land("first", 3, now.minusSeconds(2));
    for (int i = 0; i < 100; i++) {
      land("c" + i, 1_000, now.minusMillis(100 - i));
    }
    firn.registry().prune(now);
    List<Line> lines = firn.registry().compressionHistory().list("t");
    assertThat(lines).hasSize(100_000);
    assertThat(lines.getFirst().commitId()).isEqualTo("c0");
    assertThat(lines.getFirst().column().fieldId()).isEmpty();
  }

  private FirnTable create(Map<String, String> properties) {
    return firn.createTable(NewTable.of(TestWarehouse.TABLE, TestWarehouse.SCHEMA, properties));
  }

  private List<Line> history(FirnTable table) {
    return firn.registry().compressionHistory().list(table.metadata().uuid());
  }

  private void land(String commitId, int columns, Instant at) {
    SettledCommit commit = SettledCommit.of(commitId, "t", "append", 1);
    List<StoredColumn> stored =
        new ArrayList<>(
            IntStream.range(0, columns)
                .mapToObj(
                    i -> new StoredColumn("c" + i, OptionalInt.empty(), "zstd", 3, 1, 20, 10, 5, 6))
                .toList());
    SettledCommit.Load load =
        new SettledCommit.Load(commit, TestWarehouse.TABLE, "test", 0, stored);
    Settlement settlement =
        new Settlement(
            commitId, List.of(commit), List.of(load), List.of(), List.of(), List.of(), at);
    assertThat(
            firn.registry()
                .pointer()
                .insert(TableName.parse("air." + commitId), "metadata", settlement))
        .isTrue();
  }
}
