package dev.firn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;

/**
 * DuckDB's {@code read_json} over files of JSON lines, with the types said and nothing detected. To
 * its favour its connection stays open from answer to answer and its memory is not limited.
 */
final class JsonQueryContender implements QueryContender {
  private static final int BATCH_ROWS = 10_000;

  private final JsonMonths months;
  private final JsonMonths.Format format;
  private final Told told;
  private final Connection connection;

  private JsonQueryContender(
      JsonMonths months, JsonMonths.Format format, Told told, Connection connection) {
    this.months = months;
    this.format = format;
    this.told = told;
    this.connection = connection;
  }

  /** Which files the engine is told to read. */
  enum Told {
    ALL_MONTHS,
    MATCHING_MONTHS
  }

  /** Opens DuckDB with this many threads. */
  static JsonQueryContender open(
      JsonMonths months, JsonMonths.Format format, Told told, int threadCount) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("threads", Integer.toString(threadCount));
    properties.setProperty("jdbc_stream_results", "true");
    try {
      return new JsonQueryContender(
          months, format, told, DriverManager.getConnection("jdbc:duckdb:", properties));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String name() {
    String files =
        switch (told) {
          case ALL_MONTHS -> "all months";
          case MATCHING_MONTHS -> "pruned by hand";
        };
    return "DuckDB, " + format.ending() + ", " + files;
  }

  /** What is pruned by hand takes part only where that leaves files out. */
  @Override
  public boolean takesPart(ComparedQuery query) {
    return told == Told.ALL_MONTHS || opened(query).size() < months.months().size();
  }

  @Override
  public Answer answer(ComparedQuery query) throws IOException {
    List<Path> opened = opened(query);
    String files = opened.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", "));
    String source =
        "read_json([%s], format = 'newline_delimited', %s)"
            .formatted(files, DuckDbTextReader.COLUMNS);
    try (BufferAllocator allocator = new RootAllocator();
        Statement statement = connection.createStatement();
        DuckDBResultSet result =
            statement.executeQuery(query.over(source)).unwrap(DuckDBResultSet.class);
        ArrowReader rows = (ArrowReader) result.arrowExportStream(allocator, BATCH_ROWS)) {
      List<YearMonth> all = months.months();
      return new Answer(Answer.rowsOf(rows), factsOf(opened), factsOf(paths(all)));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private List<Path> opened(ComparedQuery query) {
    return switch (told) {
      case ALL_MONTHS -> paths(months.months());
      case MATCHING_MONTHS -> paths(months.months().stream().filter(query::canMatch).toList());
    };
  }

  private List<Path> paths(List<YearMonth> of) {
    return of.stream().map(month -> months.file(month, format)).toList();
  }

  private static FileFacts factsOf(List<Path> paths) throws IOException {
    long bytes = 0;
    for (Path path : paths) {
      bytes += Files.size(path);
    }
    return new FileFacts(paths.size(), bytes);
  }
}
