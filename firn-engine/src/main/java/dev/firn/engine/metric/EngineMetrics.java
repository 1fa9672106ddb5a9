package dev.firn.engine.metric;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Shrink;
import dev.firn.engine.metric.Label.Cause;
import dev.firn.engine.metric.Label.Form;
import dev.firn.engine.metric.Label.Mode;
import dev.firn.engine.metric.Label.Outcome;
import dev.firn.engine.metric.Label.Phase;
import dev.firn.engine.metric.Label.Reason;
import dev.firn.engine.metric.Label.Status;
import dev.firn.engine.metric.Label.Way;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.Codec;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.FileFacts;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What happens in an engine, told to a registry of meters. Each method is named after what
 * happened, and is called once for a batch, a file or a commit, never for a row.
 *
 * <p>Limits: the first {@value #TABLES_MAX} tables and {@value #COLUMNS_MAX} columns that are
 * written have meters of their own; those that come later share one ({@link LabelLimit}).
 *
 * <p>Threads: safe.
 */
public final class EngineMetrics implements AutoCloseable {
  /** Beyond so many tables one looks at the sum, and at single tables by {@code firn status}. */
  static final int TABLES_MAX = 1_000;

  /**
   * Four counters each, so at most 4,000 series, and for each further table and codec four more.
   */
  static final int COLUMNS_MAX = 1_000;

  private static final double NANOS = 1e9;

  private final Meters meters;
  private final PendingGauges pending;
  private final LabelLimit<TableName> tables = new LabelLimit<>(TABLES_MAX, TableName::toString);
  private final LabelLimit<ColumnKey> columns = new LabelLimit<>(COLUMNS_MAX, ColumnKey::column);

  private record ColumnKey(String table, String column) {}

  /** Nobody asks for them where nobody scrapes, and each would be a gauge. */
  private static final class WithoutBuckets implements MeterFilter {
    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig asked) {
      return DistributionStatisticConfig.NONE;
    }
  }

  private EngineMetrics(MeterRegistry registry) {
    this.meters = new Meters(registry);
    this.pending = new PendingGauges(meters);
  }

  /** Tells a registry of the caller's, which stays the caller's. */
  public static EngineMetrics over(MeterRegistry registry) {
    return new EngineMetrics(registry);
  }

  /** Tells a registry of its own, in memory, which keeps counts, sums and maxima. */
  public static EngineMetrics inMemory() {
    MeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(new WithoutBuckets());
    return new EngineMetrics(registry);
  }

  /** Where the meters are. */
  public MeterRegistry registry() {
    return meters.registry();
  }

  /** A load has landed. */
  public void loaded(TableName table, long batches, long rows, long bytes) {
    takenIn(table, Way.LOAD, batches, rows, bytes);
  }

  /** A batch is durable in a log, and its sender is told so. */
  public void batchLogged(TableName table, long rows, long bytes) {
    takenIn(table, Way.LOG, 1, rows, bytes);
  }

  /** A load was answered with the commit that its key has had before. */
  public void loadRepeated(TableName table, long rows) {
    duplicates(table, Form.LOAD, rows);
  }

  /** A batch came again whole and was left out. */
  public void batchRepeated(TableName table, long rows) {
    duplicates(table, Form.BATCH, rows);
  }

  /** The front of a batch had come before and was left out. */
  public void overlapTrimmed(TableName table, long rows) {
    duplicates(table, Form.OVERLAP, rows);
  }

  /** A load failed, and nothing of it is in the table. */
  public void loadRefused(TableName table, Throwable failure) {
    refused(table, Way.LOAD, failure);
  }

  /** A batch was not taken into a log; {@link ErrorCode#BUSY} if there was no room. */
  public void batchRefused(TableName table, Throwable failure) {
    refused(table, Way.LOG, failure);
  }

  /** A batch was not taken into a log, because rows before it have not come. */
  public void gapRefused(TableName table) {
    refused(table, Way.LOG, Reason.GAP);
  }

  /** A sender was told that rows are durable in the log. */
  public void receiptLogged(TableName table) {
    receipt(table, Status.LOGGED);
  }

  /** A sender was told that rows are in the table. */
  public void receiptCommitted(TableName table) {
    receipt(table, Status.COMMITTED);
  }

  /**
   * Frames were written to a log, durable or not.
   *
   * @param bytes on disk, headers included
   */
  public void logWritten(TableName table, long rows, long bytes) {
    String label = tables.labelOf(table);
    meters.count(Series.of(MetricName.LOG_ROWS, label), rows);
    meters.count(Series.of(MetricName.LOG_BYTES, label), bytes);
  }

  /**
   * A segment was synced.
   *
   * @param batches how many became durable by it
   */
  public void logSynced(long batches, long nanos) {
    meters.time(Series.of(MetricName.LOG_SYNC), nanos);
    meters.record(Series.of(MetricName.LOG_SYNC_BATCHES), batches);
  }

  /** Shows what a log holds until {@link #logClosed}. */
  public void logOpened(TableName table, PendingRows log) {
    pending.add(tables.labelOf(table), log);
  }

  /** Shows a log no longer. */
  public void logClosed(TableName table, PendingRows log) {
    pending.remove(tables.labelOf(table), log);
  }

  /** A log was sealed. */
  public void logSealed(TableName table, SealNanos nanos) {
    phase(table, Phase.READ, nanos.read());
    phase(table, Phase.CLUSTER, nanos.cluster());
    phase(table, Phase.ENCODE, nanos.encode());
    phase(table, Phase.COMMIT, nanos.commit());
  }

  /** Rows of a load or seal were put in order in memory. */
  public void clusteredInMemory(TableName table) {
    count(MetricName.CLUSTER, table, Mode.MEMORY, 1);
  }

  /** Rows of a load or seal were put in order in runs on disk, which were merged. */
  public void clusteredOnDisk(TableName table) {
    count(MetricName.CLUSTER, table, Mode.EXTERNAL, 1);
  }

  /** Rows of a load or seal were in order already and were passed on as they came. */
  public void clusteredAsStream(TableName table) {
    count(MetricName.CLUSTER, table, Mode.STREAMING, 1);
  }

  /** Rows that were passed on as they came were found out of order, and are read again. */
  public void streamRestarted(TableName table) {
    meters.count(Series.of(MetricName.CLUSTER_RESTARTS, tables.labelOf(table)), 1);
  }

  /**
   * Rows were put aside on disk.
   *
   * @param runs how many of them are new; rows may also make one longer
   */
  public void spilled(TableName table, long runs, long bytes) {
    String label = tables.labelOf(table);
    meters.count(Series.of(MetricName.SPILL_RUNS, label), runs);
    meters.count(Series.of(MetricName.SPILL_BYTES, label), bytes);
  }

  /** A data file is finished and checked, and not yet committed. */
  public void fileStaged(TableName table, FileFacts facts) {
    String label = tables.labelOf(table);
    meters.record(Series.of(MetricName.FILE_ROWS, label), facts.rowCount());
    meters.record(Series.of(MetricName.FILE_BYTES, label), facts.fileBytes());
    for (ColumnFacts each : facts.columns()) {
      String column = columns.labelOf(new ColumnKey(label, each.dottedPath()));
      Codec codec = each.compression().codec();
      meters.count(
          Series.of(MetricName.COLUMN_ENCODED_BYTES, label, column, codec), each.encodedBytes());
      meters.count(
          Series.of(MetricName.COLUMN_COMPRESSED_BYTES, label, column, codec),
          each.compressedBytes());
      meters.countSeconds(
          Series.of(MetricName.COLUMN_ENCODE, label, column, codec), each.encodeNanos());
      meters.countSeconds(
          Series.of(MetricName.COLUMN_COMPRESS, label, column, codec), each.compressNanos());
    }
  }

  /** A change has landed. */
  public void commitLanded(TableName table, long nanos) {
    commitEnded(table, Outcome.LANDED, nanos);
  }

  /** A change has not landed and never will. */
  public void commitFailed(TableName table, long nanos) {
    commitEnded(table, Outcome.FAILED, nanos);
  }

  /** Whether a change has landed cannot be told. */
  public void commitUnknown(TableName table, long nanos) {
    commitEnded(table, Outcome.UNKNOWN, nanos);
  }

  /** An attempt was thrown away, because another writer moved the pointer first. */
  public void raceLost(TableName table) {
    setBack(table, Cause.LOST_RACE);
  }

  /** An attempt was thrown away, because the pointer could not be moved. */
  public void swapFailed(TableName table) {
    setBack(table, Cause.FAILED_SWAP);
  }

  /** A file of a dead process was removed. */
  public void leftoverRemoved(TableName table, long bytes) {
    String label = tables.labelOf(table);
    meters.count(Series.of(MetricName.RECOVERY_REMOVED_FILES, label), 1);
    meters.count(Series.of(MetricName.RECOVERY_REMOVED_BYTES, label), bytes);
  }

  /**
   * A table's logs were brought back after a start.
   *
   * @param rows those above the table's position
   */
  public void recovered(TableName table, long rows, long nanos) {
    String label = tables.labelOf(table);
    meters.time(Series.of(MetricName.RECOVERY, label), nanos);
    meters.count(Series.of(MetricName.RECOVERY_REPLAYED_ROWS, label), rows);
  }

  /**
   * Shows a memory budget until {@link #close}.
   *
   * @param budget empty as long as nobody has needed it
   */
  public void watchMemory(long bytesMax, Supplier<Optional<MemoryBudget>> budget) {
    meters.watch(Series.of(MetricName.MEMORY_MAX), budget, all -> bytesMax);
    memory(MetricName.MEMORY_USED, budget, MemoryBudget::usedBytes);
    memory(MetricName.MEMORY_PEAK, budget, MemoryBudget::peakBytes);
    memory(MetricName.MEMORY_POOLED, budget, MemoryBudget::pooledBytes);
    memory(MetricName.MEMORY_TRIMMED, budget, MemoryBudget::trimmedBytes);
    memory(MetricName.MEMORY_WAITS, budget, each -> each.events().waits());
    memory(MetricName.MEMORY_WAITED, budget, each -> each.events().waitedNanos() / NANOS);
    memory(MetricName.MEMORY_REFUSALS, budget, each -> each.events().refusals());
    for (Shrink part : Shrink.values()) {
      memory(
          Series.of(MetricName.MEMORY_SHRINKS, part), budget, each -> each.events().shrinks(part));
    }
  }

  /** Takes the gauges of this engine out of the registry; what was counted stays there. */
  @Override
  public void close() {
    meters.forgetWatched();
  }

  private void takenIn(TableName table, Way way, long batches, long rows, long bytes) {
    String label = tables.labelOf(table);
    meters.count(Series.of(MetricName.INGEST_BATCHES, label, way), batches);
    meters.count(Series.of(MetricName.INGEST_ROWS, label, way), rows);
    meters.count(Series.of(MetricName.INGEST_BYTES, label, way), bytes);
  }

  private void duplicates(TableName table, Form form, long rows) {
    count(MetricName.INGEST_DUPLICATE_ROWS, table, form, rows);
  }

  private void refused(TableName table, Way way, Throwable failure) {
    if (failure instanceof FirnException refusal) {
      refused(table, way, refusal.code());
      refusal
          .violationCountsByKind()
          .forEach((kind, count) -> count(MetricName.INGEST_VIOLATIONS, table, kind, count));
    } else {
      refused(table, way, ErrorCode.INTERNAL);
    }
  }

  private void refused(TableName table, Way way, Enum<?> reason) {
    meters.count(Series.of(MetricName.INGEST_REFUSALS, tables.labelOf(table), way, reason), 1);
  }

  private void receipt(TableName table, Status status) {
    count(MetricName.INGEST_RECEIPTS, table, status, 1);
  }

  private void setBack(TableName table, Cause cause) {
    count(MetricName.COMMIT_RETRIES, table, cause, 1);
  }

  private void count(MetricName name, TableName table, Enum<?> choice, long amount) {
    meters.count(Series.of(name, tables.labelOf(table), choice), amount);
  }

  private void phase(TableName table, Phase phase, long nanos) {
    time(MetricName.SEAL_PHASE, table, phase, nanos);
  }

  private void commitEnded(TableName table, Outcome outcome, long nanos) {
    time(MetricName.COMMIT, table, outcome, nanos);
  }

  private void time(MetricName name, TableName table, Enum<?> choice, long nanos) {
    meters.time(Series.of(name, tables.labelOf(table), choice), nanos);
  }

  private void memory(
      MetricName name,
      Supplier<Optional<MemoryBudget>> budget,
      ToDoubleFunction<MemoryBudget> value) {
    memory(Series.of(name), budget, value);
  }

  private void memory(
      Series series,
      Supplier<Optional<MemoryBudget>> budget,
      ToDoubleFunction<MemoryBudget> value) {
    meters.watch(series, budget, source -> source.get().map(value::applyAsDouble).orElse(0.0));
  }
}
