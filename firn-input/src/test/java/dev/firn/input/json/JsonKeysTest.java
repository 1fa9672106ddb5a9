package dev.firn.input.json;

import static dev.firn.input.json.JsonFixtures.readLines;
import static dev.firn.input.json.JsonFixtures.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.input.json.JsonFixtures.Form;
import dev.firn.input.json.JsonFixtures.Outcome;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How an object's keys find their columns and fields. */
final class JsonKeysTest {
  private static final MatchOptions ANY_CASE =
      new MatchOptions(Names.IGNORING_CASE, UnknownColumns.REFUSED);
  private static final MatchOptions ANY_KEY = new MatchOptions(Names.EXACT, UnknownColumns.IGNORED);
  private static final Types.StructType POINT =
      Types.StructType.of(
          Types.NestedField.optional(11, "x", Types.IntegerType.get()),
          Types.NestedField.optional(12, "y", Types.IntegerType.get()));
  private static final Schema TABLE =
      schema("delay", Types.IntegerType.get(), "Origin", Types.StringType.get(), "at", POINT);

  @Test
  void keysMayStandInAnyOrderAndBeMissing() {
    Outcome outcome =
        readLines(
            TABLE,
            "{\"at\":{\"y\":2,\"x\":1},\"Origin\":\"a\",\"delay\":3}",
            "{\"delay\":4}",
            "{\"Origin\":\"b\",\"at\":{\"x\":5}}",
            "{\"at\":{}}",
            "{}");
    assertThat(outcome.requireGood().rows())
        .hasToString(
            "[[3, a, {x=1, y=2}], [4, null, null], [null, b, {x=5, y=null}],"
                + " [null, null, {x=null, y=null}], [null, null, null]]");
  }

  @Test
  void unknownKeysAreRefusedAtEveryDepthWithTheNearestName() {
    Outcome outcome =
        readLines(TABLE, "{\"dela\":1,\"at\":{\"x\":1,\"zzzzz\":[{}],\"X\":2},\"origin\":\"a\"}");
    assertThat(outcome.violations())
        .containsExactly(
            "line 1, row 1, 'dela': expected a column of the table; the nearest is 'delay', found"
                + " a key that is unknown; --ignore-unknown passes over such keys",
            "line 1, row 1, 'at.zzzzz': expected a field of the struct, found a key that is"
                + " unknown; --ignore-unknown passes over such keys",
            "line 1, row 1, 'at.X': expected a field of the struct; the nearest is 'x', found a key"
                + " that is unknown; --ignore-unknown passes over such keys",
            "line 1, row 1, 'origin': expected a column of the table; the nearest is 'Origin',"
                + " found a key that is unknown; --ignore-unknown passes over such keys");
    assertThat(outcome.log().countsByKind()).isEqualTo(Map.of(ViolationKind.SCHEMA, 4L));
    assertThat(outcome.rows()).hasToString("[[null, null, {x=1, y=null}]]");
  }

