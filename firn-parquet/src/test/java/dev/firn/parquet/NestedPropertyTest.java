package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SizeStatistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random nested columns, odd Arrow layouts, options and batch borders, read back by parquet-java; a
 * failure names the seed that repeats it.
 */
final class NestedPropertyTest {
  private static final int RUN_COUNT = 250;
  private static final long FIRST_SEED = 20_260_401;
  private static final int DEPTH_MAX = 4;

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBackAndItsFactsAndIndexesAreTrue() throws Exception {
    int indexedPageCount = 0;
    long indexedColumnCount = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + RUN_COUNT; seed++) {
        try {
          Run run = new Run(seed, executor);
          indexedPageCount += run.check(folder);
          indexedColumnCount += run.indexedColumnCount();
        } catch (Exception | AssertionError e) {
          throw new AssertionError("Seed " + seed + " fails.", e);
        }
      }
    }
    assertThat(indexedPageCount).as("pages with bounds that were checked").isGreaterThan(2000);
    assertThat(indexedColumnCount).as("columns with dictionary").isGreaterThan(100);
  }

  /** One table, written twice. */
  private static final class Run {
    private final NestedTable table;
    private final WriterOptions options;
    private final MemoryFile file = new MemoryFile();
    private final FileFacts facts;

    Run(long seed, ExecutorService executor) throws Exception {
      Random random = new Random(seed);
      this.table = table(random);
      this.options = RandomTables.options(random, table.rowCount()).build();
      try (BufferAllocator allocator = new RootAllocator();
          VectorSchemaRoot batch = table.toArrow(allocator, random)) {
        long borders = random.nextLong();
        MemoryFile parallelFile = new MemoryFile();
        this.facts = write(file, batch, WriterResources.singleThreaded(allocator), borders);
        FileFacts parallel =
            write(parallelFile, batch, new WriterResources(allocator, executor, 2), borders);
        assertThat(parallel).isEqualTo(facts);
        assertThat(parallelFile.content()).isEqualTo(file.content());
      }
    }

    private static NestedTable table(Random random) {
      int[] rowCounts = {0, 1, 2, 63, 65, 200, 700};
      List<Shape> shapes = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        shapes.add(Shape.random(random, 1 + random.nextInt(DEPTH_MAX), List.of(Kind.values())));
      }
      return NestedTable.random(random, shapes, rowCounts[random.nextInt(rowCounts.length)]);
    }

    private FileFacts write(
        MemoryFile to, VectorSchemaRoot batch, WriterResources resources, long borders)
        throws Exception {
      Random random = new Random(borders);
      try (ParquetWriter writer = ParquetWriter.create(to, table.schema(), options, resources)) {
        int position = 0;
        while (position < batch.getRowCount()) {
          int rows = Math.min(batch.getRowCount() - position, random.nextInt(300));
          writer.append(batch, position, rows);
          position += rows;
        }
        return writer.finish();
      }
    }

    /** Returns how many pages had bounds in a column index. */
    int check(Path folder) throws Exception {
      List<LeafLevels> leaves = LeafLevels.of(table);
      checkFacts(leaves);
      checkHistograms(leaves);
      assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
      PageVerifier.verify(file);
      Path path = file.saveIn(folder);
      assertThat(ParquetJava.readNested(path, table.shapes())).isEqualTo(table.columns());
      List<IndexCheck.LeafRows> rows =
          leaves.stream().map(leaf -> new IndexCheck.LeafRows(leaf.kind(), leaf::values)).toList();
      try (ParquetFileReader reader = ParquetJava.open(path)) {
        return IndexCheck.check(reader, rows, table.rowCount(), options.boundBytesMax());
      }
    }

    long indexedColumnCount() {
      return facts.columns().stream()
          .filter(column -> column.encodings().contains(Encoding.RLE_DICTIONARY))
          .count();
    }

    private void checkFacts(List<LeafLevels> leaves) {
      assertThat(facts.rowCount()).isEqualTo(table.rowCount());
      assertThat(facts.columns()).hasSameSizeAs(leaves);
      for (int i = 0; i < leaves.size(); i++) {
        Kind kind = leaves.get(i).kind();
        List<Object> values = leaves.get(i).values(0, table.rowCount());
        ColumnFacts found = facts.columns().get(i);
        assertThat(found.valueCount()).isEqualTo(values.size());
        assertThat(found.nullCount()).isEqualTo(Model.nullCount(values));
        assertThat(found.nanCount()).isEqualTo(Model.nanCount(kind, values));
        assertThat(found.min()).isEqualTo(Model.min(kind, values).map(v -> Model.bound(kind, v)));
        assertThat(found.max()).isEqualTo(Model.max(kind, values).map(v -> Model.bound(kind, v)));
      }
    }

    private void checkHistograms(List<LeafLevels> leaves) throws Exception {
      int firstRow = 0;
      for (RowGroup group : FooterReader.readMetadata(file).getRow_groups()) {
        int end = firstRow + (int) group.getNum_rows();
        for (int i = 0; i < leaves.size(); i++) {
          LeafLevels leaf = leaves.get(i);
          ColumnMetaData chunk = group.getColumns().get(i).getMeta_data();
          SizeStatistics sizes = chunk.getSize_statistics();
          if (leaf.definitionMax() > 0) {
            assertThat(sizes.getDefinition_level_histogram())
                .isEqualTo(leaf.definitionCounts(firstRow, end));
          }
          if (leaf.repetitionMax() > 0) {
            assertThat(sizes.getRepetition_level_histogram())
                .isEqualTo(leaf.repetitionCounts(firstRow, end));
          }
        }
        firstRow = end;
      }
    }
  }
}
