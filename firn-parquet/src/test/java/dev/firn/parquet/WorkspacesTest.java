package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ForkJoinPool;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What writers of several files share leaves no trace in the files, and no memory; but for the
 * answers of trials, of which {@link ShortChunkChoiceTest} is.
 */
final class WorkspacesTest {
  private static final long KEPT_BYTES_MAX = 8L << 20;
  private static final int LARGE_BYTES = 20 << 20;

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  @Test
  void filesAreAsIfEachHadItsOwn() throws Exception {
    try (VectorSchemaRoot small = batch(3_000, 8);
        VectorSchemaRoot large = batch(2, LARGE_BYTES);
        Workspaces workspaces = workspaces()) {
      write(large, workspaces);
      byte[] shared = write(small, workspaces);
      assertThat(write(large, workspaces)).isEqualTo(writeAlone(large));
      assertThat(shared).isEqualTo(writeAlone(small));
    }
  }

  @Test
  void whatOnlyLargeRowsNeedIsGivenBack() throws Exception {
    try (VectorSchemaRoot large = batch(2, LARGE_BYTES);
        Workspaces workspaces = workspaces()) {
      long before = allocator.getAllocatedMemory();
      write(large, workspaces);
      assertThat(allocator.getAllocatedMemory() - before).isLessThanOrEqualTo(KEPT_BYTES_MAX);
    }
  }

  @Test
  void writerThatFailedLeavesThemUsable() throws Exception {
    try (VectorSchemaRoot small = batch(3_000, 8);
        Workspaces workspaces = workspaces()) {
      ParquetWriter failing =
          ParquetWriter.create(
              MemoryFile.failingAfter(0), small.getSchema(), WriterOptions.defaults(), workspaces);
      failing.append(small);
      assertThatThrownBy(failing::finish).isInstanceOf(IOException.class);
      failing.close();
      assertThat(write(small, workspaces)).isEqualTo(writeAlone(small));
    }
  }

  private Workspaces workspaces() {
    return new Workspaces(new WriterResources(allocator, ForkJoinPool.commonPool(), 2));
  }

  private static byte[] write(VectorSchemaRoot batch, Workspaces workspaces) throws IOException {
    MemoryFile file = new MemoryFile();
    try (ParquetWriter writer =
        ParquetWriter.create(file, batch.getSchema(), WriterOptions.defaults(), workspaces)) {
      writer.append(batch);
      writer.finish();
    }
    return file.content();
  }

  private byte[] writeAlone(VectorSchemaRoot batch) throws IOException {
    try (Workspaces own = new Workspaces(WriterResources.singleThreaded(allocator))) {
      return write(batch, own);
    }
  }

  /** Numbers, texts of so many bytes, and lists, so that levels are in use too. */
  private VectorSchemaRoot batch(int rowCount, int textBytes) {
    BigIntVector numbers = new BigIntVector("n", allocator);
    VarCharVector texts = new VarCharVector("text", allocator);
    ListVector lists = ListVector.empty("list", allocator);
    UnionListWriter list = lists.getWriter();
    list.allocate();
    for (int row = 0; row < rowCount; row++) {
      numbers.setSafe(row, row % 100);
      String text = "x".repeat(textBytes - 4) + row % 1_000;
      texts.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
      list.setPosition(row);
      list.startList();
      for (int element = 0; element < row % 4; element++) {
        list.writeBigInt(element);
      }
      list.endList();
    }
    VectorSchemaRoot root = VectorSchemaRoot.of(numbers, texts, lists);
    root.setRowCount(rowCount);
    return root;
  }
}