  @Test
  void unknownKeysArePassedOverWithAllThatIsInThem() {
    Outcome outcome =
        JsonFixtures.read(
            Form.LINES,
            TABLE,
            ANY_KEY,
            "{\"u\":{\"a\":1,\"a\":[1,{\"b\":\"\\ud800\"}]},\"delay\":1,\"u\":2,"
                + "\"at\":{\"no\":null,\"x\":7},\"v\":[[]]}");
    assertThat(outcome.requireGood().rows()).hasToString("[[1, null, {x=7, y=null}]]");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsPassedOverMustStillBeJson(Form form) {
    Outcome outcome = JsonFixtures.read(form, TABLE, ANY_KEY, "{\"u\":{\"a\":[01]},\"delay\":1}");
    assertThat(outcome.rows()).isEmpty();
    assertThat(outcome.log().countsByKind()).isEqualTo(Map.of(ViolationKind.RECORD, 1L));
  }

  @Test
  void caseOfKeysCountsUnlessItIsIgnored() {
    String line = "{\"DELAY\":1,\"origin\":\"a\",\"At\":{\"X\":2,\"y\":3}}";
    assertThat(readLines(TABLE, line).log().count()).isEqualTo(3);
    assertThat(JsonFixtures.read(Form.LINES, TABLE, ANY_CASE, line).requireGood().rows())
        .hasToString("[[1, a, {x=2, y=3}]]");
  }

  @Test
  void keyThatIsWrittenExactlySoWinsOverOneThatDiffersInCase() {
    Schema both = schema("a", Types.IntegerType.get(), "A", Types.IntegerType.get());
    Outcome outcome = JsonFixtures.read(Form.LINES, both, ANY_CASE, "{\"A\":1,\"a\":2}");
    assertThat(outcome.requireGood().rows()).hasToString("[[2, 1]]");
  }

  @Test
  void keyGivenTwiceIsRefusedAtEveryDepth() {
    Outcome outcome =
        readLines(TABLE, "{\"delay\":1,\"at\":{\"x\":1,\"x\":\"bad\"},\"delay\":[2]}");
    assertThat(outcome.violations())
        .containsExactly(
            "line 1, row 1, 'at.x': expected each key once, found the key 'x' again",
            "line 1, row 1, 'delay': expected each key once, found the key 'delay' again");
    assertThat(outcome.log().countsByKind()).isEqualTo(Map.of(ViolationKind.RECORD, 2L));
    assertThat(outcome.rows()).hasToString("[[1, null, {x=1, y=null}]]");
  }

  @Test
  void keysThatMeetWithoutTheirCaseAreGivenTwice() {
    Outcome outcome = JsonFixtures.read(Form.LINES, TABLE, ANY_CASE, "{\"delay\":1,\"Delay\":2}");
    assertThat(outcome.violations())
        .containsExactly(
            "line 1, row 1, 'delay': expected each key once, found the key 'Delay' again");
  }

  @Test
  void keysAreReadWithTheirEscapesResolved() {
    Outcome outcome = readLines(TABLE, "{\"d\\u0065lay\":1,\"delay\":2}");
    assertThat(outcome.rows()).hasToString("[[1, null, null]]");
    assertThat(outcome.log().count()).isEqualTo(1);
  }

  @Test
  void missingKeyOfARequiredColumnIsReportedWithItsLine() {
    Schema required =
        new Schema(
            Types.NestedField.required(1, "n", Types.IntegerType.get()),
            Types.NestedField.optional(
                2,
                "p",
                Types.StructType.of(Types.NestedField.required(3, "q", Types.IntegerType.get()))));
    Outcome outcome =
        readLines(
            required,
            "{\"n\":1}",
            "",
            "{\"p\":{\"q\":1}}",
            "{\"n\":null,\"p\":{}}",
            "{\"n\":\"x\"}");
    assertThat(outcome.violations())
        .containsExactlyInAnyOrder(
            "line 3, row 2, 'n': expected a value, found null",
            "line 4, row 3, 'n': expected a value, found null",
            "line 4, row 3, 'p.q': expected a value, found null",
            "line 5, row 4, 'n': expected a whole number from -2147483648 to 2147483647, found"
                + " 'x'");
  }

  @Test
  void aMillionUnknownKeysAreCountedAndNotKept() {
    int lines = 1_000;
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (int line = 0; line < lines; line++) {
      text.append("{\"delay\":1");
      for (int key = 0; key < 1_000; key++) {
        text.append(",\"u").append(number++).append("\":0");
      }
      text.append("}\n");
    }
    Outcome outcome = JsonFixtures.read(Form.LINES, TABLE, MatchOptions.STRICT, text.toString());
    assertThat(outcome.log().count()).isEqualTo(1_000_000);
    assertThat(outcome.violations()).hasSize(20);
    assertThat(outcome.rows()).hasSize(lines);
  }
}
