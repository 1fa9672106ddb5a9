package dev.firn.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Parquet files written and looked at by DuckDB as it is. */
final class TestParquet {
  private TestParquet() {}

  /** Writes a query's rows. */
  static Path write(Path file, String query) {
    String copy = "COPY (" + query + ") TO '" + file + "' (FORMAT parquet)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(copy);
      return file;
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB: " + copy, e);
    }
  }

  /** All rows of a query, each value as JDBC gives it. */
  static List<List<Object>> rows(String query) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          row.add(result.getObject(column));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB: " + query, e);
    }
  }
}
