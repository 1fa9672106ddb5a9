package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same values in another Arrow layout make the same file, byte for byte. */
final class InputLayoutsTest {
  private static final int ROWS = 2_000;
  private static final FieldType TEXT = FieldType.nullable(ArrowType.Utf8.INSTANCE);

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void viewsAndLargeTextsAreWrittenAsTexts(long seed) throws Exception {
    Random random = new Random(seed);
    VarCharVector texts = new VarCharVector("t", allocator);
    LargeVarCharVector large = new LargeVarCharVector("t", allocator);
    ViewVarCharVector views = new ViewVarCharVector("t", allocator);
    VarBinaryVector binaries = new VarBinaryVector("b", allocator);
    ViewVarBinaryVector binaryViews = new ViewVarBinaryVector("b", allocator);
    for (FieldVector each : List.of(texts, large, views, binaries, binaryViews)) {
      each.allocateNew();
    }
    for (int row = 0; row < ROWS; row++) {
      if (random.nextInt(5) > 0) {
        byte[] value = text(random).getBytes(StandardCharsets.UTF_8);
        texts.setSafe(row, value);
        large.setSafe(row, value);
        views.setSafe(row, value);
        binaries.setSafe(row, value);
        binaryViews.setSafe(row, value);
      }
    }
    int from = random.nextInt(100);
    try (VectorSchemaRoot plain = root(texts);
        VectorSchemaRoot largeTexts = root(large);
        VectorSchemaRoot viewed = root(views);
        VectorSchemaRoot plainBytes = root(binaries);
        VectorSchemaRoot viewedBytes = root(binaryViews)) {
      assertThat(write(largeTexts, from, seed)).isEqualTo(write(plain, from, seed));
      assertThat(write(viewed, from, seed)).isEqualTo(write(plain, from, seed));
      assertThat(write(viewedBytes, from, seed)).isEqualTo(write(plainBytes, from, seed));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void largeListsAreWrittenAsLists(long seed) throws Exception {
    Random random = new Random(seed);
    ListVector lists =
        new ListVector("l", allocator, FieldType.nullable(ArrowType.List.INSTANCE), null);
    LargeListVector large =
        new LargeListVector("l", allocator, FieldType.nullable(ArrowType.LargeList.INSTANCE), null);
    VarCharVector elements = (VarCharVector) lists.addOrGetVector(TEXT).getVector();
    VarCharVector largeElements = (VarCharVector) large.addOrGetVector(TEXT).getVector();
    lists.allocateNew();
    large.allocateNew();
    for (int row = 0; row < ROWS; row++) {
      if (random.nextInt(6) == 0) {
        lists.setNull(row);
        large.setNull(row);
        continue;
      }
      int count = random.nextInt(40) == 0 ? 300 : random.nextInt(4);
      int at = lists.startNewValue(row);
      int largeAt = (int) large.startNewValue(row);
      for (int i = 0; i < count; i++) {
        if (random.nextInt(5) > 0) {
          byte[] value = text(random).getBytes(StandardCharsets.UTF_8);
          elements.setSafe(at + i, value);
          largeElements.setSafe(largeAt + i, value);
        }
      }
      lists.endValue(row, count);
      large.endValue(row, count);
    }
    int from = random.nextInt(100);
    try (VectorSchemaRoot plain = root(lists);
        VectorSchemaRoot other = root(large)) {
      assertThat(write(other, from, seed)).isEqualTo(write(plain, from, seed));
    }
  }

  @Test
  void offsetsOfLargeListsThatLeaveTheirElementsAreRefused() throws Exception {
    LargeListVector large =
        new LargeListVector("l", allocator, FieldType.nullable(ArrowType.LargeList.INSTANCE), null);
    VarCharVector elements = (VarCharVector) large.addOrGetVector(TEXT).getVector();
    large.allocateNew();
    for (int row = 0; row < 3; row++) {
      large.startNewValue(row);
      elements.setSafe(row, new byte[] {'x'});
      large.endValue(row, 1);
    }
    try (VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of(large))) {
      root.setRowCount(3);
      for (long strange : new long[] {-1, 1L << 33, 1_000}) {
        long was = large.getOffsetBuffer().getLong(2 * Long.BYTES);
        large.getOffsetBuffer().setLong(2 * Long.BYTES, strange);
        assertThatThrownBy(() -> write(root, 0, 1)).isInstanceOf(InvalidBatchException.class);
        large.getOffsetBuffer().setLong(2 * Long.BYTES, was);
      }
    }
  }

  private static String text(Random random) {
    int length = random.nextInt(20) == 0 ? 3_000 : random.nextInt(26);
    return random.nextBoolean()
        ? "x".repeat(length)
        : Long.toString(random.nextLong(), 36).substring(0, Math.min(length, 9));
  }

  private static VectorSchemaRoot root(FieldVector vector) {
    VectorSchemaRoot root = new VectorSchemaRoot(new ArrayList<>(List.of(vector)));
    root.setRowCount(ROWS);
    return root;
  }

  /** Some rows in the middle first, then those before, by pages and row groups of random sizes. */
  private byte[] write(VectorSchemaRoot root, int from, long seed) throws IOException {
    Random random = new Random(seed);
    WriterOptions options =
        WriterOptions.builder()
            .pageRowsMax(50 + random.nextInt(500))
            .pageBytesMax(1_000 + random.nextInt(20_000))
            .rowGroupRowsMax(300 + random.nextInt(ROWS))
            .build();
    MemoryFile file = new MemoryFile();
    try (ParquetWriter writer =
        ParquetWriter.create(
            file, root.getSchema(), options, WriterResources.singleThreaded(allocator))) {
      writer.append(root, from, root.getRowCount() - from);
      writer.append(root, 0, from);
      writer.finish();
    }
    return file.content();
  }
}
