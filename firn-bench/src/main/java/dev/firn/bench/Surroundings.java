package dev.firn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Where and when a measurement is taken. */
final class Surroundings {
  private Surroundings() {}

  /** The same, with the processor and the commit of a checkout in a line before. */
  static void print(Path root, PrintStream out) throws IOException {
    out.printf("%s, commit %s%n", processor(), commit(root));
    print(out);
  }

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

  /** The first processor's name, where Linux says it. */
  private static String processor() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.exists(facts)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(facts).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /** The commit that is checked out, marked if files differ from it; unknown without git. */
  private static String commit(Path root) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return said.isBlank() ? "unknown" : said.strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
