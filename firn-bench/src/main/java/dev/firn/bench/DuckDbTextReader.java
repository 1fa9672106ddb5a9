package dev.firn.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;

/**
 * DuckDB's {@code read_csv} or {@code read_json} with the types said and nothing detected, one
 * thread, its rows streamed into Arrow vectors.
 */
final class DuckDbTextReader implements TextReader {
  static final String COLUMNS =
      "columns = {date: 'TIMESTAMP', delay: 'BIGINT', distance: 'BIGINT', origin: 'VARCHAR',"
          + " destination: 'VARCHAR'}, auto_detect = false";
  private static final int BATCH_ROWS = 65_536;

  private final String name;
  private final String function;

  /**
   * A reader by one of DuckDB's table functions.
   *
   * @param function the call, with file, format and columns
   */
  DuckDbTextReader(String name, String function) {
    this.name = name;
    this.function = function;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long read() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("threads", "1");
    properties.setProperty("jdbc_stream_results", "true");
    long rows = 0;
    try (BufferAllocator allocator = new RootAllocator();
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        Statement statement = connection.createStatement();
        DuckDBResultSet results =
            statement.executeQuery("SELECT * FROM " + function).unwrap(DuckDBResultSet.class);
        ArrowReader reader = (ArrowReader) results.arrowExportStream(allocator, BATCH_ROWS)) {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
    return rows;
  }
}
