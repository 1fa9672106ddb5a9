package dev.firn.input.text;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordScanTest {
  private static final int ROUNDS = 500;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsTheRecordsThatTheParserOfCsvReads(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      char quote = random.nextBoolean() ? '"' : '«';
      String text = csv(random, quote);
      long records =
          CsvReader.builder()
              .quoteCharacter(quote)
              .skipEmptyLines(false)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .ofCsvRecord(text)
              .stream()
              .count();
      assertThat(count(RecordScan.ofCsv(quote), text, random)).as(text).isEqualTo(records);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsTheElementsOfAnArray(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int elements = random.nextInt(5);
      StringBuilder text = new StringBuilder(" [ ");
      for (int element = 0; element < elements; element++) {
        text.append(element == 0 ? "" : " ,\n").append(object(random, 3));
      }
      String array = text.append("]\n").toString();
      assertThat(count(RecordScan.ofJsonArray(), array, random)).as(array).isEqualTo(elements);
    }
  }

  @Test
  void countsOneObjectThatStandsAlone() {
    Random random = new Random(1);
    assertThat(count(RecordScan.ofJsonArray(), " {\"a\": [{}, \"}\"]} ", random)).isEqualTo(1);
    assertThat(count(RecordScan.ofJsonArray(), "{\"a\": [{}", random)).isZero();
  }

  @Test
  void countsLinesByTheirLineFeeds() {
    Random random = new Random(1);
    assertThat(count(RecordScan.ofLines(), "a\r\n\n\rb\nc", random)).isEqualTo(3);
  }

  @Test
  void countsNothingWhereNobodyAsks() {
    assertThat(count(RecordScan.none(), "a\nb\n", new Random(1))).isZero();
  }

  /** Counts in pieces of random sizes. */
  private static int count(RecordScan scan, String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = 0;
    int from = 0;
    while (from < bytes.length) {
      int end = Math.min(bytes.length, from + 1 + random.nextInt(8));
      count += scan.endsIn(bytes, from, end);
      from = end;
    }
    return count;
  }

  /** Whole records with line ends of every kind, blank ones and quoted line breaks. */
  private static String csv(Random random, char quote) {
    StringBuilder text = new StringBuilder();
    int records = random.nextInt(6);
    for (int record = 0; record < records; record++) {
      int cells = random.nextInt(3);
      for (int cell = 0; cell < cells; cell++) {
        text.append(cell == 0 ? "" : ",").append(cell(random, quote));
      }
      text.append(pick(random, "\n", "\r\n", "\r"));
    }
    return text.toString();
  }

  private static String cell(Random random, char quote) {
    StringBuilder content = new StringBuilder();
    int parts = random.nextInt(4);
    for (int part = 0; part < parts; part++) {
      content.append(pick(random, "a", "ü»", "\n", "\r\n", "\r", ",", "" + quote + quote));
    }
    return random.nextBoolean() ? pick(random, "", "1", "ü»") : quote + content.toString() + quote;
  }

  private static String object(Random random, int depth) {
    StringBuilder text = new StringBuilder("{");
    int members = random.nextInt(3);
    for (int member = 0; member < members; member++) {
      String value =
          switch (depth == 0 ? 0 : random.nextInt(3)) {
            case 0 -> pick(random, "1", "\"\"", "\"}]\"", "\"\\\"{\"", "\"\\\\\"", "\"\\\\\\\"[\"");
            case 1 -> object(random, depth - 1);
            default -> "[" + object(random, depth - 1) + ", []]";
          };
      text.append(member == 0 ? "" : ", ").append("\"k").append(member).append("\":").append(value);
    }
    return text.append('}').toString();
  }

  private static String pick(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
