package dev.firn.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.duckdb.DuckDBResultSet;

/** Flights as an Arrow stream in a file: what all stores of a comparison read, and cheaply. */
final class FlightsArrow {
  /** As Firn's own batches of single rows. */
  private static final int BATCH_ROWS = 10_000;

  private FlightsArrow() {}

  /**
   * Writes the flights of a Parquet file, in its order, in batches of about 10,000 rows.
   *
   * @return how many there are
   */
  static long write(Path parquet, Path arrow) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        Statement statement = connection.createStatement();
        DuckDBResultSet result =
            statement
                .executeQuery(
                    "SELECT date::TIMESTAMP AS date, delay::BIGINT AS delay, distance::BIGINT AS"
                        + " distance, origin::VARCHAR AS origin, destination::VARCHAR AS"
                        + " destination FROM read_parquet('"
                        + parquet
                        + "')")
                .unwrap(DuckDBResultSet.class);
        BufferAllocator allocator = new RootAllocator();
        ArrowReader rows = (ArrowReader) result.arrowExportStream(allocator, BATCH_ROWS);
        OutputStream file = Files.newOutputStream(arrow);
        ArrowStreamWriter writer = new ArrowStreamWriter(rows.getVectorSchemaRoot(), rows, file)) {
      long count = 0;
      while (rows.loadNextBatch()) {
        writer.writeBatch();
        count += rows.getVectorSchemaRoot().getRowCount();
      }
      writer.end();
      return count;
    } catch (SQLException e) {
      throw new IOException("Flights of '" + parquet + "': expected Parquet with their columns", e);
    }
  }
}
