package dev.firn.input.json;

import static dev.firn.input.json.JsonFixtures.readLines;
import static dev.firn.input.json.JsonFixtures.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.input.json.JsonFixtures.Outcome;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays and objects as lists, structs and maps. */
final class NestedJsonTest {
  private static final Types.StructType ITEM =
      Types.StructType.of(
          Types.NestedField.required(11, "price", Types.DecimalType.of(9, 2)),
          Types.NestedField.optional(
              12, "tags", Types.ListType.ofOptional(13, Types.StringType.get())));
  private static final Schema ITEMS = schema("items", Types.ListType.ofOptional(10, ITEM));

  @Test
  void nullEmptyAndMissingListsAreToldApart() {
    Schema lists = schema("l", Types.ListType.ofOptional(10, Types.IntegerType.get()));
    Outcome outcome =
        readLines(
            lists, "{\"l\":[]}", "{\"l\":null}", "{}", "{\"l\":[null]}", "{\"l\":[1,null,2]}");
    assertThat(outcome.requireGood().rows())
        .hasToString("[[[]], [null], [null], [[null]], [[1, null, 2]]]");
  }

  @Test
  void nullStructHidesItsRequiredFields() {
    Outcome outcome =
        readLines(
            ITEMS,
            "{\"items\":[{\"price\":1.5,\"tags\":[\"a\"]},null,{\"price\":2}]}",
            "{\"items\":[null]}",
            "{\"items\":[{\"price\":3.25,\"tags\":null}]}");
    assertThat(outcome.requireGood().rows())
        .hasToString(
            "[[[{price=1.50, tags=[a]}, null, {price=2.00, tags=null}]], [[null]],"
                + " [[{price=3.25, tags=null}]]]");
  }

