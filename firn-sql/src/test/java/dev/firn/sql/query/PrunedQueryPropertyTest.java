package dev.firn.sql.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random tables, partitioned, evolved and with deletes, and random queries over them: the answer
 * from the selected files is that of DuckDB over all rows.
 */
class PrunedQueryPropertyTest {
  private static final int QUERIES = 60;
  private static final int STEPS = 5;

  @TempDir private Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void prunedAnswersAreThoseOfAPlainScan(long seed) throws IOException {
    Random random = new Random(seed);
    long skipped = 0;
    try (Firn firn = Firn.open(FirnConfig.of(folder.resolve("warehouse")));
        DuckDbSession model =
            DuckDbSession.open(
                DuckDbSettings.of(100L << 20, 1).readingFolder(folder), firn.budget())) {
      ModelledTable table = new ModelledTable(firn, model, random, 2 + random.nextInt(2));
      RandomDeletes deletes = new RandomDeletes(firn, table, random);
      RandomQueries queries = new RandomQueries(table, random);
      for (int step = 0; step < STEPS; step++) {
        table.load();
        change(table, deletes, random);
        for (int run = 0; run < QUERIES / STEPS; run++) {
          skipped += compare(firn, model, queries.query(), seed);
        }
      }
    }
    assertThat(skipped).as("files that need not be read").isPositive();
  }

  private static void change(ModelledTable table, RandomDeletes deletes, Random random)
      throws IOException {
    switch (random.nextInt(6)) {
      case 0 -> table.changePartitioning();
      case 1 -> table.rename();
      case 2 -> table.add();
      case 3 -> table.widen();
      default -> deletes.delete();
    }
  }

  private static long compare(Firn firn, DuckDbSession model, String sql, long seed)
      throws IOException {
    try (SnapshotQuery query = SnapshotQuery.prepare(firn, sql)) {
      List<String> expected;
      try (ArrowReader rows = model.query(sql, 1_000)) {
        expected = ResultRows.sorted(rows);
      }
      try (ArrowReader rows = query.run()) {
        assertThat(ResultRows.sorted(rows))
            .as("seed %s: %s, read %s", seed, sql, query.scans())
            .isEqualTo(expected);
      }
      return query.scans().stream()
          .mapToLong(scan -> scan.filesTotal() - scan.filesSelected())
          .sum();
    }
  }
}
