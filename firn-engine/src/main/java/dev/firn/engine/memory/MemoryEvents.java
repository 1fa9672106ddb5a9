package dev.firn.engine.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was done because memory was short: waits, refusals, shrinks, spills. When they pile up, one
 * line is logged that says what to change, and no other for ten minutes.
 *
 * <p>Threads: safe.
 */
public final class MemoryEvents {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryEvents.class);

  /** A single one is what a budget is for. */
  private static final long WARN_AT = 20;

  private static final long WARN_EVERY_NANOS = Duration.ofMinutes(10).toNanos();

  private final long bytesMax;
  private final LongSupplier nanos;
  private final AtomicLong waits = new AtomicLong();
  private final AtomicLong waitedNanos = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong spills = new AtomicLong();
  private final AtomicLong spilledBytes = new AtomicLong();
  private final Map<Shrink, AtomicLong> shrinks = new EnumMap<>(Shrink.class);
  private final AtomicLong warnings = new AtomicLong();
  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong warnedAt;

  MemoryEvents(long bytesMax, LongSupplier nanos) {
    this.bytesMax = bytesMax;
    this.nanos = nanos;
    for (Shrink what : Shrink.values()) {
      shrinks.put(what, new AtomicLong());
    }
    this.warnedAt = new AtomicLong(nanos.getAsLong() - WARN_EVERY_NANOS);
  }

  /** Rows that did not fit were put aside on disk. */
  public void spilled(long bytes) {
    spills.incrementAndGet();
    spilledBytes.addAndGet(bytes);
    happened();
  }

  void waited(long forNanos) {
    waits.incrementAndGet();
    waitedNanos.addAndGet(forNanos);
    happened();
  }

  void refused() {
    refusals.incrementAndGet();
    happened();
  }

  /** Something was made smaller than it would be with memory enough. */
  public void shrunk(Shrink what) {
    countOf(what).incrementAndGet();
    happened();
  }

  /** How often someone had to wait. */
  public long waits() {
    return waits.get();
  }

  /** How long all of them waited together. */
  public long waitedNanos() {
    return waitedNanos.get();
  }

  /** How often memory was refused. */
  public long refusals() {
    return refusals.get();
  }

  /** How often something was made smaller. */
  public long shrinks(Shrink what) {
    return countOf(what).get();
  }

  /** Bytes of rows that were put aside on disk, as written. */
  public long spilledBytes() {
    return spilledBytes.get();
  }

  private AtomicLong countOf(Shrink what) {
    return Objects.requireNonNull(shrinks.get(what));
  }

  /** How many lines were logged. */
  long warnings() {
    return warnings.get();
  }

  private void happened() {
    if (untold.incrementAndGet() < WARN_AT) {
      return;
    }
    long now = nanos.getAsLong();
    long last = warnedAt.get();
    if (now - last >= WARN_EVERY_NANOS && warnedAt.compareAndSet(last, now)) {
      untold.set(0);
      warnings.incrementAndGet();
      LOG.warn("{}", words());
    }
  }

  /** All that happened so far, and what to do. */
  String words() {
    List<String> parts = new ArrayList<>();
    add(parts, waits.get(), "waits");
    add(parts, refusals.get(), "refusals");
    for (Shrink what : Shrink.values()) {
      add(parts, countOf(what).get(), what.words());
    }
    if (spills.get() > 0) {
      parts.add(
          String.format(Locale.ROOT, "%,d spills of %,d bytes", spills.get(), spilledBytes.get()));
    }
    return String.format(
        Locale.ROOT,
        "Memory is short, and work slower than it could be: %s since the start, with a budget of"
            + " %,d bytes. Raise storage.parquet.memory.max_usage or run less at once.",
        String.join(", ", parts),
        bytesMax);
  }

  private static void add(List<String> parts, long count, String of) {
    if (count > 0) {
      parts.add(String.format(Locale.ROOT, "%,d %s", count, of));
    }
  }
}
