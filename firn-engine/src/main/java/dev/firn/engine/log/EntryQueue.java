package dev.firn.engine.log;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches that wait for a log's writer, and the room that is set aside for them until they are
 * written: in memory, and on disk for what their frames may take.
 *
 * <p>Threads: safe; one takes.
 */
final class EntryQueue {
  private static final Logger LOG = LoggerFactory.getLogger(EntryQueue.class);

  /** What is written at once. More would only make the first of them wait. */
  private static final long GROUP_BYTES_MAX = 32 << 20;

  private static final int GROUP_ENTRIES_MAX = 1_024;

  private final ByteLimit.Share disk;
  private final ByteLimit.Share memory;

  /** Empty is the end: nothing comes after it. */
  private final BlockingQueue<Optional<LogEntry>> entries = new LinkedBlockingQueue<>();

  private @Nullable FirnException refusal;
  private boolean closed;

  EntryQueue(ByteLimit.Share disk, ByteLimit.Share memory) {
    this.disk = disk;
    this.memory = memory;
  }

  /**
   * Takes a batch over; {@link #done} gives its memory and its room back.
   *
   * @param patience how long to wait for room
   * @throws FirnException {@link ErrorCode#BUSY} if there is no room, and the reason of {@link
   *     #refuse}; the batch is released
   */
  void put(LogEntry entry, Duration patience) {
    long bytes = entry.body().storedBytes();
    long diskTaken = 0;
    long memoryTaken = 0;
    boolean queued = false;
    try {
      disk.take(bytes, patience);
      diskTaken = bytes;
      memory.take(bytes, patience);
      memoryTaken = bytes;
      queue(entry);
      queued = true;
    } finally {
      if (!queued) {
        disk.release(diskTaken);
        memory.release(memoryTaken);
        entry.release();
      }
    }
  }

  private void queue(LogEntry entry) {
    synchronized (entries) {
      if (refusal == null) {
        entries.add(Optional.of(entry));
        return;
      }
      throw refusal.reworded(refusal.code(), String.valueOf(refusal.getMessage()));
    }
  }

  /** Takes no batches, with this reason, until {@link #accept}; those that wait are written. */
  void refuse(FirnException reason) {
    synchronized (entries) {
      if (!closed) {
        refusal = reason;
      }
    }
  }

  /** Takes batches again, if it is not closed. */
  void accept() {
    synchronized (entries) {
      if (!closed) {
        refusal = null;
      }
    }
  }

  /** Takes no batches any more; says whether it did until now. */
  boolean close(FirnException reason) {
    synchronized (entries) {
      if (closed) {
        return false;
      }
      closed = true;
      refusal = reason;
      entries.add(Optional.empty());
      return true;
    }
  }

  /** Whether no batch waits or is being written. */
  boolean isIdle() {
    return memory.heldBytes() == 0;
  }

  /** Waits for a batch and takes those that wait behind it; false if none will follow. */
  boolean take(List<LogEntry> taken) {
    long bytes = 0;
    while (taken.size() < GROUP_ENTRIES_MAX && bytes < GROUP_BYTES_MAX) {
      Optional<LogEntry> next = taken.isEmpty() ? takeFirst() : entries.poll();
      if (next == null) {
        return true;
      }
      if (next.isEmpty()) {
        return false;
      }
      taken.add(next.get());
      bytes += next.get().body().storedBytes();
    }
    return true;
  }

  private Optional<LogEntry> takeFirst() {
    while (true) {
      try {
        return entries.take();
      } catch (InterruptedException e) {
        LOG.debug("The log's thread goes on: rows wait");
      }
    }
  }

  /** A batch that was taken is dealt with: gives its memory and its room back, then tells how. */
  void done(LogEntry entry) {
    long bytes = entry.body().storedBytes();
    try {
      entry.release();
    } catch (RuntimeException | Error e) {
      // The log's thread has others to answer.
      LOG.error("Giving back a batch of producer '{}' failed", entry.sender().producer(), e);
    } finally {
      memory.release(bytes);
      disk.release(bytes);
      entry.tell();
    }
  }
}
