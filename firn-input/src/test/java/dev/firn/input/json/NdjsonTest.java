package dev.firn.input.json;

import static dev.firn.input.json.JsonFixtures.readLines;
import static dev.firn.input.json.JsonFixtures.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.input.json.JsonFixtures.Form;
import dev.firn.input.json.JsonFixtures.Outcome;
import dev.firn.input.text.TextLimits;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an NDJSON record begins and ends, and what happens to lines that hold none. */
final class NdjsonTest {
  private static final Schema NUMBERS =
      schema("a", Types.IntegerType.get(), "s", Types.StringType.get());

  @Test
  void eachLineIsARow() {
    Outcome outcome = readLines(NUMBERS, "{\"a\":1,\"s\":\"x\"}", "{ \"s\" : null, \"a\" : 2 }");
    assertThat(outcome.requireGood().rows()).hasToString("[[1, x], [2, null]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n", "\n  \t\n", "\r\n\r\n"})
  void lineBreaksAndBlankLinesAreNoRows(String lineBreak) {
    for (String end : List.of("", "\n", lineBreak)) {
      String text = lineBreak + "{\"a\":1}" + lineBreak + "{\"a\":2}" + end;
      Outcome outcome = JsonFixtures.read(Form.LINES, NUMBERS, MatchOptions.STRICT, text);
      assertThat(outcome.requireGood().rows()).hasToString("[[1, null], [2, null]]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n\n", "\uFEFF"})
  void textWithoutRecordsHasNoRows(String text) {
    Outcome outcome = JsonFixtures.read(Form.LINES, NUMBERS, MatchOptions.STRICT, text);
    assertThat(outcome.requireGood().rows()).isEmpty();
  }

  @Test
  void byteOrderMarkIsNoPartOfTheFirstRecord() {
    assertThat(readLines(NUMBERS, "\uFEFF{\"a\":1}").requireGood().rows())
        .hasToString("[[1, null]]");
  }

  @Test
  void readingGoesOnBehindEveryBrokenLineAndNamesEachByLineAndRow() {
    Outcome outcome =
        readLines(
            NUMBERS,
            "{\"a\":1}",
            "",
            "{\"a\":",
            "{\"a\":2} x",
            "[1]",
            "17",
            "{\"a\":3}{\"a\":4}",
            "{\"a\":\"}",
            "{\"a\" 5}",
            "{\"a\":6}  \t\r");
    assertThat(outcome.rows()).hasToString("[[1, null], [6, null]]");
    assertThat(outcome.violations())
        .containsExactly(
            "line 3, row 2, '': expected one JSON object, found the end of the line within it",
            "line 4, row 3, '': expected one JSON object, found more behind it: 'x'",
            "line 5, row 4, '': expected one JSON object, found an array, '[1]'",
            "line 6, row 5, '': expected one JSON object, found text that begins with '17'",
            "line 7, row 6, '': expected one JSON object, found more behind it: '{\"a\":4}'",
            "line 8, row 7, '': expected one JSON object, found the end of the line within it",
            "line 9, row 8, '': expected one JSON object, found '5' where it cannot stand, near"
                + " character 6");
    assertThat(outcome.log().countsByKind()).isEqualTo(Map.of(ViolationKind.RECORD, 7L));
  }

  @Test
  void arrayInTheFirstRecordIsRefusedWithTheWayOut() {
    Outcome outcome = readLines(NUMBERS, "", "[{\"a\":1},", "{\"a\":2}]");
    assertThat(outcome.violations().getFirst())
        .isEqualTo(
            "line 2, row 1, '': expected one JSON object, found an array, '[{\"a\":1},'; a file that"
                + " is one array is read with --input-format json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "bad\n", "{\"a\":1}\n", "{\n"})
  void interruptEndsTheTextWhateverIsInIt(String line) {
    Thread.currentThread().interrupt();
    try {
      FirnException failure = readFailure(line.repeat(100_000).getBytes(StandardCharsets.UTF_8));
      assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void objectOverSeveralLinesIsBrokenOnEachOfThem() {
    Outcome outcome = readLines(NUMBERS, "{", "  \"a\": 1", "}", "{\"a\":2}");
    assertThat(outcome.rows()).hasToString("[[2, null]]");
    assertThat(outcome.violations()).hasSize(3);
  }

  @Test
  void valuesOfABrokenRecordAreTakenBackAtEveryDepth() {
    Schema nested =
        schema(
            "l",
            Types.ListType.ofOptional(10, Types.ListType.ofOptional(11, Types.StringType.get())),
            "m",
            Types.MapType.ofOptional(12, 13, Types.StringType.get(), Types.IntegerType.get()),
            "s",
            Types.StringType.get());
    Outcome outcome =
        readLines(
            nested,
            "{\"l\":[[\"a\"],[]],\"m\":{\"k\":1},\"s\":\"one\"}",
            "{\"l\":[[\"long text\",\"b\"],[\"c\"],null,[\"d\"]],\"m\":{\"x\":1,\"y\":2},\"s\":\"two\"",
            "{\"l\":[[\"e\"]],\"s\":\"three\",\"m\":null}",
            "{\"l\":[[\"f\",\"g\"],[\"h\"",
            "{\"m\":{}}",
            "{\"s\":\"last\", \"m\":{\"z\":1, \"zz\":");
    assertThat(outcome.rows())
        .hasToString("[[[[a], []], {k=1}, one], [[[e]], null, three], [null, {}, null]]");
    assertThat(outcome.log().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":NaN} | NaN, which is no number in JSON; write it as a string, \"NaN\"",
        "{\"a\":-Infinity} | -Infinity, which is no number in JSON; write it as a string,"
            + " \"-Infinity\"",
        "{\"a\":1,} | '}' where it cannot stand; a comma may stand before it, or a value is missing",
        "{'a':1} | ''' where it cannot stand; strings stand in double quotes",
        "{\"a\":'x'} | ''' where it cannot stand; strings stand in double quotes",
        "{a:1} | 'a' where it cannot stand",
        "{\"a\":1 /* note */} | '/' where it cannot stand; JSON has no comments",
        "{\"a\":1 # note} | '#' where it cannot stand; JSON has no comments",
        "{\"a\":01} | invalid numeric value: Leading zeroes not allowed",
        "{\"a\":+1} | '+' where it cannot stand",
        "{\"a\":.5} | '.' where it cannot stand",
        "{\"a\":1.} | '}' where it cannot stand",
        "{\"a\":True} | the word 'True'",
        "{\"a\":undefined} | the word 'undefined'",
        "{\"s\":\"a\tb\"} | a control character in a string; write it as an escape, such as \\n",
        "{\"s\":\"a\u0019b\"} | a control character in a string; write it as an escape",
        "{\"s\":\"\\x\"} | 'x'",
        "{\"s\":\"\\u12G4\"} | 'G' where it cannot stand",
        "{\"a\":1]} | ']'",
      })
  void whatJsonDoesNotAllowIsRefusedInPlainWords(String line, String found) {
    Outcome outcome = readLines(NUMBERS, line, "{\"a\":7}");
    assertThat(outcome.rows()).hasToString("[[7, null]]");
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst())
        .startsWith("line 1, row 1, '': expected one JSON object, found ")
        .contains(found)
        .doesNotContainIgnoringCase("source")
        .doesNotContain("Feature", "Jackson", "code ", "enable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\u0019\"a\":1}", "{\"a\":\u00191}", "{\"a\"\u0019:1}", "{\"a\":1\u0019}"})
  void controlCharactersBetweenTokensAreNamedByTheirCode(String line) {
    Outcome outcome = readLines(NUMBERS, line);
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst())
        .startsWith(
            "line 1, row 1, '': expected one JSON object, found a control character (code 25), near");
  }

  @Test
  void limitsOfARecordAreRefusedWithoutEndingTheText() {
    String deep = "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    String longNumber = "{\"a\":" + "1".repeat(1_001) + "}";
    String longKey = "{\"" + "k".repeat(50_001) + "\":1}";
    Outcome outcome = readLines(NUMBERS, deep, longNumber, longKey, "{\"a\":1}");
    assertThat(outcome.rows()).hasToString("[[1, null]]");
    assertThat(outcome.violations()).hasSize(4);
    assertThat(String.join("\n", outcome.violations()))
        .contains("brackets nested deeper than 1,000")
        .contains("a number of more than 1,000 characters")
        .contains("a key of more than 50,000 characters");
  }

  @Test
  void depthWithinTheLimitIsRead() {
    String deep = "{\"x\":" + "[".repeat(900) + "]".repeat(900) + "}";
    MatchOptions ignoring =
        new MatchOptions(MatchOptions.Names.EXACT, MatchOptions.UnknownColumns.IGNORED);
    assertThat(JsonFixtures.read(Form.LINES, NUMBERS, ignoring, deep).requireGood().rows())
        .hasSize(1);
  }

  @Test
  void linesLongerThanTheBufferAreRead() {
    String text = "x".repeat(300_000);
    Outcome outcome =
        readLines(
            NUMBERS, "{\"s\":\"" + text + "\"}", "{\"a\":1}", "{\"s\":\"é" + text + "\"}", "{}");
    assertThat(outcome.requireGood().rows().get(0).get(1)).isEqualTo(text);
    assertThat(outcome.rows().get(2).get(1)).isEqualTo("é" + text);
    assertThat(outcome.rows()).hasSize(4);
  }

  @Test
  void everyWayToCutTheTextIntoReadsGivesTheSame() {
    byte[] bytes =
        "{\"a\":1,\"s\":\"é€😀\\u00e9\\ud83d\\ude00\"}\r\n\n{\"a\":2}x\n{\"a\":3,\"s\":\"\"}"
            .getBytes(StandardCharsets.UTF_8);
    for (int chunk = 1; chunk < bytes.length; chunk++) {
      Outcome outcome =
          JsonFixtures.read(
              Form.LINES,
              NUMBERS,
              MatchOptions.STRICT,
              JsonFixtures.LIMITS,
              new SlowStream(bytes, chunk));
      assertThat(outcome.rows()).hasToString("[[1, é€😀é😀], [3, ]]");
      assertThat(outcome.violations())
          .containsExactly(
              "line 3, row 2, '': expected one JSON object, found more behind it: 'x'");
    }
  }

  @Test
  void batchesEndAtTheirRowsOrBytesRefusedRecordsCounted() {
    String[] lines = new String[10];
    for (int row = 0; row < lines.length; row++) {
      lines[row] = row == 4 ? "broken" : "{\"a\":" + row + "}";
    }
    String text = String.join("\n", lines);
    Outcome byRows =
        JsonFixtures.read(
            Form.LINES,
            NUMBERS,
            MatchOptions.STRICT,
            new TextLimits(4, 1 << 20),
            JsonFixtures.stream(text));
    assertThat(byRows.batchRows()).containsExactly(4, 3, 2);
    Outcome byBytes =
        JsonFixtures.read(
            Form.LINES,
            NUMBERS,
            MatchOptions.STRICT,
            new TextLimits(100, 32),
            JsonFixtures.stream(text));
    assertThat(byBytes.batchRows()).containsExactly(2, 2, 2, 2, 1);
    assertThat(byBytes.violations())
        .containsExactly(
            "line 5, row 5, '': expected one JSON object, found text that begins with 'broken'");
  }

  @Test
  void shortRecordsOfAWideTableCountWhatTheirColumnsTake() {
    Schema wide = schema("a", Types.LongType.get(), "b", Types.DoubleType.get());
    Outcome outcome =
        JsonFixtures.read(
            Form.LINES,
            wide,
            MatchOptions.STRICT,
            new TextLimits(1_000, 95),
            JsonFixtures.stream("{}\n".repeat(12)));
    assertThat(outcome.batchRows()).containsExactly(5, 5, 2);
  }

  @Test
  void bytesThatAreNotUtf8AreReportedWithTheirRecordAndEndTheText() {
    byte[] bytes =
        "{\"b\":1}\n\n{\"s\":\"caf\u00E9\"}\n{\"a\":2}".getBytes(StandardCharsets.ISO_8859_1);
    Outcome outcome =
        JsonFixtures.read(
            Form.LINES,
            NUMBERS,
            MatchOptions.STRICT,
            JsonFixtures.LIMITS,
            new ByteArrayInputStream(bytes));
    assertThat(outcome.rows()).hasToString("[[null, null]]");
    assertThat(outcome.violations()).hasSize(2);
    assertThat(outcome.violations().get(1))
        .startsWith("line 3, row 2, '': expected text in UTF-8, found the bytes \\xE9 on line 3;");
    assertThat(outcome.log().countsByKind()).containsEntry(ViolationKind.RECORD, 1L);
  }

  @Test
  void otherEncodingsAreNamed() {
    assertThat(readFailure("\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
        .hasMessageContaining("UTF-16");
    Outcome unmarked =
        JsonFixtures.read(
            Form.LINES,
            NUMBERS,
            MatchOptions.STRICT,
            JsonFixtures.LIMITS,
            new ByteArrayInputStream("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)));
    assertThat(unmarked.violations().getFirst()).contains("UTF-16");
  }

  private static FirnException readFailure(byte[] bytes) {
    return catchThrowableOfType(
        FirnException.class,
        () ->
            JsonFixtures.read(
                Form.LINES,
                NUMBERS,
                MatchOptions.STRICT,
                JsonFixtures.LIMITS,
                new ByteArrayInputStream(bytes)));
  }
}
