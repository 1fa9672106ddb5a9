package dev.firn.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.catalog.TableEdit;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry knows the checksum of every file of a table but of data files, and of no other. */
final class ChecksumsTest {
  @TempDir private Path folder;

  @Test
  void everyFileOfATableHasOneUntilItIsDeleted() throws IOException {
    try (Firn firn = new TestWarehouse(folder).open()) {
      Map<String, String> properties =
          Map.of(
              "write.metadata.previous-versions-max",
              "2",
              "commit.manifest.min-count-to-merge",
              "2");
      FirnTable table = TestWarehouse.createTable(firn, properties);
      requireExact(firn, table);
      for (int loads = 0; loads < 4; loads++) {
        TestWarehouse.load(firn, 5);
        requireExact(firn, table);
      }
      table.alter(
          List.of(
              new TableEdit.SetProperties(Map.of("note", "changed"), Set.of(), Set.of(), "note")));
      requireExact(firn, table);
      FirnTable renamed =
          firn.table(
              firn.catalog().rename(table.name(), TableName.parse("air.trips")).name().toString());
      requireExact(firn, renamed);

      String uuid = renamed.metadata().uuid();
      firn.catalog().drop(renamed.name());
      assertThat(firn.registry().checksums().list(uuid)).isEmpty();
    }
  }

  @Test
  void purgeForgetsThemToo() {
    try (Firn firn = new TestWarehouse(folder).open()) {
      FirnTable table = TestWarehouse.createTable(firn);
      TestWarehouse.load(firn, 5);
      String uuid = table.metadata().uuid();
      assertThat(firn.registry().checksums().list(uuid)).isNotEmpty();
      firn.catalog().purge(table.name());
      assertThat(firn.registry().checksums().list(uuid)).isEmpty();
    }
  }

  private static void requireExact(Firn firn, FirnTable table) throws IOException {
    List<FinishedFile> known = firn.registry().checksums().list(table.metadata().uuid());
    assertThat(known)
        .extracting(FinishedFile::location)
        .containsExactlyInAnyOrderElementsOf(
            TableFolder.of(table).referenced().stream()
                .filter(file -> !file.endsWith(".parquet"))
                .toList());
    for (FinishedFile file : known) {
      byte[] bytes = Files.readAllBytes(LocalStorage.pathOf(file.location()));
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      assertThat(file)
          .isEqualTo(new FinishedFile(file.location(), bytes.length, 0, crc.getValue()));
    }
  }
}
