package dev.firn.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Where and when a measurement is taken. */
final class Surroundings {
  private Surroundings() {}

  /** Prints a line with date, cores, systems' versions, and how busy the machine is just now. */
  static void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s, %d cores, %s %s, Java %s, load average %.1f%n%n",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.runtime.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
