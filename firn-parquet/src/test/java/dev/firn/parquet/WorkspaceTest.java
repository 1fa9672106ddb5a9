package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkspaceTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final BufferPool pool = new BufferPool(allocator);
  private final Workspace workspace = new Workspace(pool, () -> 0);

  @AfterEach
  void close() {
    workspace.close();
    pool.close();
    allocator.close();
  }

  @Test
  void allBuffersAreGivenBack() {
    try (ArrowBuf buffer = allocator.buffer(8)) {
      List.of(
              workspace.converted,
              workspace.levels,
              workspace.encoded,
              workspace.scratch,
              workspace.compressed)
          .forEach(grown -> grown.reserve(100));
      workspace.starts[0] = buffer.memoryAddress() + 5;
      workspace.makeReadable(1, buffer);
      assertThat(pool.takenBytes()).isPositive();
      workspace.release();
      assertThat(pool.takenBytes()).isZero();
    }
  }

  @Test
  void valuesInABuffersLastBytesMoveToWhereEightCanBeRead() {
    for (int capacity = 1; capacity <= 24; capacity++) {
      try (ArrowBuf whole = allocator.buffer(64)) {
        for (int i = 0; i < 64; i++) {
          whole.setByte(i, i < capacity ? i : 99);
        }
        ArrowBuf buffer = whole.slice(0, capacity);
        // One value at each byte, and an empty one behind the last.
        for (int i = 0; i <= capacity; i++) {
          workspace.starts[i] = buffer.memoryAddress() + i;
        }
        workspace.makeReadable(capacity + 1, buffer);
        for (int i = 0; i <= capacity; i++) {
          boolean isMoved = workspace.starts[i] != buffer.memoryAddress() + i;
          assertThat(isMoved).as("byte %d of %d", i, capacity).isEqualTo(i > capacity - 8);
          byte[] rest = Memory.readBytes(workspace.starts[i], Math.min(8, capacity - i));
          for (int j = 0; j < rest.length; j++) {
            assertThat(rest[j]).isEqualTo((byte) (i + j));
          }
        }
      }
    }
  }
}
