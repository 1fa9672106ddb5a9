package dev.firn.input.csv;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.Violation;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Reads CSV as the tests of this package do; changed by its setters before a read. */
final class CsvFixture implements AutoCloseable {
  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.IntegerType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()),
          Types.NestedField.optional(3, "day", Types.DateType.get()));

  final MemoryBudget budget = MemoryBudget.of(64L << 20);
  ViolationLog log = ViolationLog.of("air.t");
  CsvOptions options = CsvOptions.defaults();
  MatchOptions match = MatchOptions.STRICT;
  TextLimits limits = new TextLimits(1_000, TextLimits.BATCH_BYTES_DEFAULT);
  Schema schema = SCHEMA;

  /** Rows of each batch of the last read. */
  final List<Integer> batches = new ArrayList<>();

  /** Places of all rows of the last read, as "row@line". */
  final List<String> places = new ArrayList<>();

  /** All rows as lists of texts. */
  List<List<String>> read(String csv) {
    return read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
  }

  List<List<String>> read(InputStream csv) {
    log = ViolationLog.of("air.t");
    batches.clear();
    places.clear();
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader reader = open(csv)) {
      Optional<IncomingBatch> next = reader.nextBatch();
      while (next.isPresent()) {
        try (IncomingBatch batch = next.get()) {
          add(batch, rows);
        }
        next = reader.nextBatch();
      }
    }
    return rows;
  }

  CsvReader open(InputStream csv) {
    LoadTarget target = new LoadTarget(TableName.parse("air.t"), schema, match, log);
    return CsvReader.open(
        TextSource.open("x.csv", csv), options, limits, target, budget.arrowRoot());
  }

  /** The kept violations as "line 3, row 2, id: expected … found …". */
  List<String> violations() {
    return log.kept().stream().map(CsvFixture::words).toList();
  }

  @Override
  public void close() {
    budget.close();
  }

  private void add(IncomingBatch batch, List<List<String>> rows) {
    batches.add(batch.rowCount());
    for (int position = 0; position < batch.rowCount(); position++) {
      List<String> row = new ArrayList<>();
      for (FieldVector vector : batch.root().getFieldVectors()) {
        row.add(String.valueOf(vector.getObject(position)));
      }
      rows.add(row);
      places.add(
          batch.origin().rowAt(position) + "@" + batch.origin().lineAt(position).orElseThrow());
    }
  }

  private static String words(Violation violation) {
    return "line "
        + violation.line()
        + ", row "
        + violation.row()
        + (violation.column().isEmpty() ? "" : ", " + violation.column())
        + ": expected "
        + violation.expected()
        + ", found "
        + violation.found();
  }
}
