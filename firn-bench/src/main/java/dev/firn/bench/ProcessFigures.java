package dev.firn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux counts for a process, from its folder in {@code /proc}; NaN where there is none. */
final class ProcessFigures {
  /** Linux shows times to programs in these, whatever its own clock is. */
  private static final double TICKS_PER_SECOND = 100;

  private static final double KIBI = 1024;

  /** Fields of {@code stat} behind the program's name: user and system time. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private final Path folder;

  ProcessFigures(long pid) {
    this.folder = Path.of("/proc", Long.toString(pid));
  }

  /** CPU time of all its threads since its start, also of those that have ended. */
  double cpuSeconds() throws IOException {
    if (!Files.exists(folder)) {
      return Double.NaN;
    }
    String stat = Files.readString(folder.resolve("stat"), StandardCharsets.UTF_8);
    // The name stands in parentheses, and may have spaces in it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_PER_SECOND;
  }

  /** The memory that is resident now, mapped files included. */
  double residentBytes() throws IOException {
    return status("VmRSS:");
  }

  /** The most memory that was resident since {@link #forgetResidentMax} was last called. */
  double residentBytesMax() throws IOException {
    return status("VmHWM:");
  }

  /** Lets the most resident memory begin anew with what is resident now. */
  void forgetResidentMax() throws IOException {
    Path switches = folder.resolve("clear_refs");
    if (Files.exists(switches)) {
      Files.writeString(switches, "5");
    }
  }

  private double status(String name) throws IOException {
    if (!Files.exists(folder)) {
      return Double.NaN;
    }
    return Files.readAllLines(folder.resolve("status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * KIBI)
        .findFirst()
        .orElse(Double.NaN);
  }
}
