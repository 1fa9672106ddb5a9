package dev.firn.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** The example as NDJSON is the example as Parquet. */
final class FlightsNdjsonTest {
  private static final int ROWS = 20_000;
  private static final Schema FLIGHTS =
      new Schema(
          Types.NestedField.required(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.LongType.get()),
          Types.NestedField.optional(3, "distance", Types.LongType.get()),
          Types.NestedField.required(4, "origin", Types.StringType.get()),
          Types.NestedField.required(5, "destination", Types.StringType.get()));

  @Test
  void everyValueIsThatOfTheParquetFile() throws IOException {
    Path examples = Path.of(System.getProperty("firn.root"), "examples");
    InputOptions options = InputOptions.defaults().withWorkingFolder(examples);
    try (MemoryBudget budget = MemoryBudget.of(512L << 20)) {
      try (InputFiles inputs =
          InputFiles.find(List.of("flights.ndjson", "flights.parquet"), options, budget)) {
        List<List<Object>> fromJson = readJson(inputs, inputs.files().getFirst());
        List<List<Object>> fromParquet;
        try (SourceReader reader = inputs.openColumns(inputs.files().getLast())) {
          fromParquet = InputFixtures.readAll(reader);
        }
        assertThat(fromJson).hasSize(ROWS);
        // By text: the Parquet file's numbers may be narrower than the table's.
        assertThat(fromJson.toString()).isEqualTo(fromParquet.toString());
      }
      assertThat(budget.usedBytes()).isZero();
    }
  }

  private static List<List<Object>> readJson(InputFiles inputs, InputFile file) {
    ViolationLog violations = ViolationLog.of("air.flights");
    LoadTarget target =
        new LoadTarget(TableName.parse("air.flights"), FLIGHTS, MatchOptions.STRICT, violations);
    List<List<Object>> rows = new ArrayList<>();
    try (InputSource source = inputs.open(file, target)) {
      Optional<IncomingBatch> next = source.nextBatch();
      while (next.isPresent()) {
        try (IncomingBatch batch = next.get()) {
          addRows(batch, rows);
        }
        next = source.nextBatch();
      }
      assertThat(source.bytesRead()).isEqualTo(file.bytes().orElseThrow());
      assertThat(source.rowsRead()).isEqualTo(ROWS);
    }
    violations.requireEmpty();
    return rows;
  }

  private static void addRows(IncomingBatch batch, List<List<Object>> rows) {
    for (int row = 0; row < batch.rowCount(); row++) {
      List<Object> values = new ArrayList<>();
      for (FieldVector vector : batch.root().getFieldVectors()) {
        values.add(vector.getObject(row));
      }
      rows.add(values);
    }
  }
}
