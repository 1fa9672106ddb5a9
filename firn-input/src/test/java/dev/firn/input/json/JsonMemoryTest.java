package dev.firn.input.json;

import static dev.firn.input.json.JsonFixtures.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.schema.MatchOptions;
import dev.firn.input.json.JsonFixtures.Form;
import dev.firn.input.json.JsonFixtures.Outcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record that never ends is given up at the limit; nothing near its length is held. */
final class JsonMemoryTest {
  private static final long TWO_GIGABYTES = 2L << 30;
  private static final Schema TABLE =
      schema(
          "s", Types.StringType.get(), "l", Types.ListType.ofOptional(10, Types.IntegerType.get()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "LINES | `{\"s\":\"ok\"}\n{\"s\":\"` | x | line 2, row 2, ",
        "LINES | `{\"s\":\"ok\"}\n{\"l\":[1` | `,null` | line 2, row 2, ",
        "LINES | `{\"s\":\"ok\"}\n{\"u\":[` | `[],` | line 2, row 2, ",
        "ARRAY | `[{\"s\":\"ok\"},\n{\"s\":\"` | x | line 2, row 2, ",
        "ARRAY | `[{\"s\":\"ok\"},\n{\"l\":[1` | `,null` | line 2, row 2, ",
        "ARRAY | `[{\"s\":\"ok\"},\n{\"x` | x | line 2, row 2, ",
        "ARRAY | `[{\"s\":\"ok\"},\n[` | `[],` | line 2, row 2, ",
        "ARRAY | `[{\"s\":\"ok\"}\n` | ` ` | line ",
      })
  void recordOfTwoGigabytesIsGivenUpAtTheLimit(
      Form form, String start, String repeated, String place) {
    Endless text = new Endless(start, repeated);
    Outcome outcome =
        JsonFixtures.read(form, TABLE, MatchOptions.STRICT, JsonFixtures.LIMITS, text);
    assertThat(outcome.rows()).hasToString("[[ok, null]]");
    assertThat(outcome.violations().getLast())
        .startsWith(place)
        .containsPattern("found a (line|record|key|string) of more than [0-9,]+ characters")
        .endsWith("nothing from there on was read");
    assertThat(text.bytesRead).isLessThan(40L << 20);
  }

  /** A start and then the same again and again, two gigabytes of it. */
  private static final class Endless extends InputStream {
    private final byte[] start;
    private final byte[] block;
    private long bytesRead;

    Endless(String start, String repeated) {
      this.start = start.getBytes(StandardCharsets.UTF_8);
      byte[] piece = repeated.getBytes(StandardCharsets.UTF_8);
      this.block = new byte[piece.length * 4_096];
      for (int at = 0; at < block.length; at++) {
        block[at] = piece[at % piece.length];
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (bytesRead >= TWO_GIGABYTES) {
        return -1;
      }
      byte[] from = bytesRead < start.length ? start : block;
      int at =
          bytesRead < start.length
              ? (int) bytesRead
              : (int) ((bytesRead - start.length) % block.length);
      int count = Math.min(length, from.length - at);
      System.arraycopy(from, at, to, offset, count);
      bytesRead += count;
      return count;
    }
  }
}
