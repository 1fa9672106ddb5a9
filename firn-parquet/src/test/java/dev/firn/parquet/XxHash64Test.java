package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.column.values.bloomfilter.XxHash;
import org.junit.jupiter.api.Test;

/** The hashes are those of parquet-java, which takes them from another library. */
final class XxHash64Test {
  private static final int LENGTH_MAX = 300;
  private final XxHash reference = new XxHash();

  @Test
  void bytesOfEveryLengthHashAsInParquetJava() {
    byte[] bytes = new byte[LENGTH_MAX + 8];
    new Random(3).nextBytes(bytes);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf memory = allocator.buffer(bytes.length)) {
      memory.setBytes(0, bytes);
      for (int start = 0; start < 8; start++) {
        for (int length = 0; length <= LENGTH_MAX; length++) {
          assertThat(XxHash64.of(memory.memoryAddress() + start, length))
              .as("%s bytes from %s on", length, start)
              .isEqualTo(reference.hashByteBuffer(ByteBuffer.wrap(bytes, start, length)));
        }
      }
    }
  }

  @Test
  void numbersHashAsTheirLittleEndianBytes() {
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      int number = i < 2 ? -i : random.nextInt();
      long wide = i < 2 ? -i : random.nextLong();
      assertThat(XxHash64.of(number))
          .isEqualTo(reference.hashByteBuffer(ByteBuffer.wrap(PlainValue.of(number))));
      assertThat(XxHash64.of(wide))
          .isEqualTo(reference.hashByteBuffer(ByteBuffer.wrap(PlainValue.of(wide))));
    }
  }
}
