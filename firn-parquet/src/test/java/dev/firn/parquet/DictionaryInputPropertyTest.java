package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/**
 * Random tables, flat and nested, whose batches refer to dictionaries in part and each to others,
 * make the file that plain batches make, byte for byte; a failure names the seed that repeats it.
 */
final class DictionaryInputPropertyTest {
  private static final int RUN_COUNT = 300;
  private static final long FIRST_SEED = 20_261_001;
  private static final int DEPTH_MAX = 3;

  @Test
  void fileIsAsIfItsBatchesHadBeenDecoded() throws Exception {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + RUN_COUNT; seed++) {
      try (BufferAllocator allocator = new RootAllocator()) {
        check(seed, allocator);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("Seed " + seed + " fails.", e);
      }
    }
  }

  private static void check(long seed, BufferAllocator allocator) throws Exception {
    Random random = new Random(seed);
    // The first numbers of neighbouring seeds are alike, so they cannot choose.
    if (seed % 2 == 0) {
      TestTable table = RandomTables.table(random);
      WriterOptions options = RandomTables.options(random, table);
      try (VectorSchemaRoot plain = table.toArrow(allocator)) {
        compare(plain, table.schema(), options, random, allocator);
      }
    } else {
      NestedTable table = nested(random);
      WriterOptions options = RandomTables.options(random, table.rowCount()).build();
      try (VectorSchemaRoot plain = table.toArrow(allocator, random)) {
        compare(plain, table.schema(), options, random, allocator);
      }
    }
  }

  private static NestedTable nested(Random random) {
    int[] rowCounts = {0, 1, 63, 65, 200, 700};
    List<Shape> shapes = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      shapes.add(Shape.random(random, 1 + random.nextInt(DEPTH_MAX), List.of(Kind.values())));
    }
    return NestedTable.random(random, shapes, rowCounts[random.nextInt(rowCounts.length)]);
  }

  private static void compare(
      VectorSchemaRoot plain,
      Schema schema,
      WriterOptions options,
      Random random,
      BufferAllocator allocator)
      throws Exception {
    EncodedBatch.Plan all = new EncodedBatch.Plan(EncodedBatch.INDEX_TYPES, 0, true);
    EncodedBatch.Plan some = new EncodedBatch.Plan(EncodedBatch.INDEX_TYPES, 3, false);
    try (EncodedBatch first = new EncodedBatch(plain, all, allocator, random);
        EncodedBatch second = new EncodedBatch(plain, some, allocator, random)) {
      Schema found = ValueSchema.of(first.root().getSchema(), first.dictionaries());
      // Arrow's vectors of lists rename what is in them.
      assertThat(found.toString().replace("$data$", "element")).isEqualTo(schema.toString());
      MemoryFile decoded = new MemoryFile();
      MemoryFile referring = new MemoryFile();
      WriterResources resources = WriterResources.singleThreaded(allocator);
      try (ParquetWriter expected = ParquetWriter.create(decoded, schema, options, resources);
          ParquetWriter writer = ParquetWriter.create(referring, schema, options, resources)) {
        int position = 0;
        while (position < plain.getRowCount()) {
          int rows = Math.min(plain.getRowCount() - position, 1 + random.nextInt(3_000));
          expected.append(plain, position, rows);
          EncodedBatch batch = random.nextBoolean() ? first : second;
          if (random.nextInt(4) == 0) {
            try (VectorSchemaRoot slice = batch.root().slice(position, rows)) {
              writer.append(slice, batch.dictionaries(), 0, rows);
            }
          } else {
            batch.appendTo(writer, position, rows);
          }
          position += rows;
        }
        assertThat(writer.finish()).isEqualTo(expected.finish());
      }
      assertThat(referring.content()).isEqualTo(decoded.content());
    }
  }
}
