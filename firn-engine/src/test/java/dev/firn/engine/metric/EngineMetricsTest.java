package dev.firn.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.Compression;
import dev.firn.parquet.FileFacts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EngineMetricsTest {
  private static final TableName TABLE = TableName.parse("air.flights");

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final EngineMetrics metrics = EngineMetrics.over(registry);

  @Test
  void columnsPastTheLimitShareOneMeterOfTheirTable() {
    int columns = EngineMetrics.COLUMNS_MAX + 7;
    metrics.fileStaged(TABLE, fileOf(columns));
    metrics.fileStaged(TABLE, fileOf(columns));

    assertThat(registry.find("firn.column.compressed.bytes").counters())
        .hasSize(EngineMetrics.COLUMNS_MAX + 1);
    assertThat(compressed("c0")).isEqualTo(2 * 10);
    assertThat(compressed(LabelLimit.OTHER)).isEqualTo(2 * 7 * 10);
  }

  @Test
  void tablesPastTheLimitShareOneMeter() {
    for (int i = 0; i < EngineMetrics.TABLES_MAX + 3; i++) {
      metrics.loaded(new TableName("air", "t" + i), 1, 5, 40);
    }
    metrics.loaded(new TableName("air", "t0"), 1, 5, 40);

    assertThat(registry.find("firn.ingest.rows").counters()).hasSize(EngineMetrics.TABLES_MAX + 1);
    assertThat(rows("air.t0")).isEqualTo(10);
    assertThat(rows(LabelLimit.OTHER)).isEqualTo(15);
  }

  @Test
  void pendingRowsOfATablesLogsAreAddedUpAndTheOldestGivesTheAge() {
    PendingRows first = pending(3, 300, 2_000_000_000L);
    PendingRows second = pending(4, 500, 500_000_000L);
    metrics.logOpened(TABLE, first);
    metrics.logOpened(TABLE, second);
    assertThat(gauge("firn.log.pending.rows")).isEqualTo(7);
    assertThat(gauge("firn.log.pending.bytes")).isEqualTo(800);
    assertThat(gauge("firn.log.pending.age")).isEqualTo(2.0);

    metrics.logClosed(TABLE, first);
    assertThat(gauge("firn.log.pending.rows")).isEqualTo(4);
    assertThat(gauge("firn.log.pending.age")).isEqualTo(0.5);
    metrics.logClosed(TABLE, second);
    assertThat(registry.find("firn.log.pending.rows").gauge()).isNull();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void closingTakesGaugesOutAndKeepsCounts() {
    metrics.logOpened(TABLE, pending(1, 1, 1));
    metrics.watchMemory(100, Optional::empty);
    metrics.loaded(TABLE, 1, 5, 40);
    assertThat(gauge("firn.memory.max")).isEqualTo(100);
    assertThat(gauge("firn.memory.used")).as("nobody has needed the budget").isZero();

    metrics.close();
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsExactlyInAnyOrder("firn.ingest.rows", "firn.ingest.bytes", "firn.ingest.batches");
    // Whoever opens the warehouse again over the same registry counts on.
    EngineMetrics.over(registry).loaded(TABLE, 1, 6, 40);
    assertThat(rows("air.flights")).isEqualTo(11);
  }

  @Test
  void gaugesLiveAsLongAsTheirEngineNotAsTheirSource() {
    metrics.watchMemory(77, Optional::empty);
    metrics.logOpened(TABLE, pending(5, 1, 1));
    System.gc();
    assertThat(gauge("firn.memory.max")).isEqualTo(77);
    assertThat(gauge("firn.log.pending.rows")).isEqualTo(5);
  }

  @Test
  void registryThatRefusesAMeterStopsNothing() {
    Gauge.builder("firn.ingest.rows", () -> 1)
        .tags("table", "air.flights", "way", "load")
        .register(registry);
    Counter.builder("firn.commit")
        .tags("table", "air.flights", "outcome", "landed")
        .register(registry);
    Counter.builder("firn.file.rows").tags("table", "air.flights").register(registry);
    Counter.builder("firn.memory.max").register(registry);

    metrics.loaded(TABLE, 2, 5, 40);
    metrics.commitLanded(TABLE, 1);
    metrics.fileStaged(TABLE, fileOf(1));
    metrics.watchMemory(1, Optional::empty);
    metrics.close();

    assertThat(registry.get("firn.ingest.batches").counter().count()).isEqualTo(2);
    assertThat(registry.get("firn.file.bytes").summary().totalAmount()).isEqualTo(100);
    assertThat(registry.find("firn.memory.max").counter()).as("not ours, so kept").isNotNull();
  }

  @Test
  void ownRegistryHasNoBuckets() {
    EngineMetrics own = EngineMetrics.inMemory();
    own.commitLanded(TABLE, 5_000_000);
    own.fileStaged(TABLE, fileOf(0));
    assertThat(own.registry().getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsExactlyInAnyOrder("firn.commit", "firn.file.rows", "firn.file.bytes");
    assertThat(
            own.registry()
                .get("firn.commit")
                .timer()
                .max(java.util.concurrent.TimeUnit.MILLISECONDS))
        .isEqualTo(5);
  }

  @Test
  void batchesOfTheLogAreCountedByWhatBecameOfThem() {
    metrics.batchLogged(TABLE, 10, 80);
    metrics.batchLogged(TABLE, 1, 8);
    metrics.batchRepeated(TABLE, 10);
    metrics.overlapTrimmed(TABLE, 3);
    metrics.gapRefused(TABLE);
    metrics.batchRefused(TABLE, new FirnException(ErrorCode.FENCED, "taken over"));
    metrics.receiptLogged(TABLE);
    metrics.logWritten(TABLE, 11, 200);
    metrics.logSynced(2, 3_000_000);

    assertThat(registry.get("firn.ingest.rows").tag("way", "log").counter().count()).isEqualTo(11);
    assertThat(registry.get("firn.ingest.batches").counter().count()).isEqualTo(2);
    assertThat(duplicates("batch")).isEqualTo(10);
    assertThat(duplicates("overlap")).isEqualTo(3);
    assertThat(registry.get("firn.ingest.refusals").tag("reason", "gap").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("firn.ingest.refusals").tag("reason", "fenced").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("firn.log.sync.batches").summary().totalAmount()).isEqualTo(2);
  }

  @Test
  void timeOfColumnsIsCountedInSeconds() {
    metrics.fileStaged(TABLE, fileOf(1));
    metrics.fileStaged(TABLE, fileOf(1));
    assertThat(registry.get("firn.column.encode").tag("codec", "zstd").counter().count())
        .isEqualTo(0.006);
    assertThat(registry.get("firn.column.compress").tag("column", "c0").counter().count())
        .isEqualTo(0.004);
  }

  private double compressed(String column) {
    return registry.get("firn.column.compressed.bytes").tag("column", column).counter().count();
  }

  private double rows(String table) {
    return registry.get("firn.ingest.rows").tag("table", table).counter().count();
  }

  private double duplicates(String form) {
    return registry.get("firn.ingest.duplicate.rows").tag("form", form).counter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  /** A file of 100 bytes; each column has 10, from 20. */
  private static FileFacts fileOf(int columns) {
    return new FileFacts(
        100,
        5,
        List.of(),
        IntStream.range(0, columns)
            .mapToObj(
                i ->
                    new ColumnFacts(
                        List.of("c" + i),
                        "c" + i,
                        OptionalInt.empty(),
                        5,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        20,
                        10,
                        0,
                        Set.of(),
                        Compression.zstd(3),
                        3_000_000,
                        2_000_000))
            .toList(),
        0);
  }

  private static PendingRows pending(long rows, long bytes, long ageNanos) {
    return new PendingRows() {
      @Override
      public long rows() {
        return rows;
      }

      @Override
      public long bytes() {
        return bytes;
      }

      @Override
      public long ageNanos() {
        return ageNanos;
      }
    };
  }
}
