package dev.firn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code dd} of zeros into a new file with {@code oflag=dsync}: each block is on disk before the
 * next one is written.
 */
final class DirectWrites {
  private static final Pattern SAID =
      Pattern.compile("(\\d+) bytes .*copied, ([0-9.e+-]+) s", Pattern.DOTALL);

  private DirectWrites() {}

  /**
   * Writes blocks and removes the file.
   *
   * @return bytes per second, as {@code dd} itself says
   */
  static double bytesPerSecond(Path file, long blockBytes, long blocks)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "dd",
            "if=/dev/zero",
            "of=" + file,
            "oflag=dsync",
            "bs=" + blockBytes,
            "count=" + blocks);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Its words are translated, and so is the decimal point.
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    Files.deleteIfExists(file);
    Matcher matcher = SAID.matcher(said);
    if (exitCode != 0 || !matcher.find()) {
      throw new IOException(command + ": expected bytes and seconds (GNU dd), found: " + said);
    }
    return Long.parseLong(matcher.group(1)) / Double.parseDouble(matcher.group(2));
  }
}