  @Test
  void violationsNameTheDottedPathAndAreReportedOnce() {
    Outcome outcome =
        readLines(
            ITEMS,
            "{\"items\":[{\"price\":1},{\"price\":\"x\"},{\"price\":{\"a\":[1]}}]}",
            "{\"items\":{\"price\":1}}",
            "{\"items\":[5,{\"price\":2,\"tags\":\"t\"}]}",
            "{\"items\":[{\"price\":1.234},{\"price\":null}]}");
    String price =
        "'items.element.price': expected decimal(9, 2): at most 7 digits before the point and 2"
            + " after, found ";
    assertThat(
            outcome.violations().stream()
                .map(text -> text.replace("decimal(9,2)", "decimal(9, 2)")))
        .containsExactlyInAnyOrder(
            "line 1, row 1, " + price + "'x'",
            "line 1, row 1, " + price + "an object",
            "line 2, row 2, 'items': expected an array, found an object",
            "line 3, row 3, 'items.element': expected an object, found the number 5",
            "line 3, row 3, 'items.element.tags': expected an array, found 't'",
            "line 4, row 4, " + price + "the number 1.234",
            "line 4, row 4, 'items.element.price': expected a value, found null");
    assertThat(outcome.log().countsByKind())
        .isEqualTo(Map.of(ViolationKind.VALUE, 6L, ViolationKind.NULL, 1L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":null} | {a=1, b=null}",
        "{} | {}",
        "null | null",
      })
  void objectsAreMapsOfText(String json, String expected) {
    Schema maps =
        schema(
            "m", Types.MapType.ofOptional(10, 11, Types.StringType.get(), Types.IntegerType.get()));
    assertThat(readLines(maps, "{\"m\":" + json + "}").requireGood().rows())
        .hasToString("[[" + expected + "]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int | {\"7\":\"x\",\"-8\":\"y\"} | {7=x, -8=y}",
        "boolean | {\"true\":\"x\",\"false\":\"y\"} | {true=x, false=y}",
        "decimal(5,2) | {\"1.50\":\"x\",\"2\":\"y\"} | {1.50=x, 2.00=y}",
        "double | {\"NaN\":\"x\",\"1.0E10\":\"y\"} | {NaN=x, 1.0E10=y}",
        "date | {\"1970-01-02\":\"x\"} | {1=x}",
        "timestamptz | {\"1970-01-01T00:00:00.000001Z\":\"x\"} | {1=x}",
        "binary | {\"AAE=\":\"x\"} | {0001=x}",
      })
  void keysOfMapsBecomeTheirTypeByTheRulesOfText(String type, String json, String expected) {
    Type key = Types.fromPrimitiveString(type);
    Schema maps = schema("m", Types.MapType.ofOptional(10, 11, key, Types.StringType.get()));
    assertThat(readLines(maps, "{\"m\":" + json + "}").requireGood().rows())
        .hasToString("[[" + expected + "]]");
  }

  @Test
  void nestedKeysAreGivenAsTheirJsonText() {
    Type key =
        Types.StructType.of(
            Types.NestedField.required(12, "x", Types.IntegerType.get()),
            Types.NestedField.optional(
                13, "l", Types.ListType.ofOptional(14, Types.StringType.get())));
    Schema maps = schema("m", Types.MapType.ofOptional(10, 11, key, Types.StringType.get()));
    Outcome outcome =
        readLines(
            maps,
            "{\"m\":{\"{\\\"x\\\":1,\\\"l\\\":[\\\"a\\\"]}\":\"v\",\"{\\\"x\\\":2}\":\"w\"}}",
            "{\"m\":{\"{\\\"x\\\":1}\":\"v\",\"{ \\\"x\\\" : 1 }\":\"w\"}}",
            "{\"m\":{\"{\\\"x\\\":1\":\"v\",\"\":\"w\",\"{\\\"x\\\":1}{}\":\"u\"}}");
    assertThat(outcome.rows().getFirst()).hasToString("[{{x=1, l=[a]}=v, {x=2, l=null}=w}]");
    assertThat(outcome.violations())
        .containsExactly(
            "line 2, row 2, 'm': expected each key once, found the key '{ \"x\" : 1 }' again",
            "line 3, row 3, 'm.key': expected the JSON text of a key, found '{\"x\":1'",
            "line 3, row 3, 'm.key': expected the JSON text of a key, found ''",
            "line 3, row 3, 'm.key': expected the JSON text of a key, found '{\"x\":1}{}'");
  }

  @Test
  void keysThatAreTheSameValueAreRefusedHoweverTheyAreWritten() {
    Schema maps =
        schema(
            "m",
            Types.MapType.ofOptional(10, 11, Types.DecimalType.of(9, 2), Types.IntegerType.get()),
            "s",
            Types.MapType.ofOptional(12, 13, Types.StringType.get(), Types.IntegerType.get()));
    Outcome outcome =
        readLines(
            maps,
            "{\"m\":{\"1\":1,\"1.0\":2,\"2\":3}}",
            "{\"s\":{\"a\":1,\"\\u0061\":2,\"A\":3}}",
            "{\"m\":{\"x\":1,\"y\":2}}",
            "{\"s\":{\"a\":1},\"m\":{\"1\":1}}");
    assertThat(outcome.violations()).hasSize(4);
    assertThat(outcome.violations().get(0))
        .isEqualTo("line 1, row 1, 'm': expected each key once, found the key '1.0' again");
    assertThat(outcome.violations().get(1))
        .isEqualTo("line 2, row 2, 's': expected each key once, found the key 'a' again");
    assertThat(outcome.violations().get(2)).startsWith("line 3, row 3, 'm.key': ");
    assertThat(outcome.violations().get(3)).startsWith("line 3, row 3, 'm.key': ");
  }

  @Test
  void everyKeyOfALargeMapIsComparedWithAllOthers() {
    Schema maps =
        schema(
            "m", Types.MapType.ofOptional(10, 11, Types.LongType.get(), Types.IntegerType.get()));
    StringBuilder text = new StringBuilder("{\"m\":{\"7\":0");
    for (int key = 0; key < 200_000; key++) {
      text.append(",\"").append(key).append("\":1");
    }
    Outcome outcome = readLines(maps, text + "}}", "{\"m\":{\"7\":1,\"8\":1}}");
    assertThat(outcome.violations())
        .containsExactly("line 1, row 1, 'm': expected each key once, found the key '7' again");
  }

  @Test
  void halvesOfSurrogatePairsAreRefused() {
    Schema text = schema("s", Types.StringType.get());
    Outcome outcome =
        readLines(
            text, "{\"s\":\"\\ud83d\\ude00\"}", "{\"s\":\"a\\ud800\"}", "{\"s\":\"\\ude00\"}");
    assertThat(outcome.rows().getFirst()).hasToString("[😀]");
    assertThat(outcome.log().countsByKind()).isEqualTo(Map.of(ViolationKind.VALUE, 2L));
  }

  @Test
  void columnsWithoutAFormInJsonAreRefusedBeforeAnythingIsRead() {
    Schema variants =
        schema(
            "v", Types.VariantType.get(),
            "l", Types.ListType.ofOptional(10, Types.GeometryType.crs84()),
            "s", Types.StringType.get());
    FirnException failure =
        catchThrowableOfType(FirnException.class, () -> readLines(variants, "{\"s\":\"a\"}"));
    assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(failure.violations())
        .extracting(Violation::column)
        .containsExactly("v", "l.element");
  }
}
