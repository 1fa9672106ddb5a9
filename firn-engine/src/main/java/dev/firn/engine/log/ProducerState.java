package dev.firn.engine.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Which of a producer's rows are in a log, and where its last batches ended.
 *
 * <p>Immutable. Limits: {@value #GAPS_MAX} gaps between rows, {@value #RECEIPTS_MAX} batches.
 *
 * @param spans rows that are there, ascending, never touching each other
 * @param receipts the last batches, oldest first
 * @param usedAtMillis when it last sent, by the wall clock
 */
record ProducerState(List<RowSpanLong> spans, List<Batch> receipts, long usedAtMillis) {
  /** Rows that were never sent keep a gap open for ever; a thousand take 16 KB. */
  static final int GAPS_MAX = 1_000;

  /** More batches than a sender has under way at once. */
  static final int RECEIPTS_MAX = 16;

  /** A batch that was logged, and the offset at which its frame ends. */
  record Batch(RowSpanLong rows, long offset) {}

  /** Rows that follow each other, as many as there may be. */
  record RowSpanLong(long first, long last) {}

  static final ProducerState NONE = new ProducerState(List.of(), List.of(), 0);

  ProducerState {
    spans = List.copyOf(spans);
    receipts = List.copyOf(receipts);
  }

  /** The highest row that is there; 0 if there is none. */
  long lastRow() {
    return spans.isEmpty() ? 0 : spans.getLast().last();
  }

  /** The lowest row from 1 that is not there. */
  long nextRow() {
    boolean beginsAtOne = !spans.isEmpty() && spans.getFirst().first() <= 1;
    return beginsAtOne ? spans.getFirst().last() + 1 : 1;
  }

  /** Whether no row is missing before this one, as far as is known. */
  boolean isNext(long row) {
    return spans.isEmpty() || row <= spans.getLast().last() + 1;
  }

  /** The rows of a batch that are not there yet. */
  List<RowSpan> missingOf(RowSpan batch) {
    List<RowSpan> missing = new ArrayList<>();
    long from = batch.first();
    for (RowSpanLong span : spans) {
      if (span.last() < from) {
        continue;
      }
      if (span.first() > batch.last()) {
        break;
      }
      if (span.first() > from) {
        missing.add(new RowSpan(from, span.first() - 1));
      }
      from = span.last() + 1;
    }
    if (from <= batch.last()) {
      missing.add(new RowSpan(from, batch.last()));
    }
    return missing;
  }

  /**
   * An offset at or below which all rows of a batch are, which are all there: where the last of the
   * batches ended that brought them, or, if some of those are forgotten, where the newest did.
   */
  long offsetOf(RowSpan batch) {
    long covered = 0;
    long last = 0;
    for (Batch each : receipts) {
      long from = Math.max(batch.first(), each.rows().first());
      long to = Math.min(batch.last(), each.rows().last());
      if (from <= to) {
        covered += to - from + 1;
        last = Math.max(last, each.offset());
      }
    }
    return covered == batch.rowCount()
        ? last
        : receipts.stream().mapToLong(Batch::offset).max().orElse(0);
  }

  /** Whether so many more gaps would be too many. */
  boolean hasRoomFor(RowSpan rows) {
    return spans.size() < GAPS_MAX || with(rows, 0, 0).spans().size() <= GAPS_MAX;
  }

  /** The same with a batch more. */
  ProducerState with(RowSpan rows, long endOffset, long atMillis) {
    List<RowSpanLong> merged = new ArrayList<>(spans.size() + 1);
    long first = rows.first();
    long last = rows.last();
    boolean placed = false;
    for (RowSpanLong span : spans) {
      if (span.last() + 1 < first) {
        merged.add(span);
      } else if (span.first() > last + 1) {
        if (!placed) {
          merged.add(new RowSpanLong(first, last));
          placed = true;
        }
        merged.add(span);
      } else {
        first = Math.min(first, span.first());
        last = Math.max(last, span.last());
      }
    }
    if (!placed) {
      merged.add(new RowSpanLong(first, last));
    }
    List<Batch> batches = new ArrayList<>(receipts);
    batches.add(new Batch(new RowSpanLong(rows.first(), rows.last()), endOffset));
    if (batches.size() > RECEIPTS_MAX) {
      batches.removeFirst();
    }
    return new ProducerState(merged, batches, atMillis);
  }

  /** The same without rows that are lost, and without the batches that any of them came in. */
  ProducerState without(RowSpan lost) {
    List<RowSpanLong> left = new ArrayList<>();
    for (RowSpanLong span : spans) {
      if (span.first() < lost.first()) {
        left.add(new RowSpanLong(span.first(), Math.min(span.last(), lost.first() - 1)));
      }
      if (span.last() > lost.last()) {
        left.add(new RowSpanLong(Math.max(span.first(), lost.last() + 1), span.last()));
      }
    }
    List<Batch> whole = new ArrayList<>(receipts);
    whole.removeIf(
        each -> each.rows().last() >= lost.first() && each.rows().first() <= lost.last());
    if (whole.isEmpty() && !receipts.isEmpty()) {
      // Of no rows, but rows of forgotten batches are at or below it.
      whole.add(new Batch(new RowSpanLong(0, -1), receipts.getLast().offset()));
    }
    return new ProducerState(left, whole, usedAtMillis);
  }
}
