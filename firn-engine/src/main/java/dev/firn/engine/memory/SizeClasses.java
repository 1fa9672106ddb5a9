package dev.firn.engine.memory;

import org.apache.arrow.memory.rounding.RoundingPolicy;

/**
 * The sizes that buffers come in. Above a page of memory there are four in each doubling, so that a
 * buffer is at most a quarter larger than what was asked for, on average a tenth, where powers of
 * two would waste a third; and buffers of one class can take each other's place. Below, they are
 * powers of two.
 *
 * <p>Source: the spacing of size classes in jemalloc (Evans, A Scalable Concurrent malloc(3)
 * Implementation for FreeBSD, 2006, and its manual's table of classes).
 */
final class SizeClasses implements RoundingPolicy {
  /** Smaller buffers are not worth a place in a pool; the system's allocator keeps them anyway. */
  static final long POOLED_BYTES_MIN = 4_096;

  /** Larger ones are rare, and cost the system less to make than they cost to be used. */
  static final long POOLED_BYTES_MAX = 64L << 20;

  private static final int STEPS_LOG = 2;
  private static final int MIN_LOG = Long.numberOfTrailingZeros(POOLED_BYTES_MIN);

  /** How many classes a pool has. */
  static final int COUNT = indexOf(POOLED_BYTES_MAX) + 1;

  @Override
  public long getRoundedSize(long bytes) {
    return roundUp(bytes);
  }

  /** The smallest class that holds so many bytes. */
  static long roundUp(long bytes) {
    if (bytes <= 1) {
      return Math.max(bytes, 0);
    }
    int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes - 1);
    if (bytes <= POOLED_BYTES_MIN) {
      return 2L << log;
    }
    long step = 1L << (log - STEPS_LOG);
    return (bytes + step - 1) & -step;
  }

  /** Whether buffers of this class are kept. */
  static boolean isPooled(long classBytes) {
    return classBytes >= POOLED_BYTES_MIN && classBytes <= POOLED_BYTES_MAX;
  }

  /** Which class this is, among those that are kept. */
  static int indexOf(long classBytes) {
    int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(classBytes);
    int step = (int) (classBytes >>> (log - STEPS_LOG)) & ((1 << STEPS_LOG) - 1);
    return ((log - MIN_LOG) << STEPS_LOG) + step;
  }

  /** The bytes of a class. */
  static long bytesOf(int index) {
    int log = MIN_LOG + (index >> STEPS_LOG);
    long steps = (1L << STEPS_LOG) + (index & ((1 << STEPS_LOG) - 1));
    return steps << (log - STEPS_LOG);
  }
}
