package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Files;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Firn's manifests say of a file what Iceberg's own generic writer says of one with the same rows.
 * Only sizes differ, because the bytes do.
 */
@Tag("interop")
final class GenericWriterMetricsInteropTest {
  private final OutsideViews outside = new OutsideViews();
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void everyFlatTypeHasTheMetricsOfIcebergsWriter() {
    Path source = folder.resolve("every.arrow");
    outside.run("write_every_type.py", folder, source.toString(), "every");
    requireSameMetrics(PythonSources.flatColumns(), source);
  }

  @Test
  void nestedColumnsHaveTheMetricsOfIcebergsWriter() {
    Path source = folder.resolve("nested.arrow");
    outside.run("write_nested.py", folder, source.toString());
    requireSameMetrics(PythonSources.NESTED, source);
  }

  private void requireSameMetrics(String columns, Path source) {
    warehouse.sql("CREATE TABLE t.t (" + columns + ")");
    warehouse.load("t.t", source);
    warehouse.look(
        "t.t",
        table -> {
          DataFile ours = table.dataFiles().getFirst();
          DataFile theirs = rewritten(table.icebergTable());
          assertThat(ours.recordCount()).isEqualTo(theirs.recordCount());
          assertThat(ours.columnSizes()).containsOnlyKeys(theirs.columnSizes().keySet());
          assertThat(ours.valueCounts()).isEqualTo(theirs.valueCounts());
          assertThat(ours.nullValueCounts()).isEqualTo(theirs.nullValueCounts());
          assertThat(ours.nanValueCounts()).isEqualTo(theirs.nanValueCounts());
          assertThat(ours.lowerBounds()).isEqualTo(theirs.lowerBounds());
          assertThat(ours.upperBounds()).isEqualTo(theirs.upperBounds());
        });
  }

  private DataFile rewritten(Table table) {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      DataWriter<Record> writer =
          Parquet.writeData(Files.localOutput(folder.resolve("theirs.parquet").toFile()))
              .schema(table.schema())
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(PartitionSpec.unpartitioned())
              .metricsConfig(MetricsConfig.forTable(table))
              .build();
      try (writer) {
        rows.forEach(writer::write);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
