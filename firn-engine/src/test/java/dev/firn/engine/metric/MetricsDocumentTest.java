package dev.firn.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.Compression;
import dev.firn.parquet.FileFacts;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md, the code, a running warehouse and a Prometheus scrape say the same. */
final class MetricsDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("firn.root"), "docs", "metrics.md");

  private static final TableName TABLE = TableName.parse("air.flights");

  @TempDir private Path folder;

  @Test
  void tableOfMetricsIsThatOfTheCode() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `firn_")).toList();
    assertThat(rows)
        .extracting(row -> row.substring(0, row.lastIndexOf('|', row.length() - 2) + 1))
        .containsExactlyElementsOf(documented().map(MetricsDocumentTest::row).toList());
    assertThat(rows)
        .as("what to look for is said of each")
        .allMatch(row -> row.substring(row.lastIndexOf('|', row.length() - 2)).length() > 10);
  }

  @Test
  void tableOfLabelsIsThatOfTheCode() throws IOException {
    Set<Label> used =
        documented()
            .flatMap(name -> name.labels().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.matches("\\| `[a-z]+` \\|.*"))
            .toList();
    assertThat(rows)
        .extracting(row -> row.substring(0, row.lastIndexOf('|', row.length() - 2) + 1))
        .containsExactlyInAnyOrderElementsOf(used.stream().map(MetricsDocumentTest::row).toList());
  }

  @Test
  void warehouseReportsWhatTheDocumentLists() {
    TestWarehouse warehouse = new TestWarehouse(folder.resolve("warehouse"));
    try (Firn firn = warehouse.open();
        Firn winner = warehouse.open()) {
      TestWarehouse.createTable(firn, Mishaps.SMALL_FILES);
      TestWarehouse.load(firn, "key", 3);
      TestWarehouse.load(firn, "key", 3);
      Mishaps.refuseALoad(firn);
      Mishaps.loseARace(firn, winner);
      Mishaps.leaveFiles(warehouse);
      firn.settle(TestWarehouse.TABLE);
      Mishaps.leaveRowsInALog(warehouse);
      firn.table(TABLE.toString()).seal();
      Appends.append(firn, 2, 20);
      Mishaps.spill(firn);
      Mishaps.loseOrder(firn);

      assertThat(names(firn.metrics().getMeters()))
          .containsExactlyInAnyOrderElementsOf(documented().map(MetricName::dotted).toList());
    }
  }

  @Test
  void scrapeShowsNamesTypesLabelsAndMeaningsAsTheyAreListed() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EngineMetrics metrics = EngineMetrics.over(registry);
    reportAll(metrics);

    List<String> scrape = registry.scrape().lines().toList();
    List<String> types =
        scrape.stream()
            .filter(line -> line.startsWith("# TYPE "))
            // A histogram's greatest value of late stands beside it.
            .filter(line -> !line.endsWith("_max gauge"))
            .toList();
    assertThat(types)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(MetricName.values())
                .map(n -> "# TYPE " + n.prometheusName() + " " + n.type().prometheusType())
                .toList());
    for (MetricName name : MetricName.values()) {
      assertThat(scrape).contains("# HELP " + name.prometheusName() + " " + name.description());
    }
    assertThat(registry.getMeters())
        .allSatisfy(
            meter ->
                assertThat(meter.getId().getTags())
                    .as(meter.getId().getName())
                    .extracting(Tag::getKey)
                    .containsExactlyInAnyOrderElementsOf(
                        nameOf(meter).labels().stream().map(Label::key).toList()));
    metrics.close();
  }

  @Test
  void scrapeOfACommitHasItsBucketsInSeconds() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EngineMetrics.over(registry).commitLanded(TABLE, 15_000_000);

    String labels = "outcome=\"landed\",table=\"air.flights\"";
    assertThat(registry.scrape().lines())
        .contains(
            "firn_commit_seconds_bucket{" + labels + ",le=\"0.01\"} 0",
            "firn_commit_seconds_bucket{" + labels + ",le=\"0.02\"} 1",
            "firn_commit_seconds_bucket{" + labels + ",le=\"+Inf\"} 1",
            "firn_commit_seconds_count{" + labels + "} 1",
            "firn_commit_seconds_sum{" + labels + "} 0.015");
  }

  private static void reportAll(EngineMetrics metrics) {
    metrics.loaded(TABLE, 1, 2, 3);
    metrics.batchLogged(TABLE, 2, 3);
    metrics.loadRepeated(TABLE, 1);
    metrics.loadRefused(
        TABLE,
        new FirnException(ErrorCode.DATA_REFUSED, "no", List.of(), Map.of(ViolationKind.NULL, 1L)));
    metrics.batchRefused(TABLE, new IllegalStateException("wrong"));
    metrics.receiptLogged(TABLE);
    metrics.receiptCommitted(TABLE);
    metrics.logWritten(TABLE, 1, 2);
    metrics.logSynced(1, 2);
    metrics.logOpened(TABLE, new NothingPending());
    metrics.logSealed(TABLE, new SealNanos(1, 2, 3, 4));
    metrics.fileStaged(TABLE, new FileFacts(1, 1, List.of(), List.of(column()), 0));
    metrics.clusteredInMemory(TABLE);
    metrics.streamRestarted(TABLE);
    metrics.spilled(TABLE, 1, 1);
    metrics.commitLanded(TABLE, 1);
    metrics.raceLost(TABLE);
    metrics.leftoverRemoved(TABLE, 1);
    metrics.recovered(TABLE, 1, 1);
    metrics.watchMemory(1, Optional::empty);
  }

  private static ColumnFacts column() {
    return new ColumnFacts(
        List.of("n"),
        "n",
        OptionalInt.empty(),
        1,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        1,
        1,
        0,
        Set.of(),
        Compression.SNAPPY,
        1,
        1);
  }

  private static java.util.stream.Stream<MetricName> documented() {
    return Arrays.stream(MetricName.values());
  }

  private static Set<String> names(List<Meter> meters) {
    return meters.stream().map(meter -> meter.getId().getName()).collect(Collectors.toSet());
  }

  private static MetricName nameOf(Meter meter) {
    return Arrays.stream(MetricName.values())
        .filter(name -> name.dotted().equals(meter.getId().getName()))
        .findFirst()
        .orElseThrow();
  }

  private static String row(MetricName name) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            name.prometheusName(),
            name.type().prometheusType(),
            name.unit(),
            name.labels().stream().map(Label::key).collect(Collectors.joining(", ")),
            name.description());
  }

  private static String row(Label label) {
    return "| `%s` | %s |"
        .formatted(
            label.key(),
            label.choices().stream()
                .map(choice -> "`" + choice + "`")
                .collect(Collectors.joining(", ")));
  }

  private record NothingPending() implements PendingRows {
    @Override
    public long rows() {
      return 0;
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public long ageNanos() {
      return 0;
    }
  }
}
