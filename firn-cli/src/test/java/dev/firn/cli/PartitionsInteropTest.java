package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.OutsideReader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions and order as readers and transforms that know nothing of Firn see them. */
@Tag("interop")
final class PartitionsInteropTest {
  private final OutsideViews outside = new OutsideViews();
  private final Set<OutsideReader> readers =
      EnumSet.complementOf(EnumSet.of(OutsideReader.PYARROW));
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void everyRowOfFlightsIsInThePartitionThatPyIcebergGivesItAndInOrder() {
    PartitionedTableContractTest.createFlights(warehouse);
    JsonNode loaded = warehouse.load("air.flights", TestWarehouse.flights());
    JsonNode checked =
        CommandRun.parse(
            outside.run(
                "partitions_with_pyiceberg.py",
                folder,
                warehouse.registry(),
                warehouse.folder().toString(),
                "air.flights"));
    assertThat(checked.get("rows").asInt()).isEqualTo(20_000);
    assertThat(checked.get("wrong_partitions").asInt()).isZero();
    assertThat(checked.get("out_of_order").asInt()).isZero();
    assertThat(checked.get("files").asInt()).isEqualTo(loaded.get("files").asInt()).isPositive();
    Set<String> partitions = new HashSet<>();
    checked.get("partitions").forEach(each -> partitions.add(each.asText()));
    assertThat(partitions).as("one file each").hasSize(checked.get("files").asInt());

    requireSameRows("air.flights", TestWarehouse.flights());
  }

  @Test
  void everyReaderOpensFilesInFoldersOfSpecialNames() {
    Path source =
        TestParquet.write(
            folder.resolve("places.parquet"), PartitionedTableContractTest.SPECIAL_PLACES);
    PartitionedTableContractTest.createPlaces(warehouse);
    warehouse.load("t.places", source);
    requireSameRows("t.places", source);
  }

  private void requireSameRows(String table, Path source) {
    JsonNode expected =
        outside.summary(OutsideReader.DUCKDB_PARQUET, List.of(source.toString()), "--hash");
    outside
        .of(warehouse, table, readers, "--hash")
        .forEach(
            (reader, view) -> {
              assertThat(view.get("count")).as("%s", reader).isEqualTo(expected.get("count"));
              assertThat(view.get("hash")).as("%s", reader).isEqualTo(expected.get("hash"));
            });
  }
}
