package dev.firn.input.json;

import static dev.firn.input.json.JsonFixtures.readArray;
import static dev.firn.input.json.JsonFixtures.readLines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.input.json.JsonFixtures.Outcome;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in a column, or in a struct's field, whose key a record does not have. */
final class JsonDefaultsTest {
  private static final NestedField NUMBER = NestedField.optional(1, "i", Types.IntegerType.get());

  @Test
  void keyThatIsAbsentIsTheColumnsDefaultAndNullStaysNull() {
    Schema schema = new Schema(NUMBER, seven(NestedField.optional("j")));
    Outcome outcome = readLines(schema, "{\"i\":1}", "{\"i\":2,\"j\":null}", "{\"i\":3,\"j\":5}");
    assertThat(outcome.requireGood().rows()).hasToString("[[1, 7], [2, null], [3, 5]]");
    assertThat(readArray(schema, "[{},{\"j\":1}]").requireGood().rows())
        .hasToString("[[null, 7], [null, 1]]");
  }

  @Test
  void requiredColumnWithoutAKeyIsItsDefaultAndNullIsRefused() {
    Schema schema = new Schema(NUMBER, seven(NestedField.required("j")));
    Outcome outcome = readLines(schema, "{\"i\":1}", "{\"i\":2,\"j\":null}");
    assertThat(outcome.rows().getFirst()).hasToString("[1, 7]");
    assertThat(outcome.violations()).hasSize(1);
    assertThat(outcome.violations().getFirst()).startsWith("line 2, row 2, 'j'");
  }

  @Test
  void fieldsOfStructsHaveTheirDefaultsAndAbsentStructsAreNull() {
    Types.StructType struct =
        Types.StructType.of(
            NestedField.optional(10, "a", Types.IntegerType.get()),
            seven(NestedField.required("b")));
    Schema schema = new Schema(NestedField.optional(1, "s", struct));
    Outcome outcome = readLines(schema, "{\"s\":{\"a\":1}}", "{\"s\":{}}", "{\"s\":null}", "{}");
    assertThat(outcome.requireGood().rows())
        .hasToString("[[{a=1, b=7}], [{a=null, b=7}], [null], [null]]");
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void defaultOfEveryTypeIsWrittenAsTheValueItself(Type type, Literal<?> value, String text) {
    Schema schema =
        new Schema(
            NUMBER,
            NestedField.optional("d")
                .withId(2)
                .ofType(type)
                .withInitialDefault(value)
                .withWriteDefault(value)
                .build());
    Outcome outcome = readLines(schema, "{\"i\":1}", "{\"d\":" + text + "}");
    List<? extends List<?>> rows = outcome.requireGood().rows();
    assertThat(rows.getFirst().get(1)).isNotNull().isEqualTo(rows.getLast().get(1));
  }

  private static Stream<Arguments> defaults() {
    return Stream.of(
        Arguments.of(Types.BooleanType.get(), Literal.of(true), "true"),
        Arguments.of(Types.IntegerType.get(), Literal.of(Integer.MIN_VALUE), "-2147483648"),
        Arguments.of(Types.LongType.get(), Literal.of(Long.MAX_VALUE), "9223372036854775807"),
        Arguments.of(Types.FloatType.get(), Literal.of(1.4E-45f), "1e-45"),
        Arguments.of(Types.FloatType.get(), Literal.of(Float.NaN), "\"NaN\""),
        Arguments.of(Types.DoubleType.get(), Literal.of(-1.5e300), "-1.5e300"),
        Arguments.of(Types.DoubleType.get(), Literal.of(Double.NEGATIVE_INFINITY), "\"-Infinity\""),
        Arguments.of(
            Types.DecimalType.of(38, 3),
            Literal.of(new BigDecimal("-12345678901234567890123456789012345.678")),
            "-12345678901234567890123456789012345.678"),
        typed(Types.DateType.get(), "1969-12-31"),
        typed(Types.TimeType.get(), "23:59:59.000001"),
        typed(Types.TimestampType.withoutZone(), "1969-12-31T23:59:59.999999"),
        typed(Types.TimestampType.withZone(), "2026-01-31T12:30:00.5+00:00"),
        typed(Types.TimestampNanoType.withoutZone(), "2026-01-31T12:30:00.000000001"),
        typed(Types.TimestampNanoType.withZone(), "1969-12-31T23:59:59.999999999+00:00"),
        Arguments.of(Types.StringType.get(), Literal.of("a \"b\" é"), "\"a \\\"b\\\" é\""),
        Arguments.of(Types.StringType.get(), Literal.of(""), "\"\""),
        Arguments.of(
            Types.UUIDType.get(),
            Literal.of(UUID.fromString("f79c3e09-677c-4bbd-a479-3f349cb785e7")),
            "\"f79c3e09-677c-4bbd-a479-3f349cb785e7\""),
        Arguments.of(
            Types.FixedType.ofLength(3),
            Literal.of(ByteBuffer.wrap(new byte[] {1, 2, -1})).to(Types.FixedType.ofLength(3)),
            "\"AQL/\""),
        Arguments.of(
            Types.BinaryType.get(),
            Literal.of(ByteBuffer.wrap(new byte[] {1, 2, -1, 0})),
            "\"AQL/AA==\""));
  }

  private static Arguments typed(Type type, String text) {
    return Arguments.of(type, Literal.of(text).to(type), '"' + text + '"');
  }

  private static NestedField seven(NestedField.Builder field) {
    return field
        .withId(2)
        .ofType(Types.IntegerType.get())
        .withInitialDefault(Literal.of(7))
        .withWriteDefault(Literal.of(7))
        .build();
  }
}
