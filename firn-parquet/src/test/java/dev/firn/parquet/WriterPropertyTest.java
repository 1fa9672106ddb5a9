package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random tables, options and batch borders; a failure names the seed that repeats it. */
final class WriterPropertyTest {
  private static final int RUN_COUNT = 150;
  private static final long FIRST_SEED = 20_260_101;

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBackAndItsFactsAreTrue() throws Exception {
    int indexedPageCount = 0;
    try (DuckDb duckDb = DuckDb.open();
        ExecutorService executor = Executors.newFixedThreadPool(2)) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + RUN_COUNT; seed++) {
        try {
          indexedPageCount += run(seed, duckDb, executor);
        } catch (Exception | AssertionError e) {
          throw new AssertionError("Seed " + seed + " fails.", e);
        }
      }
    }
    assertThat(indexedPageCount).as("pages with bounds that were checked").isGreaterThan(2000);
  }

  private int run(long seed, DuckDb duckDb, ExecutorService executor) throws Exception {
    Random random = new Random(seed);
    TestTable table = RandomTables.table(random);
    WriterOptions options = RandomTables.options(random, table);
    MemoryFile file = new MemoryFile();
    MemoryFile parallelFile = new MemoryFile();
    FileFacts facts;
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator)) {
      long borders = random.nextLong();
      facts =
          write(file, table, batch, options, WriterResources.singleThreaded(allocator), borders);
      FileFacts parallelFacts =
          write(
              parallelFile,
              table,
              batch,
              options,
              new WriterResources(allocator, executor, 2),
              borders);
      assertThat(parallelFacts).isEqualTo(facts);
    }
    assertThat(parallelFile.content()).isEqualTo(file.content());
    checkFacts(table, facts);
    assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
    PageVerifier.verify(file);
    return checkReaders(file.saveIn(folder), table, options, duckDb);
  }

  private static FileFacts write(
      MemoryFile file,
      TestTable table,
      VectorSchemaRoot batch,
      WriterOptions options,
      WriterResources resources,
      long borders)
      throws Exception {
    Random random = new Random(borders);
    try (ParquetWriter writer = ParquetWriter.create(file, table.schema(), options, resources)) {
      int position = 0;
      while (position < batch.getRowCount()) {
        int rows = Math.min(batch.getRowCount() - position, 1 + random.nextInt(5000));
        writer.append(batch, position, rows);
        position += rows;
      }
      return writer.finish();
    }
  }

  private static void checkFacts(TestTable table, FileFacts facts) {
    assertThat(facts.rowCount()).isEqualTo(table.rowCount());
    for (int i = 0; i < table.columns().size(); i++) {
      TestTable.Column column = table.columns().get(i);
      ColumnFacts found = facts.columns().get(i);
      List<Object> values = column.values();
      Kind kind = column.kind();
      assertThat(found.dottedPath()).isEqualTo(column.name());
      assertThat(found.fieldId()).hasValue(i + 1);
      assertThat(found.valueCount()).isEqualTo(table.rowCount());
      assertThat(found.nullCount()).isEqualTo(Model.nullCount(values));
      assertThat(found.nanCount()).isEqualTo(Model.nanCount(kind, values));
      assertThat(found.min()).isEqualTo(Model.min(kind, values).map(v -> Model.bound(kind, v)));
      assertThat(found.max()).isEqualTo(Model.max(kind, values).map(v -> Model.bound(kind, v)));
    }
  }

  private static int checkReaders(Path path, TestTable table, WriterOptions options, DuckDb duckDb)
      throws Exception {
    List<List<Object>> values = table.columns().stream().map(TestTable.Column::values).toList();
    assertThat(ParquetJava.read(path, table.columns())).isEqualTo(values);
    assertThat(duckDb.read(path, table.columns())).isEqualTo(values);
    try (org.apache.parquet.hadoop.ParquetFileReader reader = ParquetJava.open(path)) {
      return IndexCheck.check(reader, table, options.boundBytesMax());
    }
  }
}
