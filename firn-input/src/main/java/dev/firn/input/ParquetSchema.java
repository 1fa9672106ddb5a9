package dev.firn.input;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSql;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Reads a Parquet file's own schema, of which a query over the file shows only a part. */
final class ParquetSchema {
  private static final String COLUMNS =
      "name, coalesce(type, '') AS type, coalesce(try_cast(type_length AS INTEGER), 0) AS length,"
          + " repetition_type, coalesce(num_children, 0)::INTEGER AS children, field_id,"
          + " coalesce(precision, 0)::INTEGER AS digits";

  /** Rows of a batch; a schema has one row an element. */
  private static final int BATCH_ROWS = 2_048;

  private ParquetSchema() {}

  /** The top-level columns of the file, each with all below it. */
  static List<ParquetNode> read(DuckDbSession session, String path) throws IOException {
    String sql = "SELECT " + COLUMNS + " FROM parquet_schema(" + DuckDbSql.literal(path) + ")";
    Deque<Row> rows = new ArrayDeque<>();
    try (ArrowReader reader = session.query(sql, BATCH_ROWS)) {
      while (reader.loadNextBatch()) {
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        for (int row = 0; row < batch.getRowCount(); row++) {
          rows.add(Row.of(batch, row));
        }
      }
    }
    return take(rows).children();
  }

  /** Rows stand in the order of a walk from the root, each saying how many children follow. */
  private static ParquetNode take(Deque<Row> rows) throws IOException {
    Row row = rows.poll();
    if (row == null) {
      throw new IOException("the schema names more children than it has");
    }
    List<ParquetNode> children = new ArrayList<>();
    for (int index = 0; index < row.childCount(); index++) {
      children.add(take(rows));
    }
    return new ParquetNode(
        row.name(),
        row.physicalType(),
        row.typeLength(),
        row.repetition(),
        row.fieldId(),
        row.precision(),
        children);
  }

  private record Row(
      String name,
      String physicalType,
      int typeLength,
      String repetition,
      int childCount,
      @Nullable Long fieldId,
      int precision) {

    static Row of(VectorSchemaRoot batch, int row) {
      Object fieldId = batch.getVector("field_id").getObject(row);
      return new Row(
          text(batch, "name", row),
          text(batch, "type", row),
          number(batch, "length", row),
          text(batch, "repetition_type", row),
          number(batch, "children", row),
          fieldId instanceof Number id ? (Long) id.longValue() : null,
          number(batch, "digits", row));
    }

    private static String text(VectorSchemaRoot batch, String column, int row) {
      return String.valueOf(batch.getVector(column).getObject(row));
    }

    private static int number(VectorSchemaRoot batch, String column, int row) {
      return ((Number) batch.getVector(column).getObject(row)).intValue();
    }
  }
}
