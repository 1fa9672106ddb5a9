package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dictionaries that grow far and pages of default size, which small tables do not reach. */
final class LargeChunkTest {
  private static final int ROW_COUNT = 300_000;

  @TempDir private Path folder;

  @Test
  void dictionariesOfManyThousandEntriesAreReadBack() throws Exception {
    Random random = new Random(9);
    List<Object> ints = new ArrayList<>();
    List<Object> longs = new ArrayList<>();
    List<Object> texts = new ArrayList<>();
    for (int row = 0; row < ROW_COUNT; row++) {
      int value = random.nextInt(1 + row / 3);
      ints.add(value);
      longs.add(row % 11 == 0 ? null : (long) value << 40);
      texts.add("text of value " + value);
    }
    TestTable table =
        new TestTable()
            .add("ints", Kind.INT32, Nullability.REQUIRED, ints)
            .add("longs", Kind.INT64, Nullability.OPTIONAL, longs)
            .add("texts", Kind.STRING, Nullability.REQUIRED, texts);
    MemoryFile file = new MemoryFile();
    FileFacts facts;
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file,
                table.schema(),
                WriterOptions.builder()
                    .columnEncoding("ints", Encoding.RLE_DICTIONARY)
                    .columnEncoding("longs", Encoding.RLE_DICTIONARY)
                    .columnEncoding("texts", Encoding.RLE_DICTIONARY)
                    .build(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      facts = writer.finish();
    }
    assertThat(facts.columns())
        .allSatisfy(column -> assertThat(column.encodings()).contains(Encoding.RLE_DICTIONARY));
    Path path = file.saveIn(folder);
    List<List<Object>> values = List.of(ints, longs, texts);
    assertThat(ParquetJava.read(path, table.columns()).equals(values)).isTrue();
    try (DuckDb duckDb = DuckDb.open()) {
      assertThat(duckDb.read(path, table.columns()).equals(values)).isTrue();
    }
  }
}
