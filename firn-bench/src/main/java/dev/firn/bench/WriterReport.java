package dev.firn.bench;

import dev.firn.bench.WriterProcess.Written;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the contenders of {@link WriterComparison} took for the rows of one source. */
final class WriterReport {
  private static final double MEGA = 1e6;

  private final ArrowBatches.Facts source;
  private final Map<WriterContender, Entry> entries = new EnumMap<>(WriterContender.class);

  /** A contender's rounds, or why it has none. */
  private static final class Entry {
    private String version = "";
    private final List<Written> rounds = new ArrayList<>();
    private Optional<String> failure = Optional.empty();

    boolean isMissing() {
      return failure.isPresent() || rounds.isEmpty();
    }

    double median(ToDoubleFunction<Written> value) {
      return LoadReport.median(rounds.stream().mapToDouble(value).boxed().toList());
    }
  }

  WriterReport(ArrowBatches.Facts source) {
    this.source = source;
  }

  /** A contender is ready. */
  void add(WriterContender contender, String version) {
    entry(contender).version = version;
  }

  /** A contender has written a file in a round that counts. */
  void add(WriterContender contender, Written written) {
    entry(contender).rounds.add(written);
  }

  /** A contender takes no part, or no longer. */
  void leaveOut(WriterContender contender, String reason) {
    entry(contender).failure = Optional.of(reason.replace('\n', ' ').replace('|', '/'));
  }

  /** MB/s of Arrow, the rounds' median; empty for one that took no part. */
  Optional<Double> megabytesPerSecond(WriterContender contender) {
    return Optional.ofNullable(entries.get(contender))
        .filter(entry -> !entry.isMissing())
        .map(entry -> entry.median(written -> source.bufferBytes() / written.seconds()) / MEGA);
  }

  /** Prints what the rounds took, and what is in the files, as Markdown tables. */
  void print(PrintStream out) {
    out.println(
        "| writer | M rows/s (min–max) | MB/s of Arrow | speed by Firn's (min–max) | MB of file |"
            + " MB at rest | MB above it | CPU s |");
    out.println("|---|---|---|---|---|---|---|---|");
    entries.forEach((contender, entry) -> out.println(line(contender, entry)));
    out.println();
    out.println(
        "| writer | version | row groups | codec | CRCs of pages | column indexes |"
            + " offset indexes | created by |");
    out.println("|---|---|---|---|---|---|---|---|");
    entries.forEach(
        (contender, entry) -> {
          if (!entry.rounds.isEmpty()) {
            out.println(line(contender, entry.version, entry.rounds.getLast().facts()));
          }
        });
    out.println();
  }

  private String line(WriterContender contender, Entry entry) {
    if (entry.isMissing()) {
      return "| "
          + contender.title()
          + " | "
          + entry.failure.orElse("left out: no round was made")
          + " |";
    }
    double restBytes = entry.rounds.getLast().restBytes();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f | %s | %.1f | %s | %s | %s |",
        contender.title(),
        Spread.of(
                entry.rounds.stream()
                    .map(written -> source.rows() / written.seconds() / MEGA)
                    .toList())
            .text(3),
        megabytesPerSecond(contender).orElseThrow(),
        byFirn(entry),
        entry.median(Written::fileBytes) / MEGA,
        cell("%.0f", restBytes / MEGA),
        cell("%.0f", (entry.median(Written::residentBytesMax) - restBytes) / MEGA),
        cell("%.2f", entry.median(Written::cpuSeconds)));
  }

  private static String line(WriterContender contender, String version, ParquetFacts file) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %s | %s | %s | %s | %s |",
        contender.title(),
        version,
        file.rowGroups(),
        file.codecs(),
        file.crcs().cell(),
        file.columnIndexes().cell(),
        file.offsetIndexes().cell(),
        file.createdBy());
  }

  /** How many times as fast as Firn with one thread it was in each round. */
  private String byFirn(Entry entry) {
    Entry firn = entries.get(WriterContender.FIRN);
    if (firn == null || firn.isMissing()) {
      return "–";
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < entry.rounds.size(); round++) {
      ratios.add(firn.rounds.get(round).seconds() / entry.rounds.get(round).seconds());
    }
    return Spread.of(ratios).text(2);
  }

  private static String cell(String format, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }

  private Entry entry(WriterContender contender) {
    return entries.computeIfAbsent(contender, each -> new Entry());
  }
}
