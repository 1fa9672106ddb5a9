package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which files of one Workspaces find out anew how their columns are best stored. */
final class ShortChunkChoiceTest {
  private static final int ROWS = 1_000;
  private static final WriterOptions OPTIONS = WriterOptions.defaults();

  private final BufferAllocator allocator = new RootAllocator();
  private final Workspaces workspaces = new Workspaces(WriterResources.singleThreaded(allocator));

  @BeforeEach
  void twoKindsOfValuesAreStoredInTwoWays() throws Exception {
    assertThat(alone(ShortChunkChoiceTest::noise)).containsExactly(Encoding.PLAIN);
    assertThat(write(ShortChunkChoiceTest::ascending, OPTIONS, ROWS))
        .containsExactly(Encoding.DELTA_BINARY_PACKED);
  }

  @AfterEach
  void closeAllocator() {
    workspaces.close();
    allocator.close();
  }

  @Test
  void filesOfOnePageTakeWhatWasFoundForTheOnesBeforeAndSomeTryAgain() throws Exception {
    for (int file = 0; file < ShortChunkChoice.REUSES_MAX; file++) {
      assertThat(write(ShortChunkChoiceTest::noise, OPTIONS, ROWS))
          .containsExactly(Encoding.DELTA_BINARY_PACKED);
    }
    assertThat(write(ShortChunkChoiceTest::noise, OPTIONS, ROWS)).containsExactly(Encoding.PLAIN);
    assertThat(write(ShortChunkChoiceTest::ascending, OPTIONS, ROWS))
        .containsExactly(Encoding.PLAIN);
  }

  @Test
  void chunkOfMorePagesIsTriedItself() throws Exception {
    assertThat(write(ShortChunkChoiceTest::noise, OPTIONS, 50 * ROWS))
        .containsExactly(Encoding.PLAIN);
  }

  @Test
  void dictionaryThatIsClearlyBestNeedsNoTrial() throws Exception {
    assertThat(write(row -> row % 3, OPTIONS, ROWS)).contains(Encoding.RLE_DICTIONARY);
    assertThat(write(ShortChunkChoiceTest::noise, OPTIONS, ROWS))
        .containsExactly(Encoding.DELTA_BINARY_PACKED);
  }

  @Test
  void dictionaryThatWasBestAndDoesNotPayIsNotTaken() throws Exception {
    WriterOptions other = WriterOptions.builder().build();
    IntToLongFunction often = row -> noise((int) noise(row) & 1023);
    assertThat(write(often, other, 10 * ROWS)).contains(Encoding.RLE_DICTIONARY);
    assertThat(write(ShortChunkChoiceTest::noise, other, ROWS)).containsExactly(Encoding.PLAIN);
    assertThat(write(ShortChunkChoiceTest::ascending, other, ROWS)).containsExactly(Encoding.PLAIN);
  }

  @Test
  void filesOfOtherOptionsFindOutThemselves() throws Exception {
    assertThat(write(ShortChunkChoiceTest::noise, WriterOptions.builder().build(), ROWS))
        .containsExactly(Encoding.PLAIN);
  }

  /** Best as differences. */
  private static long ascending(int row) {
    return 1_000_000_007L * row;
  }

  /** Best as it is. */
  private static long noise(int row) {
    return new SplittableRandom(0x9E3779B97F4A7C15L * row).nextLong();
  }

  private Set<Encoding> alone(IntToLongFunction values) throws IOException {
    try (Workspaces own = new Workspaces(WriterResources.singleThreaded(allocator))) {
      return write(values, OPTIONS, ROWS, own);
    }
  }

  private Set<Encoding> write(IntToLongFunction values, WriterOptions options, int rowCount)
      throws IOException {
    return write(values, options, rowCount, workspaces);
  }

  private Set<Encoding> write(
      IntToLongFunction values, WriterOptions options, int rowCount, Workspaces with)
      throws IOException {
    BigIntVector numbers = new BigIntVector("n", allocator);
    for (int row = 0; row < rowCount; row++) {
      numbers.setSafe(row, values.applyAsLong(row));
    }
    try (VectorSchemaRoot root = VectorSchemaRoot.of(numbers)) {
      root.setRowCount(rowCount);
      MemoryFile file = new MemoryFile();
      try (ParquetWriter writer = ParquetWriter.create(file, root.getSchema(), options, with)) {
        writer.append(root);
        Set<Encoding> found = new TreeSet<>(writer.finish().columns().getFirst().encodings());
        found.remove(Encoding.RLE); // of levels
        return found;
      }
    }
  }
}
