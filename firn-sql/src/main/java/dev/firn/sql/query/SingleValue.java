package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.ArrowReader;

/** The answer of a query of one row and one text. */
final class SingleValue {
  private SingleValue() {}

  static String text(DuckDbSession session, String sql) {
    return textOrNull(session, sql)
        .orElseThrow(() -> new IllegalStateException("DuckDB's answer is null"));
  }

  /** Empty for SQL's null. */
  static Optional<String> textOrNull(DuckDbSession session, String sql) {
    try (ArrowReader rows = session.query(sql, 1)) {
      rows.loadNextBatch();
      VarCharVector text = (VarCharVector) rows.getVectorSchemaRoot().getVector(0);
      return text.isNull(0)
          ? Optional.empty()
          : Optional.of(new String(text.get(0), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("DuckDB's answer could not be read", e);
    }
  }
}
