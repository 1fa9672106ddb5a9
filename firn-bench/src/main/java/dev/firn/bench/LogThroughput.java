package dev.firn.bench;

import dev.firn.bench.CountingStorage.Counts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many bytes of Arrow get into a log in a second, from one sender that has several batches
 * under way, beside {@code dd} that writes and syncs as many bytes in blocks of the size that the
 * log's groups had on average. Firn and {@code dd} take turns, each round on a new file; the first
 * round warms up.
 *
 * <p>Not the same work: Firn checks values and row numbers and computes checksums; its segments'
 * length is set beforehand, while the file of {@code dd} grows.
 *
 * @param batches in each round
 */
record LogThroughput(Path folder, int rounds, int batches, int rowsPerBatch) {
  /** Half of them are written while the others wait, without filling a group of 32 MiB. */
  private static final int UNDER_WAY_MAX = 16;

  private static final double MEGA = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /** One round; speeds in MB/s. */
  private record Round(Counts written, double firn, double direct) {
    double ratio() {
      return firn / direct;
    }
  }

  void measure(PrintStream out) throws IOException, InterruptedException {
    List<Round> measured = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Round next = round();
      if (round > 0) {
        measured.add(next);
      }
    }
    print(measured, out);
  }

  private Round round() throws IOException, InterruptedException {
    Counts written;
    double firn;
    try (LogWarehouse warehouse = LogWarehouse.create(folder.resolve("log-warehouse"));
        LogSender sender = warehouse.sender(1, rowsPerBatch)) {
      // The first batch makes the log's folder and its first segment.
      sender.append().join();
      Counts before = warehouse.written();
      double seconds = send(sender);
      written = warehouse.written().since(before);
      firn = sender.batchBytes() * batches / seconds / MEGA;
    }
    double direct =
        DirectWrites.bytesPerSecond(
                folder.resolve("dd.bin"), written.bytesPerSync(), written.syncs())
            / MEGA;
    return new Round(written, firn, direct);
  }

  /** Seconds until all batches have their receipts. */
  private double send(LogSender sender) throws InterruptedException {
    Semaphore room = new Semaphore(UNDER_WAY_MAX);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long from = System.nanoTime();
    for (int batch = 0; batch < batches; batch++) {
      room.acquire();
      var _ =
          sender
              .append()
              .whenComplete(
                  (receipt, failed) -> {
                    failure.compareAndSet(null, failed);
                    room.release();
                  });
    }
    room.acquire(UNDER_WAY_MAX);
    double seconds = (System.nanoTime() - from) / NANOS_PER_SECOND;
    if (failure.get() != null) {
      throw new IllegalStateException("A batch was not logged", failure.get());
    }
    return seconds;
  }

  private void print(List<Round> measured, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Append to logged, one sender, %d batches of %,d rows a round, %d under way%n%n",
        batches,
        rowsPerBatch,
        UNDER_WAY_MAX);
    out.println("| round | syncs | KB a sync | Firn, MB/s of Arrow | dd, MB/s | Firn by dd |");
    out.println("|---|---|---|---|---|---|");
    for (int round = 0; round < measured.size(); round++) {
      Round each = measured.get(round);
      out.printf(
          Locale.ROOT,
          "| %d | %d | %.0f | %.1f | %.1f | %.2f |%n",
          round + 1,
          each.written().syncs(),
          each.written().bytesPerSync() / 1e3,
          each.firn(),
          each.direct(),
          each.ratio());
    }
    out.printf(
        "| median (min–max) | | | %s | %s | **%s** |%n%n",
        Spread.of(measured.stream().map(Round::firn).toList()).text(1),
        Spread.of(measured.stream().map(Round::direct).toList()).text(1),
        Spread.of(measured.stream().map(Round::ratio).toList()).text(2));
  }
}
