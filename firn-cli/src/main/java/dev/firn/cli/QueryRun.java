package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TimeSpan;
import dev.firn.sql.query.ScanReport;
import dev.firn.sql.query.SnapshotQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** One query of a command: runs it within its time, prints its rows, and says what it read. */
final class QueryRun {
  private static final List<Column> EXPLAIN_COLUMNS =
      List.of(
          Column.text("table"),
          Column.number("snapshot_id"),
          Column.number("files_selected"),
          Column.number("files_total"),
          Column.number("bytes_selected"),
          Column.number("bytes_total"),
          Column.text("predicates"),
          Column.text("reader"));

  private final FirnCommand firn;
  private final Optional<TimeSpan> limit;

  /**
   * A way to run queries.
   *
   * @param limit how long one may take
   */
  QueryRun(FirnCommand firn, Optional<TimeSpan> limit) {
    this.firn = firn;
    this.limit = limit;
  }

  /** Prints the rows of a query, then a line for each table. */
  void print(SnapshotQuery query) {
    QueryOutput.requirePossible(firn.options());
    within(
        query,
        () -> {
          query.plan();
          try (ArrowReader rows = query.run()) {
            if (firn.options().format().isColumnar()) {
              new QueryOutput(firn.options(), firn.standardOut(), firn.firn().budget()).write(rows);
            } else {
              firn.console().print(ArrowRows.resultOf(rows));
            }
          } catch (IOException e) {
            throw new UncheckedIOException("Closing the result failed", e);
          }
          query.scans().forEach(scan -> firn.console().note(summary(scan)));
        });
  }

  /** Prints what a query would read; it is not run. */
  void explain(SnapshotQuery query) {
    within(
        query,
        () -> {
          query.plan();
          List<@Nullable Object[]> rows = new ArrayList<>();
          query.scans().forEach(scan -> rows.add(cells(scan)));
          firn.console().print(Result.many(EXPLAIN_COLUMNS, rows));
        });
  }

  private static @Nullable Object[] cells(ScanReport scan) {
    return new @Nullable Object[] {
      scan.table().toString(),
      scan.snapshotId().isPresent() ? scan.snapshotId().getAsLong() : null,
      scan.filesSelected(),
      scan.filesTotal(),
      scan.bytesSelected(),
      scan.bytesTotal(),
      scan.predicates(),
      scan.reader()
    };
  }

  private static String summary(ScanReport scan) {
    String line =
        scan.table()
            + ": "
            + scan.filesSelected()
            + " of "
            + scan.filesTotal()
            + " files, "
            + scan.bytesSelected()
            + " of "
            + scan.bytesTotal()
            + " bytes";
    String predicates = scan.predicates().isEmpty() ? "" : "; " + scan.predicates();
    return line + predicates + (scan.genericFiles() == 0 ? "" : "; read by " + scan.reader());
  }

  private void within(SnapshotQuery query, Runnable work) {
    AtomicBoolean isLate = new AtomicBoolean();
    try (query;
        Interruption.Registered _ = firn.interruption().onInterrupt(query::cancel);
        ScheduledExecutorService timer = timer()) {
      if (limit.isPresent()) {
        Future<?> _ =
            timer.schedule(
                () -> {
                  isLate.set(true);
                  query.cancel();
                },
                limit.get().duration().toMillis(),
                TimeUnit.MILLISECONDS);
      }
      try {
        work.run();
      } finally {
        timer.shutdownNow();
      }
    } catch (FirnException e) {
      throw isLate.get() && e.code() == ErrorCode.CANCELLED ? late(e) : e;
    }
  }

  private FirnException late(FirnException cause) {
    return new FirnException(
        ErrorCode.QUERY,
        "Query: expected an answer within "
            + limit.map(TimeSpan::toString).orElse("")
            + ", found none; it was stopped. Raise --timeout, or ask for less.",
        cause);
  }

  private static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("firn-timeout").factory());
  }
}
