package dev.firn.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What the tests of this package share: writing Parquet, reading everything, expecting failures.
 */
final class InputFixtures {
  private InputFixtures() {}

  static Path writeParquet(Path file, String select) {
    String sql =
        "COPY (" + select + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return file;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** All rows, binaries as hexadecimal text. */
  static List<List<Object>> readAll(ArrowReader reader) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    while (reader.loadNextBatch()) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      for (int row = 0; row < root.getRowCount(); row++) {
        List<Object> values = new ArrayList<>();
        for (FieldVector vector : root.getFieldVectors()) {
          Object value = vector.getObject(row);
          values.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
        }
        rows.add(values);
      }
    }
    return rows;
  }

  static FirnException assertCode(ErrorCode code, ThrowingCallable call) {
    FirnException failure = catchThrowableOfType(FirnException.class, call);
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
