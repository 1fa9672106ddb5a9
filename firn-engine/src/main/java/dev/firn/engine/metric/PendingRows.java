package dev.firn.engine.metric;

/**
 * What a log holds that is not yet committed. Asked by whoever looks at the meters, in their
 * thread, so it answers at once.
 */
public interface PendingRows {
  long rows();

  /** Bytes on disk. */
  long bytes();

  /** Age of the oldest row; 0 if there is none. */
  long ageNanos();
}
