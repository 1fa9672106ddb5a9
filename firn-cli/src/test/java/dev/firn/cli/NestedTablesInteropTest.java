package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.OutsideReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Files;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Table;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of lists, maps and structs, by readers that know nothing of Firn and by Iceberg itself.
 */
@Tag("interop")
final class NestedTablesInteropTest {
  private static final int ITEMS = 4;
  private static final Set<OutsideReader> PYICEBERG =
      EnumSet.of(OutsideReader.PYICEBERG_SQL_CATALOG, OutsideReader.PYICEBERG_STATIC);

  private final OutsideViews outside = new OutsideViews();
  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Path source;

  @BeforeEach
  void writeSource() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    source = folder.resolve("nested.arrow");
    outside.run("write_nested.py", folder, source.toString());
  }

  @Test
  void everyReaderTellsTheSameAsPyArrowOfTheSource() {
    load("");
    String[] options = {"--hash", "--rows", "0,1,2,3,999,1999"};
    JsonNode expected = outside.summary(OutsideReader.PYARROW, List.of(source.toString()), options);
    Set<OutsideReader> readers = EnumSet.complementOf(EnumSet.of(OutsideReader.PYARROW));
    outside
        .of(warehouse, "t.nested", readers, options)
        .forEach(
            (reader, view) -> {
              assertThat(view.get("count").asInt()).as("%s", reader).isEqualTo(2000);
              if (PYICEBERG.contains(reader)) {
                // PyIceberg 0.12 turns null lists of structs into empty ones while it reads.
                assertThat(rows(view)).as("%s", reader).isEqualTo(rows(expected));
              } else {
                assertThat(view.get("rows")).as("%s", reader).isEqualTo(expected.get("rows"));
                assertThat(view.get("hash")).as("%s", reader).isEqualTo(expected.get("hash"));
              }
            });
  }

  @Test
  void schemaOfTheFileIsTheOneThatIcebergItselfWrites() {
    load("");
    warehouse.look(
        "t.nested",
        table -> {
          MessageType icebergs = ParquetSchemaUtil.convert(table.metadata().schema(), "schema");
          for (DataFile file : table.dataFiles()) {
            // The order of bounds is not part of Iceberg's conversion.
            String found =
                schemaOf(TestWarehouse.path(file.location()))
                    .toString()
                    .replace(" columnorder(TYPE_DEFINED_ORDER)", "");
            assertThat(found)
                .isEqualTo(icebergs.toString().replaceAll(" columnorder\\(\\w+\\)", ""));
          }
        });
  }

  @Test
  void metricsAreThoseThatIcebergTakesFromTheSameFile() {
    load(
        " WITH (max_file_size = '30kB', extra_properties = MAP(ARRAY["
            + "'write.metadata.metrics.column.place.label',"
            + " 'write.metadata.metrics.column.items.element.sku',"
            + " 'write.metadata.metrics.column.place.x'], ARRAY['truncate(3)', 'none', 'counts']))");
    warehouse.look(
        "t.nested",
        table -> {
          assertThat(table.dataFiles()).hasSizeGreaterThan(1);
          for (DataFile file : table.dataFiles()) {
            requireMetricsOfIceberg(table.icebergTable(), file);
          }
        });
  }

  @Test
  void filesAreListedWithTheColumnsNamesOfIceberg() {
    load("");
    List<String> names = new ArrayList<>();
    warehouse
        .json("files", "t.nested")
        .get(0)
        .get("columns")
        .forEach(column -> names.add(column.get("name").asText()));
    assertThat(names)
        .containsExactly(
            "id",
            "place.x",
            "place.label",
            "tags.element",
            "totals.key",
            "totals.value",
            "items.element.sku",
            "items.element.counts.element",
            "deep.key",
            "deep.value.element.at.x",
            "deep.value.element.at.label");
  }

  /** The rows of a summary, with null in place of empty lists of items. */
  private static List<List<String>> rows(JsonNode summary) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode cells : summary.get("rows")) {
      List<String> row = new ArrayList<>();
      cells.forEach(cell -> row.add(cell.isNull() ? null : cell.asText()));
      row.set(ITEMS, "[]".equals(row.get(ITEMS)) ? null : row.get(ITEMS));
      rows.add(row);
    }
    return rows;
  }

  private void load(String settings) {
    warehouse.sql("CREATE TABLE t.nested (" + PythonSources.NESTED + ")" + settings);
    assertThat(warehouse.load("t.nested", source).get("rows").asInt()).isEqualTo(2000);
  }

  private static void requireMetricsOfIceberg(Table table, DataFile file) {
    Metrics metrics =
        ParquetUtil.fileMetrics(
            Files.localInput(TestWarehouse.path(file.location()).toFile()),
            MetricsConfig.forTable(table));
    assertThat(file.recordCount()).isEqualTo(metrics.recordCount());
    assertThat(file.columnSizes()).isEqualTo(metrics.columnSizes());
    assertThat(file.valueCounts()).isEqualTo(metrics.valueCounts());
    assertThat(file.nullValueCounts()).isEqualTo(metrics.nullValueCounts());
    assertThat(file.lowerBounds()).isEqualTo(metrics.lowerBounds());
    assertThat(file.upperBounds()).isEqualTo(metrics.upperBounds());
    // A footer has no count of NaNs that Iceberg would read, so only their columns are compared.
    int x = table.schema().findField("place.x").fieldId();
    assertThat(file.nanValueCounts()).isEqualTo(Map.of(x, 0L));
    int label = table.schema().findField("place.label").fieldId();
    assertThat(file.lowerBounds()).containsKey(label).doesNotContainKey(x);
  }

  private static MessageType schemaOf(Path file) {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getFileMetaData().getSchema();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
