package dev.firn.input.text;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a stream that a thread of its own, the pump, reads ahead as they come. So a reader can
 * ask whether another record is there without beginning to read it, and a wait for input ends when
 * the reader's thread is interrupted, which a read of standard input does not.
 *
 * <p>Limit: a buffer of {@value #BUFFER_BYTES} bytes; when it is full the pump waits.
 *
 * <p>Threads: one that reads, beside the pump, which alone opens, reads and closes the source.
 *
 * <p>Failures: whatever opening or reading the source threw, once all bytes before it were read;
 * {@link ErrorCode#CANCELLED} if the thread is interrupted. {@link #close} does not wait for the
 * pump: where the system lets nobody interrupt a read, it ends with that read, or the process.
 */
public final class PumpedStream extends InputStream implements ReadableByteChannel {
  /** Some thousand records, so that neither side waits for the other at each of them. */
  private static final int BUFFER_BYTES = 1 << 20;

  private final String name;
  private final Supplier<? extends InputStream> source;
  private final RecordScan scan;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition taken = lock.newCondition();
  private final Thread pump;

  /** Bytes that the pump has put into the buffer since the beginning; changed by it alone. */
  private long bytesIn;

  private long bytesOut;
  private volatile long recordCount;
  private boolean isEnded;
  private @Nullable Throwable failure;
  private boolean isClosed;

  private PumpedStream(String name, Supplier<? extends InputStream> source, RecordScan scan) {
    this.name = name;
    this.source = source;
    this.scan = scan;
    this.pump = Thread.ofPlatform().daemon().name("firn-input").unstarted(this::run);
  }

  /**
   * Begins to read.
   *
   * @param name as the user calls the input, for messages
   * @param source opens it; called by the pump, because that may wait too
   * @param scan counts its records
   */
  public static PumpedStream start(
      String name, Supplier<? extends InputStream> source, RecordScan scan) {
    PumpedStream stream = new PumpedStream(name, source, scan);
    stream.pump.start();
    return stream;
  }

  /** Records whose last byte has come. */
  long recordCount() {
    return recordCount;
  }

  /**
   * Waits until more records than these have come; false if they do not in time, if the input has
   * failed before, or if the next one is larger than the buffer. At the end of the input it is
   * true.
   */
  boolean awaitRecord(long count, Linger linger, long deadline) {
    lockOrCancel();
    try {
      while (recordCount <= count && !isEnded) {
        long nanos = linger.nanosUntil(deadline);
        if (nanos <= 0 || failure != null || bytesIn - bytesOut == BUFFER_BYTES) {
          return false;
        }
        long _ = arrived.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      throw cancelled(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    return length == 0 ? 0 : read(ByteBuffer.wrap(to, offset, length));
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    lockOrCancel();
    try {
      while (bytesIn == bytesOut && failure == null && !isEnded) {
        arrived.await();
      }
      return bytesIn == bytesOut ? endOrFailure() : take(to);
    } catch (InterruptedException e) {
      throw cancelled(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return (int) (bytesIn - bytesOut);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      taken.signal();
    } finally {
      lock.unlock();
    }
    pump.interrupt();
  }

  private int take(ByteBuffer to) {
    int at = (int) (bytesOut % BUFFER_BYTES);
    int most = (int) Math.min(bytesIn - bytesOut, BUFFER_BYTES - at);
    int count = Math.min(most, to.remaining());
    to.put(buffer, at, count);
    bytesOut += count;
    taken.signal();
    return count;
  }

  private int endOrFailure() throws IOException {
    switch (failure) {
      case null -> {
        return -1;
      }
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("Expected no other failure", failure);
    }
  }

  private void lockOrCancel() {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }

  private FirnException cancelled(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new FirnException(
        ErrorCode.CANCELLED, "Input '" + name + "': reading was cancelled.", cause);
  }

  /** The pump's work, whose failures are the reader's. */
  private void run() {
    try (InputStream opened = source.get()) {
      pump(opened);
      end(null);
    } catch (IOException | RuntimeException | Error e) {
      end(e);
    } catch (InterruptedException e) {
      // Only close interrupts, and then nobody reads any more.
      Thread.currentThread().interrupt();
    }
  }

  private void pump(InputStream opened) throws IOException, InterruptedException {
    int room = awaitRoom();
    while (room > 0) {
      int at = (int) (bytesIn % BUFFER_BYTES);
      int count = opened.read(buffer, at, Math.min(room, BUFFER_BYTES - at));
      if (count < 0) {
        return;
      }
      add(count, scan.endsIn(buffer, at, at + count));
      room = awaitRoom();
    }
  }

  /** Bytes that fit into the buffer; none once it is closed. */
  private int awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytesIn - bytesOut == BUFFER_BYTES && !isClosed) {
        taken.await();
      }
      return isClosed ? 0 : (int) (BUFFER_BYTES - (bytesIn - bytesOut));
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by the pump only, under the lock.
  private void add(int count, int records) {
    lock.lock();
    try {
      bytesIn += count;
      recordCount += records;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Says that nothing comes any more, the first time for good. */
  private void end(@Nullable Throwable reason) {
    lock.lock();
    try {
      if (!isEnded && failure == null) {
        isEnded = reason == null;
        failure = reason;
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
