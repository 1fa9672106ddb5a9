package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;

/**
 * Each column's facts have its own times, by a clock that goes on one step whenever it is asked.
 */
final class ColumnTimesTest {
  private static final int ROWS = 5000;

  @Test
  void timesAreThoseOfTheColumnsOwnWork() throws Exception {
    AtomicLong clock = new AtomicLong();
    List<ColumnFacts> columns = write(clock::getAndIncrement, 1).columns();
    ColumnFacts compressed = columns.getFirst();
    ColumnFacts plain = columns.getLast();
    // Three row groups of two or three pages; each page is one step, each call another.
    assertThat(compressed.compressNanos()).isBetween(7L, 9L);
    assertThat(plain.compressNanos()).isZero();
    assertThat(compressed.encodeNanos()).isBetween(6L, 30L);
    assertThat(plain.encodeNanos()).isPositive();
    long all = columns.stream().mapToLong(each -> each.encodeNanos() + each.compressNanos()).sum();
    assertThat(all).isLessThanOrEqualTo(clock.get());
  }

  @Test
  void timesOfAllThreadsAreAddedUp() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      List<ColumnFacts> columns = write(System::nanoTime, 3, executor).columns();
      assertThat(columns).allSatisfy(each -> assertThat(each.encodeNanos()).isPositive());
      assertThat(columns.getFirst().compressNanos()).isPositive();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void withoutAClockThereAreNone() throws Exception {
    assertThat(write(() -> 0, 1).columns())
        .allSatisfy(each -> assertThat(each.encodeNanos() + each.compressNanos()).isZero());
  }

  private static FileFacts write(LongSupplier clock, int parallelism) throws Exception {
    return write(clock, parallelism, null);
  }

  private static FileFacts write(LongSupplier clock, int parallelism, ExecutorService executor)
      throws Exception {
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      numbers.add((long) i);
    }
    TestTable table = new TestTable();
    table.add("compressed", Kind.INT64, Nullability.REQUIRED, numbers);
    table.add("other", Kind.INT64, Nullability.OPTIONAL, numbers);
    table.add("plain", Kind.INT64, Nullability.REQUIRED, numbers);
    WriterOptions options =
        WriterOptions.builder()
            .dictionaryBytesMax(0)
            .pageRowsMax(700)
            .rowGroupRowsMax(2000)
            .columnCompression("plain", Compression.UNCOMPRESSED)
            // Without trials of encodings, which compress too.
            .columnEncoding("compressed", Encoding.PLAIN)
            .columnEncoding("plain", Encoding.PLAIN)
            .build();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                options,
                new WriterResources(
                    allocator, executor == null ? Runnable::run : executor, parallelism, clock))) {
      writer.append(batch);
      return writer.finish();
    }
  }
}
