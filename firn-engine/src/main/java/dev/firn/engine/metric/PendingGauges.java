package dev.firn.engine.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The gauges of what waits in logs. A table may have several logs, and tables past the limit share
 * a label: rows and bytes are added up, of ages the greatest is shown.
 *
 * <p>Threads: safe.
 */
final class PendingGauges {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Meters meters;
  private final Map<String, List<PendingRows>> byTable = new HashMap<>();

  PendingGauges(Meters meters) {
    this.meters = meters;
  }

  /** Shows a log until {@link #remove}. */
  synchronized void add(String table, PendingRows log) {
    byTable.computeIfAbsent(table, this::watch).add(log);
  }

  /** Shows a log no longer; without any the table's gauges go. */
  synchronized void remove(String table, PendingRows log) {
    List<PendingRows> logs = byTable.get(table);
    if (logs != null && logs.remove(log) && logs.isEmpty()) {
      byTable.remove(table);
      meters.forget(Series.of(MetricName.LOG_PENDING_ROWS, table));
      meters.forget(Series.of(MetricName.LOG_PENDING_BYTES, table));
      meters.forget(Series.of(MetricName.LOG_PENDING_AGE, table));
    }
  }

  private List<PendingRows> watch(String table) {
    List<PendingRows> logs = new CopyOnWriteArrayList<>();
    meters.watch(
        Series.of(MetricName.LOG_PENDING_ROWS, table),
        logs,
        all -> all.stream().mapToDouble(PendingRows::rows).sum());
    meters.watch(
        Series.of(MetricName.LOG_PENDING_BYTES, table),
        logs,
        all -> all.stream().mapToDouble(PendingRows::bytes).sum());
    meters.watch(
        Series.of(MetricName.LOG_PENDING_AGE, table),
        logs,
        all -> all.stream().mapToDouble(PendingRows::ageNanos).max().orElse(0) / NANOS_PER_SECOND);
    return logs;
  }
}
