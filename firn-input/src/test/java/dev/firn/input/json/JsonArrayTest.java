package dev.firn.input.json;

import static dev.firn.input.json.JsonFixtures.readArray;
import static dev.firn.input.json.JsonFixtures.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.schema.MatchOptions;
import dev.firn.input.json.JsonFixtures.Form;
import dev.firn.input.json.JsonFixtures.Outcome;
import dev.firn.input.text.TextLimits;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JSON text may be: an array of objects, or one object. */
final class JsonArrayTest {
  @Test
  void bytesThatAreNotUtf8AreReportedWithTheirRecordAndEndTheText() {
    byte[] bytes =
        "[{\"a\":1},\n{\"a\":\n\"\u00E9\"},{\"a\":2}]"
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    Outcome outcome =
        JsonFixtures.read(
            Form.ARRAY,
            schema("a", Types.IntegerType.get()),
            MatchOptions.STRICT,
            JsonFixtures.LIMITS,
            new java.io.ByteArrayInputStream(bytes));
    assertThat(outcome.rows()).hasToString("[[1]]");
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst())
        .startsWith("line 2, row 2, '': expected text in UTF-8, found the bytes \\xE9 on line 3;");
  }

  private static final String EXPECTED = "expected an array of JSON objects, or one object, found ";
  private static final Schema NUMBERS =
      schema("a", Types.IntegerType.get(), "s", Types.StringType.get());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"a\":1},{\"a\":2}]",
        " [ {\"a\":1} , {\"a\":2} ] \n",
        "\uFEFF[\r\n  {\r\n    \"a\": 1\r\n  },\r\n  {\r\n    \"a\": 2\r\n  }\r\n]\r\n"
      })
  void eachElementIsARow(String text) {
    assertThat(readArray(NUMBERS, text).requireGood().rows()).hasToString("[[1, null], [2, null]]");
  }

  @Test
  void oneObjectIsOneRow() {
    assertThat(readArray(NUMBERS, "\n{\n\"a\": 1 }\n").requireGood().rows())
        .hasToString("[[1, null]]");
  }

  @Test
  void emptyArrayHasNoRows() {
    assertThat(readArray(NUMBERS, "[]").requireGood().rows()).isEmpty();
  }

  @Test
  void lineIsWhereTheRecordBegins() {
    String text = "[\n  {\n    \"a\": 1\n  },\r\n  {\n    \"a\": \"x\"\n  }, {\n \"a\": 1.5}\n]";
    Outcome outcome = readArray(NUMBERS, text);
    assertThat(outcome.violations()).hasSize(2);
    assertThat(outcome.violations().get(0)).startsWith("line 5, row 2, 'a': ");
    assertThat(outcome.violations().get(1)).startsWith("line 7, row 3, 'a': ");
  }

  @Test
  void elementThatIsNoObjectIsPassedOver() {
    Outcome outcome = readArray(NUMBERS, "[{\"a\":1},\n7,\n[{\"a\":2}],\nnull,{\"a\":3}]");
    assertThat(outcome.rows()).hasToString("[[1, null], [3, null]]");
    assertThat(outcome.violations())
        .containsExactly(
            "line 2, row 2, '': expected a JSON object, found the number 7",
            "line 3, row 3, '': expected a JSON object, found an array",
            "line 4, row 4, '': expected a JSON object, found null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 1 | nothing",
        "` \n` | 1 | nothing",
        "7 | 1 | the number 7",
        "`\n\"x\"` | 2 | 'x'",
        "null | 1 | null",
        "NaN | 1 | NaN, which is no number in JSON",
      })
  void otherTextIsRefused(String text, int line, String found) {
    Outcome outcome = readArray(NUMBERS, text);
    assertThat(outcome.rows()).isEmpty();
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst()).contains("row 1, '': " + EXPECTED + found);
    assertThat(outcome.log().kept().getFirst().line()).isBetween(1L, (long) line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}\n{\"a\":2}\n",
        "{\"a\":1} {\"a\":2}",
        "[{\"a\":1}]\n[{\"a\":2}]",
        "[{\"a\":1}]\n7"
      })
  void sequenceIsRefusedWithTheWayOut(String text) {
    Outcome outcome = readArray(NUMBERS, text);
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst())
        .contains("row 2, '': " + EXPECTED + "more behind it: ")
        .contains("A sequence of objects is NDJSON; read it with --input-format ndjson");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`[{\"a\":1},\n{\"a\":2` | 2 | 2 | the end of the input within it",
        "`[{\"a\":1},\n{\"a\":2,}]` | 2 | 2 | '}' where it cannot stand",
        "`[{\"a\":1}\n{\"a\":2}]` | 2 | 2 | '{' where it cannot stand",
        "`[{\"a\":1},\n]` | 2 | 2 | ']' where it cannot stand",
        "`[{\"a\":1},\n` | 2 | 2 | the end of the input within it",
        "`[{\"a\":1}` | 1 | 2 | the end of the input within it",
        "`[{\"a\":1}} ` | 1 | 2 | '}' where it cannot stand",
      })
  void damageEndsTheTextAndNamesTheRecord(String text, int line, int row, String found) {
    Outcome outcome = readArray(NUMBERS, text);
    assertThat(outcome.rows()).hasToString("[[1, null]]");
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst())
        .startsWith("line " + line + ", row " + row + ", '': " + EXPECTED)
        .contains(found)
        .endsWith("nothing from there on was read");
  }

  @Test
  void tenThousandBracketsAreRefused() {
    Outcome outcome = readArray(NUMBERS, "[".repeat(10_000) + "]".repeat(10_000));
    assertThat(outcome.violations().getLast())
        .startsWith("line 1, row 1, ")
        .contains("brackets nested deeper than 1,000");
    outcome = readArray(NUMBERS, "[{\"x\":" + "{\"x\":".repeat(10_000));
    assertThat(outcome.violations().getLast()).contains("brackets nested deeper than 1,000");
  }

  @Test
  void batchesEndAtTheirRows() {
    Outcome outcome =
        JsonFixtures.read(
            Form.ARRAY,
            NUMBERS,
            MatchOptions.STRICT,
            new TextLimits(2, 1 << 20),
            JsonFixtures.stream("[{\"a\":1},{\"a\":2},{\"a\":3},{\"a\":4},{\"a\":5}]"));
    assertThat(outcome.batchRows()).isEqualTo(List.of(2, 2, 1));
    assertThat(outcome.requireGood().rows()).hasSize(5);
  }
}
