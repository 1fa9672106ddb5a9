package dev.firn.bench;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Flights as a storage of JSON lines partitioned by month keeps them: a file a month, its rows in
 * the order in which they came, compact objects with ISO timestamps; plain and compressed.
 */
record JsonMonths(Path folder, List<YearMonth> months) {
  /** The level that zstd takes if none is said. */
  private static final int ZSTD_LEVEL = 3;

  JsonMonths {
    months = List.copyOf(months);
  }

  /** How a file keeps its lines. */
  enum Format {
    NDJSON,
    NDJSON_ZST;

    String ending() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
  }

  /** The files of these flights: those that are there, or else new ones. */
  static JsonMonths of(Path parquet, Path folder) throws IOException {
    String origin =
        "%s, %d bytes, of %s%n"
            .formatted(
                parquet.toRealPath(), Files.size(parquet), Files.getLastModifiedTime(parquet));
    Path done = folder.resolve("made-from.txt");
    boolean isMade = Files.exists(done) && Files.readString(done).equals(origin);
    if (!isMade) {
      Folders.createEmpty(folder);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      JsonMonths made = new JsonMonths(folder, months(parquet, statement));
      if (!isMade) {
        made.write(parquet, statement);
        Files.writeString(done, origin);
      }
      return made;
    } catch (SQLException e) {
      throw new IOException("Flights of '" + parquet + "': expected Parquet with their columns", e);
    }
  }

  Path file(YearMonth month, Format format) {
    return folder.resolve("flights-" + month + "." + format.ending());
  }

  private static List<YearMonth> months(Path parquet, Statement statement) throws SQLException {
    List<YearMonth> months = new ArrayList<>();
    try (ResultSet found =
        statement.executeQuery(
            "SELECT DISTINCT strftime(date, '%Y-%m') FROM read_parquet('"
                + parquet
                + "') ORDER BY 1")) {
      while (found.next()) {
        months.add(YearMonth.parse(found.getString(1)));
      }
    }
    return months;
  }

  private void write(Path parquet, Statement statement) throws IOException, SQLException {
    for (YearMonth month : months) {
      Path plain = file(month, Format.NDJSON);
      statement.execute(
          "COPY (SELECT strftime(date, '%Y-%m-%dT%H:%M:%S') AS date, delay, distance, origin,"
              + " destination FROM read_parquet('"
              + parquet
              + "') WHERE strftime(date, '%Y-%m') = '"
              + month
              + "') TO '"
              + plain
              + "' (FORMAT json)");
      try (OutputStream file = Files.newOutputStream(file(month, Format.NDJSON_ZST));
          ZstdOutputStream zstd = new ZstdOutputStream(file, ZSTD_LEVEL)) {
        Files.copy(plain, zstd);
      }
    }
  }
}
