package dev.firn.bench;

import dev.firn.bench.LinePlot.Axis;
import dev.firn.bench.LinePlot.Point;
import dev.firn.bench.LinePlot.Stroke;
import dev.firn.engine.ingest.Receipt;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a sender waits until its batch is on disk, by rows of a batch and number of senders,
 * each a thread with a producer's name of its own. In a closed loop a sender sends its next batch
 * when it has the receipt of the last one. In the open loop, at half of that rate, batches are due
 * at fixed times whether or not earlier ones were answered, and the wait counts from when a batch
 * was due: a stall is seen by all batches that fall into it.
 *
 * @param span how long each loop is measured; before that it runs for a quarter of it
 */
record LogLatency(Path folder, Duration span, List<Integer> rowsPerBatch, List<Integer> senders) {
  private static final int WARM_UP_SHARE = 4;
  private static final double NANOS_PER_SECOND = 1e9;

  /** One loop over one table of its own. */
  private record Loop(int rows, int senders, double rowsPerSecond, Percentiles waits) {}

  /** When a loop begins, counts, and ends. */
  private record Times(long from, long countedFrom, long until) {
    static Times startingNow(Duration span) {
      long from = System.nanoTime();
      long countedFrom = from + span.toNanos() / WARM_UP_SHARE;
      return new Times(from, countedFrom, countedFrom + span.toNanos());
    }
  }

  /** What one sender does in a loop. */
  private interface Sending {
    Latencies send(LogSender sender, int number, Times times);
  }

  void measure(Plots plots, PrintStream out) throws IOException, InterruptedException {
    List<Loop> loops = new ArrayList<>();
    // The first loop has warmed up nothing but itself, so its likes run before the first counts.
    var _ = loop(rowsPerBatch.getFirst(), senders.getFirst(), LogLatency::closed);
    for (int rows : rowsPerBatch) {
      for (int count : senders) {
        loops.add(loop(rows, count, LogLatency::closed));
      }
    }
    print(loops, out);
    plots.write(plot(loops), "log-latency", out);
  }

  /** The open loop at half of what a closed loop of the same batches and senders reaches now. */
  void measureHalfLoad(int rows, int count, PrintStream out)
      throws IOException, InterruptedException {
    Loop full = loop(rows, count, LogLatency::closed);
    double batchesPerSecond = full.rowsPerSecond() / rows / 2;
    long periodNanos = Math.max(1, Math.round(count * NANOS_PER_SECOND / batchesPerSecond));
    Loop half =
        loop(
            rows,
            count,
            (sender, number, times) ->
                open(sender, times.from() + periodNanos * number / count, periodNanos, times));
    out.printf(
        Locale.ROOT,
        "Half load: batches of %d rows, %d senders, %.0f batches/s due (half of the closed loop's"
            + " %.0f), %.0f answered%n%n",
        rows,
        count,
        batchesPerSecond,
        2 * batchesPerSecond,
        half.rowsPerSecond() / rows);
    printHead(out);
    print(half, out);
    out.println();
  }

  private Loop loop(int rows, int count, Sending sending) throws IOException, InterruptedException {
    try (LogWarehouse warehouse = LogWarehouse.create(folder.resolve("log-warehouse"));
        ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<LogSender> all = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        all.add(warehouse.sender(number, rows));
      }
      // The first batches make the log's folder and its first segment.
      all.forEach(sender -> sender.append().join());
      Times times = Times.startingNow(span);
      List<Callable<Latencies>> tasks = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        int own = number;
        tasks.add(() -> sending.send(all.get(own), own, times));
      }
      List<Latencies> waited = new ArrayList<>();
      for (Future<Latencies> each : threads.invokeAll(tasks)) {
        waited.add(resultOf(each));
      }
      all.forEach(LogSender::close);
      Percentiles waits = Latencies.join(waited);
      double seconds = (times.until() - times.countedFrom()) / NANOS_PER_SECOND;
      return new Loop(rows, count, waits.count() * (double) rows / seconds, waits);
    }
  }

  private static Latencies closed(LogSender sender, int number, Times times) {
    Latencies waits = new Latencies();
    long sentAt = System.nanoTime();
    // A loop that is too short for the disk goes on until there is something to tell.
    while (sentAt - times.until() < 0 || waits.isEmpty()) {
      sender.append().join();
      long answeredAt = System.nanoTime();
      if (sentAt - times.countedFrom() >= 0) {
        waits.addNanos(answeredAt - sentAt);
      }
      sentAt = answeredAt;
    }
    return waits;
  }

  private static Latencies open(LogSender sender, long firstDue, long periodNanos, Times times) {
    Latencies waits = new Latencies();
    List<CompletableFuture<Receipt>> underWay = new ArrayList<>();
    for (long due = firstDue; due - times.until() < 0; due += periodNanos) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      long dueAt = due;
      CompletableFuture<Receipt> receipt = sender.append();
      underWay.add(
          receipt.thenApply(
              answered -> {
                if (dueAt - times.countedFrom() >= 0) {
                  waits.addNanos(System.nanoTime() - dueAt);
                }
                return answered;
              }));
    }
    underWay.forEach(CompletableFuture::join);
    return waits;
  }

  private static Latencies resultOf(Future<Latencies> sent) throws InterruptedException {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A sender failed", e.getCause());
    }
  }

  private void print(List<Loop> loops, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Append to logged, closed loops of %.1f s%n%n",
        span.toNanos() / NANOS_PER_SECOND);
    printHead(out);
    loops.forEach(each -> print(each, out));
    out.println();
  }

  private static void printHead(PrintStream out) {
    out.println(
        "| rows a batch | senders | rows/s | batches | p50 ms | p99 ms | p999 ms | max ms |");
    out.println("|---|---|---|---|---|---|---|---|");
  }

  private static void print(Loop loop, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "| %,d | %d | %,.0f | %,d | %s |%n",
        loop.rows(),
        loop.senders(),
        loop.rowsPerSecond(),
        loop.waits().count(),
        loop.waits().cells(0.5, 0.99, 0.999, 1));
  }

  private LinePlot plot(List<Loop> loops) {
    LinePlot plot =
        new LinePlot(
            "Append to logged: how long a batch waits",
            new Axis("senders", PlotScale.LOG),
            new Axis("ms", PlotScale.LOG));
    for (int rows : rowsPerBatch) {
      String group = String.format(Locale.ROOT, rows == 1 ? "%d row" : "%,d rows", rows);
      plot.add(group, "p50", Stroke.SOLID, points(loops, rows, 0.5));
      plot.add(group, "p99", Stroke.DASHED, points(loops, rows, 0.99));
      plot.add(group, "p999", Stroke.DOTTED, points(loops, rows, 0.999));
    }
    return plot;
  }

  private static List<Point> points(List<Loop> loops, int rows, double share) {
    return loops.stream()
        .filter(each -> each.rows() == rows)
        .map(each -> new Point(each.senders(), each.waits().at(share)))
        .toList();
  }
}
