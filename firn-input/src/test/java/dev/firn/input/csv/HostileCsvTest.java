package dev.firn.input.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.FirnException;
import dev.firn.input.text.TextLimits;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that means harm: clean answers, bounded memory, every buffer given back. */
final class HostileCsvTest {
  private static final long TWO_GIGABYTES = 2L << 30;

  /** What a round of fuzz may take; the rounds it fits differ by machine, their seeds do not. */
  private static final long FUZZ_NANOS = 2_000_000_000L;

  private final CsvFixture csv = new CsvFixture();

  @AfterEach
  void nothingIsLeft() {
    assertThat(csv.budget.usedBytes()).isZero();
    csv.close();
  }

  @Test
  void cellOfTwoGigabytesIsRefusedEarly() {
    Repeated line = new Repeated("x", TWO_GIGABYTES);
    assertThat(csv.read(with("id,name\n1,a\n2,", line))).hasSize(1);
    assertThat(csv.violations())
        .containsExactly(
            "line 3, row 2: expected a cell of at most 16777216 characters,"
                + " found a longer one; a quote may be missing");
    assertThat(line.bytesGiven).isLessThan(2L * TextLimits.RECORD_CHARS_MAX);
    assertThat(csv.budget.peakBytes()).isLessThan(4L << 20);
  }

  @Test
  void quoteThatNeverEndsInTwoGigabytesIsRefusedEarly() {
    Repeated lines = new Repeated("1,a\n", TWO_GIGABYTES);
    for (int before : new int[] {0, 1, 500, 2_047, 2_048, 5_000}) {
      String start = "id,name\n" + "1,a\n".repeat(before) + "1,\"";
      assertThat(csv.read(with(start, new Repeated("1,a\n", TWO_GIGABYTES)))).hasSize(before);
      assertThat(csv.violations())
          .containsExactly(
              "line %d, row %d: expected a cell of at most 16777216 characters,"
                      .formatted(before + 2, before + 1)
                  + " found a longer one; a quote may be missing");
    }
    csv.read(with("id,name\n1,\"", lines));
    assertThat(lines.bytesGiven).isLessThan(2L * TextLimits.RECORD_CHARS_MAX);
  }

  @Test
  void recordOfManyCellsIsCountedNotKept() {
    int cells = 30_000_000;
    csv.read(with("id,name\n", new Repeated("1,", 2L * cells)));
    assertThat(csv.violations())
        .containsExactly("line 2, row 1: expected 2 cells, found " + (cells + 1) + " cells");
  }

  @Test
  void recordThatIsTooLongIsLeftOutAndReadingGoesOn() {
    String half = "x".repeat(TextLimits.RECORD_CHARS_MAX / 2 + 1);
    csv.schema =
        new org.apache.iceberg.Schema(
            org.apache.iceberg.types.Types.NestedField.optional(
                1, "a", org.apache.iceberg.types.Types.StringType.get()),
            org.apache.iceberg.types.Types.NestedField.optional(
                2, "b", org.apache.iceberg.types.Types.StringType.get()));
    assertThat(csv.read("a,b\n" + half + "," + half + "\n1,2\n")).hasSize(1);
    assertThat(csv.violations())
        .containsExactly(
            "line 2, row 1: expected a record of at most 16777216 characters, found a longer one");
  }

  @Test
  void millionsOfBadRecordsAreCountedInBoundedMemory() {
    csv.read(with("id,name\n", new Repeated("1\nx,y\n", 6_000_000)));
    assertThat(csv.log.count()).isEqualTo(2_000_000);
    assertThat(csv.violations()).hasSize(20);
    assertThat(csv.budget.peakBytes()).isLessThan(4L << 20);
  }

  @Test
  void headerOfTooManyNamesIsRefused() {
    FirnException failure =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            FirnException.class, () -> csv.read(with("", new Repeated("a,", 1_000_000))));
    assertThat(failure)
        .hasMessageContaining("expected a header of at most 100,000 names, found 500,001.");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anyTextGivesRowsOrViolationsOrACleanRefusal(long seed) {
    Random random = new Random(seed);
    long deadline = System.nanoTime() + FUZZ_NANOS;
    int rounds = 0;
    while (rounds < 100 || System.nanoTime() < deadline) {
      rounds++;
      byte[] text = text(random);
      csv.limits = new TextLimits(1 + random.nextInt(5), 1 + random.nextInt(200));
      csv.options =
          random.nextInt(4) == 0
              ? CsvOptions.defaults().withHeader(CsvOptions.Header.ABSENT)
              : CsvOptions.defaults();
      try {
        int rows = csv.read(new ByteArrayInputStream(text)).size();
        assertThat(csv.places).hasSize(rows);
      } catch (FirnException refused) {
        assertThat(refused.getMessage()).contains("x.csv");
      }
      assertThat(csv.budget.usedBytes()).as("seed %s, round %s", seed, rounds).isZero();
    }
  }

  /** A valid file, its bytes then changed in places, or bytes of nothing. */
  private static byte[] text(Random random) {
    StringBuilder valid = new StringBuilder(random.nextInt(5) == 0 ? "" : "id,name,day\n");
    for (int row = random.nextInt(20); row > 0; row--) {
      valid.append(random.nextInt()).append(random.nextBoolean() ? ",\"é\n\"\"x\"," : ",,");
      valid.append(random.nextBoolean() ? "2001-01-31" : "").append("\r\n");
    }
    byte[] bytes = valid.toString().getBytes(StandardCharsets.UTF_8);
    byte[] special = {'"', ',', '\n', '\r', ' ', 0, (byte) 0xC3, (byte) 0xFF, '-', '9'};
    for (int change = random.nextInt(6); change > 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      if (random.nextInt(5) == 0) {
        bytes = Arrays.copyOf(bytes, at);
      } else {
        bytes[at] = special[random.nextInt(special.length)];
      }
    }
    if (random.nextInt(10) == 0) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  private static InputStream with(String start, InputStream rest) {
    return new SequenceInputStream(
        new ByteArrayInputStream(start.getBytes(StandardCharsets.UTF_8)), rest);
  }

  /** One text again and again, made as it is read. */
  private static final class Repeated extends InputStream {
    private final byte[] block;
    private final long bytesMax;
    private long bytesGiven;

    Repeated(String text, long bytesMax) {
      this.block = text.repeat(1 << 14).getBytes(StandardCharsets.UTF_8);
      this.bytesMax = bytesMax;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      int at = (int) (bytesGiven % block.length);
      int count = (int) Math.min(Math.min(length, block.length - at), bytesMax - bytesGiven);
      if (count == 0) {
        return -1;
      }
      System.arraycopy(block, at, to, offset, count);
      bytesGiven += count;
      return count;
    }
  }
}
