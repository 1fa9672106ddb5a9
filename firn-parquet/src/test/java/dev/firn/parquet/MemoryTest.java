package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** Bytes off the heap, against arrays. */
final class MemoryTest {
  @Test
  void headAndTailAreTheFirstAndTheLastEightBytesWhateverFollows() {
    Random random = new Random(3);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(64)) {
      for (int round = 0; round < 2_000; round++) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        buffer.setBytes(0, bytes);
        int from = random.nextInt(9);
        int count = round % 20;
        long address = buffer.memoryAddress() + from;
        byte[] head = Arrays.copyOf(Arrays.copyOfRange(bytes, from, from + Math.min(count, 8)), 8);
        byte[] tail =
            count > 8 ? Arrays.copyOfRange(bytes, from + count - 8, from + count) : new byte[8];
        assertThat(Memory.head(address, count))
            .as("first of %d bytes from %d of round %d", count, from, round)
            .isEqualTo(littleEndian(head));
        assertThat(Memory.tail(address, count))
            .as("last of %d bytes from %d of round %d", count, from, round)
            .isEqualTo(littleEndian(tail));
      }
    }
  }

  @Test
  void valuesOfEveryLengthAreCopied() {
    byte[] bytes = new byte[620];
    new Random(4).nextBytes(bytes);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf from = allocator.buffer(1024);
        ArrowBuf to = allocator.buffer(1024)) {
      from.setBytes(0, bytes);
      for (int count = 0; count <= 600; count++) {
        to.setZero(0, 1024);
        Memory.copyValue(from.memoryAddress() + 3, to.memoryAddress() + 5, count);
        byte[] copied = Memory.readBytes(to.memoryAddress() + 5, count);
        assertThat(copied).as("%d bytes", count).isEqualTo(Arrays.copyOfRange(bytes, 3, 3 + count));
        assertThat(Memory.readBytes(to.memoryAddress(), 5)).containsOnly(0);
        int writtenMost = Math.max(count, Long.BYTES);
        assertThat(Memory.readBytes(to.memoryAddress() + 5 + writtenMost, 64)).containsOnly(0);
      }
    }
  }

  @Test
  void boundsOfShortAndLongTextsAreTheirLeastAndGreatest() {
    Random random = new Random(5);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(1 << 16);
        BufferPool pool = new BufferPool(allocator)) {
      Workspace workspace = new Workspace(pool, () -> 0);
      for (int round = 0; round < 300; round++) {
        int count = 1 + random.nextInt(40);
        byte[] least = null;
        byte[] most = null;
        long at = buffer.memoryAddress();
        for (int i = 0; i < count; i++) {
          byte[] value = new byte[random.nextInt(round % 20 + 1)];
          for (int j = 0; j < value.length; j++) {
            value[j] = (byte) (random.nextInt(3) - 1);
          }
          Memory.writeBytes(value, 0, value.length, at);
          workspace.starts[i] = at;
          workspace.lengths[i] = value.length;
          at += value.length;
          least = least == null || Arrays.compareUnsigned(value, least) < 0 ? value : least;
          most = most == null || Arrays.compareUnsigned(value, most) > 0 ? value : most;
        }
        BytesSummary summary = new BytesSummary(0);
        summary.add(workspace, count);
        assertThat(summary.min()).as("round %d", round).isEqualTo(least);
        assertThat(summary.max()).as("round %d", round).isEqualTo(most);
      }
      workspace.close();
    }
  }

  private static long littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
