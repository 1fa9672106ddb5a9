package dev.firn.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a file, it is a configuration or it is refused as one. */
final class ConfigurationFuzzPropertyTest {
  private static final int TRIES = 300;

  private static final String START =
      """
      warehouse: ./warehouse
      catalog: {uri: "jdbc:sqlite:./warehouse/registry.db"}
      log:
        path: 'log'
        max_pending: 10GB
      storage:
        parquet:
          rotation_timeout: 1m30s
          batch_size: 10000
          encoding_profile: modern
          compression:
            column_overrides: {text: gzip, numeric: snappy}
          memory: {max_usage: 1GB, pool_size: 100MB}
      """;

  private static final List<String> PIECES =
      List.of(
          "\n",
          "  ",
          "\t",
          ":",
          ": ",
          "- ",
          "? ",
          "{",
          "}",
          "[",
          "]",
          ",",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "|",
          ">",
          "'",
          "\"",
          "\\",
          "\\x",
          "#",
          "%YAML 1.3\n",
          "---",
          "...",
          "@",
          "`",
          "~",
          "null",
          "<<: ",
          "\u0000",
          "\uFEFF",
          "\u2028",
          "\uD83D\uDE00",
          "\uD83D",
          "9".repeat(40),
          "storage",
          "batch_size: 0\n",
          "warehouse: s3://x\n");

  @TempDir private Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void mutatedFileIsReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      String yaml = mutated(START, random);
      Files.writeString(folder.resolve("firn.yaml"), wellFormed(yaml));
      if (!isRead(Map.of(), "seed " + seed + ", try " + i + ":\n" + yaml)) {
        refused++;
      }
    }
    assertThat(refused).as("refused of %s, seed %s", TRIES, seed).isBetween(1, TRIES - 1);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {6, 7})
  void mutatedVariableIsReadOrRefused(long seed) {
    Random random = new Random(seed);
    List<ConfigKey> keys = List.of(ConfigKey.values());
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      ConfigKey key = keys.get(random.nextInt(keys.size()));
      String text = mutated("{text: gzip, uuid: none}", random);
      if (!isRead(Map.of(key.variable(), text), "seed " + seed + ": " + key + "=" + text)) {
        refused++;
      }
    }
    assertThat(refused).as("refused of %s, seed %s", TRIES, seed).isBetween(1, TRIES - 1);
  }

  private boolean isRead(Map<String, String> environment, String where) {
    ConfigOptions none = new ConfigOptions(Optional.empty(), Optional.empty());
    try {
      Configuration loaded = Configuration.load(none, Surroundings.of(environment, folder));
      assertThat(loaded.settings()).hasSize(ConfigKey.values().length);
      return true;
    } catch (FirnException e) {
      assertThat(e.code()).as(where).isIn(ErrorCode.CONFIGURATION, ErrorCode.UNSUPPORTED);
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("Neither read nor refused, " + where, e);
    }
  }

  private static String mutated(String start, Random random) {
    StringBuilder text = new StringBuilder(start);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(4));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 40)));
      }
    }
    return text.toString();
  }

  /** A file holds no half characters; a variable may. */
  private static String wellFormed(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
