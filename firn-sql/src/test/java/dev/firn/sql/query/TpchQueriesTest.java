package dev.firn.sql.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The 22 queries of TPC-H over partitioned and sorted tables, beside DuckDB over the same rows. */
@Tag("interop")
class TpchQueriesTest {
  private static final double SCALE = 0.1;
  private static final long MODEL_BYTES = 1L << 30;

  @TempDir private Path folder;

  @Test
  void answersAreThoseOfDuckDb() throws IOException {
    FirnConfig config = FirnConfig.of(folder.resolve("warehouse")).withMemoryBytesMax(3L << 30);
    try (Firn firn = Firn.open(config);
        DuckDbSession model =
            DuckDbSession.open(
                DuckDbSettings.of(MODEL_BYTES, 2).readingFolder(folder), firn.budget())) {
      TpchTables.create(firn, model, folder, SCALE);
      List<String> queries = queries();
      assertThat(queries).hasSize(22);
      long skipped = 0;
      for (int number = 1; number <= queries.size(); number++) {
        skipped += compare(firn, model, queries.get(number - 1), number);
      }
      assertThat(skipped).as("files that need not be read").isPositive();
    }
  }

  private static long compare(Firn firn, DuckDbSession model, String sql, int number)
      throws IOException {
    List<String> expected;
    try (ArrowReader rows = model.query(sql, 1_000)) {
      expected = ResultRows.of(rows);
    }
    try (SnapshotQuery query = SnapshotQuery.prepare(firn, sql)) {
      try (ArrowReader rows = query.run()) {
        assertThat(ResultRows.of(rows)).as("query %s", number).isEqualTo(expected);
      }
      // Some have no answer at this scale; then both say so.
      assertThat(expected.isEmpty()).as("query %s has no rows", number).isFalse();
      return query.scans().stream()
          .mapToLong(scan -> scan.filesTotal() - scan.filesSelected())
          .sum();
    }
  }

  private static List<String> queries() throws IOException {
    try (InputStream file = TpchQueriesTest.class.getResourceAsStream("tpch.sql")) {
      String script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(script.split(";\\s*", -1)).filter(sql -> !sql.isBlank()).toList();
    }
  }
}
