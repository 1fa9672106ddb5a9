package dev.firn.bench;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.memory.MemoryBudget;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Buffers of all sizes that come and go: what one costs with its pages touched, and how much more
 * than what is in use the process keeps, as its resident anonymous memory. Arrow's own allocator
 * beside a budget that pools nothing and one that pools, each in a process of its own, because none
 * finds the memory of another there; buffers are made once before, to warm up.
 *
 * <p>Run: {@code firn-bench/run buffer-churn [--live 200MB] [--buffers 200000]}.
 */
public final class BufferChurn {
  private static final int SIZE_LOG_MIN = 12;
  private static final int SIZE_LOG_MAX = 23;
  private static final long PAGE_BYTES = 4_096;
  private static final long BUDGET_TIMES = 4;
  private static final double MEGA = 1e6;
  private static final long SEED = 11;

  private final Kind kind;
  private final long liveBytesMax;
  private final int buffers;

  /** An allocator to be measured. */
  private enum Kind {
    ARROW("Arrow's own"),
    BUDGET("budget, no pool"),
    POOL("budget and pool");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  private BufferChurn(Kind kind, long liveBytesMax, int buffers) {
    this.kind = kind;
    this.liveBytesMax = liveBytesMax;
    this.buffers = buffers;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options =
        Options.parse(
            arguments, Map.of("--live", "200MB", "--buffers", "200000", "--allocator", ""));
    if (options.text("--allocator").isEmpty()) {
      Surroundings.print(System.out);
      compare(options.text("--live"), options.text("--buffers"), System.out);
    } else {
      Kind kind = Kind.valueOf(options.text("--allocator"));
      new BufferChurn(kind, options.size("--live").bytes(), options.number("--buffers"))
          .measure(System.out);
    }
  }

  /** One process after the other, each of which adds its line. */
  static void compare(String live, String buffers, PrintStream out)
      throws IOException, InterruptedException {
    out.println("| allocator | ns a buffer | MB asked for | MB charged | MB resident |");
    out.println("|---|---|---|---|---|");
    for (Kind kind : Kind.values()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx64m",
                  "--add-opens=java.base/java.nio=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BufferChurn.class.getName(),
                  "--allocator",
                  kind.name(),
                  "--live",
                  live,
                  "--buffers",
                  buffers)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      if (process.waitFor() != 0) {
        throw new IllegalStateException(kind.title + ": exit code " + process.exitValue());
      }
    }
  }

  private void measure(PrintStream out) throws IOException {
    long budgetBytes = BUDGET_TIMES * liveBytesMax;
    switch (kind) {
      case ARROW -> {
        try (RootAllocator plain = new RootAllocator()) {
          churn(plain, out);
        }
      }
      case BUDGET -> {
        try (MemoryBudget budget = MemoryBudget.of(budgetBytes)) {
          churn(budget.arrowRoot(), out);
        }
      }
      case POOL -> {
        try (MemoryBudget budget =
            MemoryBudget.of(budgetBytes, liveBytesMax / 2, Environment.system())) {
          churn(budget.arrowRoot(), out);
        }
      }
    }
  }

  private void churn(BufferAllocator allocator, PrintStream out) throws IOException {
    Random random = new Random(SEED);
    List<ArrowBuf> live = new ArrayList<>();
    List<Long> asked = new ArrayList<>();
    long liveBytes = 0;
    long residentBefore = residentBytes();
    long begun = 0;
    for (int i = -buffers; i < buffers; i++) {
      begun = i == 0 ? System.nanoTime() : begun;
      double log = SIZE_LOG_MIN + random.nextDouble() * (SIZE_LOG_MAX - SIZE_LOG_MIN);
      long bytes = (long) Math.pow(2, log);
      while (liveBytes + bytes > liveBytesMax) {
        int gone = random.nextInt(live.size());
        liveBytes -= asked.get(gone);
        live.set(gone, closed(live.get(gone), live.getLast()));
        asked.set(gone, asked.getLast());
        live.removeLast();
        asked.removeLast();
      }
      ArrowBuf buffer = allocator.buffer(bytes);
      for (long at = 0; at < bytes; at += PAGE_BYTES) {
        buffer.setByte(at, 1);
      }
      live.add(buffer);
      asked.add(bytes);
      liveBytes += bytes;
    }
    long nanos = System.nanoTime() - begun;
    out.printf(
        Locale.ROOT,
        "| %s | %,d | %.0f | %.0f | %.0f |%n",
        kind.title,
        nanos / buffers,
        liveBytes / MEGA,
        allocator.getAllocatedMemory() / MEGA,
        (residentBytes() - residentBefore) / MEGA);
    live.forEach(ArrowBuf::close);
  }

  /** Closes a buffer; gives the one that takes its place. */
  private static ArrowBuf closed(ArrowBuf gone, ArrowBuf instead) {
    gone.close();
    return instead;
  }

  /** Anonymous memory of this process that is resident. */
  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status: expected a line RssAnon, found none.");
  }
}
