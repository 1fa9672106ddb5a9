package dev.firn.parquet;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a writer may use of the machine. It owns none of it.
 *
 * @param allocator where every off-heap buffer comes from; native codec contexts are not charged to
 *     it, see {@link WriterOptions#codecContextBytes}
 * @param executor runs {@code parallelism - 1} tasks beside the calling thread; a full executor
 *     slows the writer down but cannot block it
 * @param parallelism how many columns are encoded at once; the bytes written do not depend on it
 * @param nanos a clock that never jumps, for the times in facts; asked by several threads at once
 */
public record WriterResources(
    BufferAllocator allocator, Executor executor, int parallelism, LongSupplier nanos) {
  /**
   * Checks the parallelism.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public WriterResources {
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "Parallelism: expected 1 or more columns at once, found " + parallelism + ".");
    }
  }

  /** Without a clock: all times in facts are zero. */
  public WriterResources(BufferAllocator allocator, Executor executor, int parallelism) {
    this(allocator, executor, parallelism, () -> 0);
  }

  /** Everything in the calling thread, without a clock. */
  public static WriterResources singleThreaded(BufferAllocator allocator) {
    return new WriterResources(allocator, Runnable::run, 1);
  }
}
