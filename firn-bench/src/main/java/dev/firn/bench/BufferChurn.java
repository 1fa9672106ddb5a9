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
 * than what is in use the process keeps, as its resident anonymous memory grows. Arrow's own
 * allocator beside a budget that pools nothing and one that pools; each in turn, in this process.
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

  private final long liveBytesMax;
  private final int buffers;

  BufferChurn(long liveBytesMax, int buffers) {
    this.liveBytesMax = liveBytesMax;
    this.buffers = buffers;
  }

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments, Map.of("--live", "200MB", "--buffers", "200000"));
    Surroundings.print(System.out);
    new BufferChurn(options.size("--live").bytes(), options.number("--buffers"))
        .measure(System.out);
  }

  void measure(PrintStream out) throws IOException {
    out.println("| allocator | ns a buffer | MB asked for | MB charged | MB resident |");
    out.println("|---|---|---|---|---|");
    for (int round = 0; round < 2; round++) {
      boolean isTold = round == 1;
      try (RootAllocator plain = new RootAllocator()) {
        churn("Arrow's own", plain, isTold ? out : null);
      }
      long budgetBytes = BUDGET_TIMES * liveBytesMax;
      try (MemoryBudget budget = MemoryBudget.of(budgetBytes)) {
        churn("budget, no pool", budget.arrowRoot(), isTold ? out : null);
      }
      try (MemoryBudget budget =
          MemoryBudget.of(budgetBytes, liveBytesMax / 2, Environment.system())) {
        churn("budget and pool", budget.arrowRoot(), isTold ? out : null);
      }
    }
  }

  private void churn(
      String name, BufferAllocator allocator, @org.jspecify.annotations.Nullable PrintStream out)
      throws IOException {
    Random random = new Random(SEED);
    long residentBefore = residentBytes();
    List<ArrowBuf> live = new ArrayList<>();
    List<Long> asked = new ArrayList<>();
    long liveBytes = 0;
    long begun = System.nanoTime();
    for (int i = 0; i < buffers; i++) {
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
    long resident = residentBytes() - residentBefore;
    long charged = allocator.getAllocatedMemory();
    live.forEach(ArrowBuf::close);
    if (out != null) {
      out.printf(
          Locale.ROOT,
          "| %s | %,d | %.0f | %.0f | %.0f |%n",
          name,
          nanos / buffers,
          liveBytes / MEGA,
          charged / MEGA,
          resident / MEGA);
    }
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
