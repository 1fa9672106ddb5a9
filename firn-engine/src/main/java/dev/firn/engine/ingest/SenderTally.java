package dev.firn.engine.ingest;

import dev.firn.engine.log.RowSpan;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many rows of whom are in a seal, for the snapshot's summary.
 *
 * <p>Limit: {@value #KEPT_MAX} producers are named, those with most rows; the summary says how many
 * there were. Threads: one.
 */
final class SenderTally {
  /** Snapshot summary key of the log's ULID. */
  static final String LOG_ID_KEY = "firn.log-id";

  /** Snapshot summary key of the offset up to which the log is in the table. */
  static final String LOG_OFFSET_KEY = "firn.log-offset";

  private static final String COUNT_KEY = "firn.producers";
  private static final String PRODUCER_PREFIX = "firn.producer.";

  /** A summary is read by people, and kept in every metadata file. */
  private static final int KEPT_MAX = 10;

  private final Map<String, Tally> byProducer = new HashMap<>();

  private record Tally(long rows, long lastRow) {
    Tally with(RowSpan more) {
      return new Tally(rows + more.rowCount(), Math.max(lastRow, more.last()));
    }
  }

  void add(String producer, RowSpan rows) {
    if (!producer.isEmpty()) {
      byProducer.merge(
          producer, new Tally(0, Long.MIN_VALUE).with(rows), (before, _) -> before.with(rows));
    }
  }

  /** Forgets all rows, because they are read again. */
  void clear() {
    byProducer.clear();
  }

  /** What the summary says: {@code firn.producer.<name>} = rows in this snapshot, last row. */
  Map<String, String> summary(String logId, long toOffset) {
    Map<String, String> summary =
        byProducer.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<String, Tally> entry) -> -entry.getValue().rows()))
            .limit(KEPT_MAX)
            .collect(
                Collectors.toMap(
                    entry -> PRODUCER_PREFIX + entry.getKey(),
                    entry ->
                        "rows=" + entry.getValue().rows() + ",last=" + entry.getValue().lastRow(),
                    (first, _) -> first,
                    HashMap::new));
    summary.put(COUNT_KEY, Integer.toString(byProducer.size()));
    summary.put(LOG_ID_KEY, logId);
    summary.put(LOG_OFFSET_KEY, Long.toString(toOffset));
    return summary;
  }
}
