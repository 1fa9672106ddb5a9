package dev.firn.input.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.input.json.JsonFixtures.Form;
import dev.firn.input.json.JsonFixtures.Outcome;
import dev.firn.input.text.TextLimits;
import java.time.Duration;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged text: every outcome is rows, violations, or a failure that names the input; never another
 * exception, never a buffer left behind (reading closes its allocator).
 */
final class JsonFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "null",
    "NaN",
    "-",
    "1e999",
    "0",
    "\n",
    "\r",
    "\0",
    "\u001e",
    "é",
    "{\"c0\":",
    "[[[[",
    "\"c0\":1,",
    "true",
    "//",
    "\uFEFF"
  };

  @ParameterizedTest
  @EnumSource(Form.class)
  void damagedTextGivesRowsOrViolationsOrANamedFailure(Form form) {
    long seed = System.nanoTime();
    long endNanos = System.nanoTime() + TIME.toNanos();
    int refused = 0;
    for (int round = 0; System.nanoTime() < endNanos; round++) {
      long roundSeed = seed + round;
      try {
        refused += isRefused(form, new Random(roundSeed)) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("Seed " + roundSeed + ", form " + form, e);
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private static boolean isRefused(Form form, Random random) {
    RandomJson json = new RandomJson(random);
    Schema schema = json.schema();
    StringBuilder text = new StringBuilder();
    int rows = 1 + random.nextInt(20);
    String separator = form == Form.LINES ? "\n" : ",";
    for (int row = 0; row < rows; row++) {
      text.append(row == 0 ? "" : separator).append(json.row(schema).json());
    }
    String whole = form == Form.LINES ? text.toString() : "[" + text + "]";
    byte[] bytes = damaged(RandomJson.utf8(whole), random);
    MatchOptions match =
        new MatchOptions(
            random.nextBoolean() ? Names.EXACT : Names.IGNORING_CASE,
            random.nextBoolean() ? UnknownColumns.REFUSED : UnknownColumns.IGNORED);
    TextLimits limits = new TextLimits(1 + random.nextInt(10), 1 + random.nextInt(1_000));
    try {
      Outcome outcome =
          JsonFixtures.read(
              form, schema, match, limits, new SlowStream(bytes, 1 + random.nextInt(200)));
      outcome.log().kept().forEach(violation -> assertThat(violation.row()).isPositive());
      return !outcome.log().isEmpty();
    } catch (FirnException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE);
      assertThat(e).hasMessageContaining("'in'");
      return true;
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] result = bytes;
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes; change++) {
      int from = random.nextInt(result.length + 1);
      int end = Math.min(result.length, from + random.nextInt(random.nextInt(10) == 0 ? 500 : 4));
      byte[] piece =
          switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt()};
            default -> RandomJson.utf8(PIECES[random.nextInt(PIECES.length)]);
          };
      byte[] next = new byte[from + piece.length + result.length - end];
      System.arraycopy(result, 0, next, 0, from);
      System.arraycopy(piece, 0, next, from, piece.length);
      System.arraycopy(result, end, next, from + piece.length, result.length - end);
      result = next;
    }
    return result;
  }
}
