package dev.firn.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, in which words, and that the buffer stays as it was. */
class RowBufferRefusalTest {
  private static final TableName TABLE = TableName.parse("shop.orders");
  private static final String DECIMAL =
      "a BigDecimal of decimal(5, 2): at most 3 digits before the point and 2 after";
  private static final String MICROS = "in whole microseconds, as many as 64 bits count";
  private static final String NANOS = "from 1677 to 2262, as nanoseconds of 64 bits count";

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void leavesNoBufferBehind() {
    allocator.close();
  }

  /** A type, a value that it does not take, what is expected and what is found. */
  static Stream<Arguments> values() {
    return Stream.of(
        of(Types.BooleanType.get(), "true", "a Boolean", "String 'true'"),
        of(Types.BooleanType.get(), 1, "a Boolean", "Integer 1"),
        of(Types.IntegerType.get(), 1L, "an Integer", "Long 1"),
        of(Types.IntegerType.get(), (short) 1, "an Integer", "Short 1"),
        of(Types.IntegerType.get(), 'x', "an Integer", "Character x"),
        of(Types.LongType.get(), 1.0, "a Long or Integer", "Double 1.0"),
        of(Types.LongType.get(), (byte) 1, "a Long or Integer", "Byte 1"),
        of(Types.LongType.get(), BigInteger.ONE, "a Long or Integer", "BigInteger 1"),
        of(
            Types.LongType.get(),
            BigInteger.TWO.pow(1000),
            "a Long or Integer",
            "BigInteger of 1001 bits"),
        of(Types.FloatType.get(), 0.5, "a Float", "Double 0.5"),
        of(Types.FloatType.get(), 1, "a Float", "Integer 1"),
        of(Types.DoubleType.get(), 1, "a Double or Float", "Integer 1"),
        of(Types.DoubleType.get(), BigDecimal.ONE, "a Double or Float", "BigDecimal 1"),
        of(Types.DecimalType.of(5, 2), 1, DECIMAL, "Integer 1"),
        of(Types.DecimalType.of(5, 2), new BigDecimal("1.234"), DECIMAL, "BigDecimal 1.234"),
        of(Types.DecimalType.of(5, 2), new BigDecimal("1000"), DECIMAL, "BigDecimal 1000"),
        of(Types.DecimalType.of(5, 2), new BigDecimal("-1000.00"), DECIMAL, "BigDecimal -1000.00"),
        of(
            Types.DecimalType.of(5, 2),
            new BigDecimal("1E+2000000000"),
            DECIMAL,
            "BigDecimal 1E+2000000000"),
        of(
            Types.DecimalType.of(5, 2),
            new BigDecimal("1E-2000000000"),
            DECIMAL,
            "BigDecimal 1E-2000000000"),
        of(
            Types.DecimalType.of(5, 2),
            BigDecimal.TEN.pow(200),
            DECIMAL,
            "BigDecimal of 201 digits"),
        of(
            Types.DateType.get(),
            "2001-01-31",
            "a LocalDate whose days since 1970 fit 32 bits",
            "String '2001-01-31'"),
        of(
            Types.DateType.get(),
            LocalDate.ofEpochDay(Integer.MAX_VALUE + 1L),
            "a LocalDate whose days since 1970 fit 32 bits",
            "LocalDate +5881580-07-12"),
        of(
            Types.TimeType.get(),
            LocalTime.of(1, 2, 3, 4_001),
            "a LocalTime in whole microseconds",
            "LocalTime 01:02:03.000004001"),
        of(Types.TimeType.get(), 5L, "a LocalTime in whole microseconds", "Long 5"),
        of(
            Types.TimestampType.withoutZone(),
            LocalDateTime.of(2001, 1, 31, 0, 0, 0, 1),
            "a LocalDateTime " + MICROS,
            "LocalDateTime 2001-01-31T00:00:00.000000001"),
        of(
            Types.TimestampType.withoutZone(),
            LocalDateTime.of(300_000, 1, 1, 0, 0),
            "a LocalDateTime " + MICROS,
            "LocalDateTime +300000-01-01T00:00"),
        of(
            Types.TimestampType.withoutZone(),
            Instant.EPOCH,
            "a LocalDateTime " + MICROS,
            "Instant 1970-01-01T00:00:00Z"),
        of(
            Types.TimestampType.withZone(),
            LocalDateTime.of(2001, 1, 31, 0, 0),
            "an Instant or OffsetDateTime " + MICROS,
            "LocalDateTime 2001-01-31T00:00"),
        of(
            Types.TimestampType.withZone(),
            OffsetDateTime.parse("2001-01-31T00:00:00.0000001Z"),
            "an Instant or OffsetDateTime " + MICROS,
            "OffsetDateTime 2001-01-31T00:00:00.000000100Z"),
        of(
            Types.TimestampType.withZone(),
            Instant.ofEpochSecond(Math.floorDiv(Long.MIN_VALUE, 1_000_000L), 224_191_000),
            "an Instant or OffsetDateTime " + MICROS,
            "Instant -290308-12-21T19:59:05.224191Z"),
        of(
            Types.TimestampType.withZone(),
            Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000, 775_808_000),
            "an Instant or OffsetDateTime " + MICROS,
            "Instant +294247-01-10T04:00:54.775808Z"),
        of(
            Types.TimestampNanoType.withZone(),
            Instant.ofEpochSecond(0, Long.MIN_VALUE).minusNanos(1),
            "an Instant or OffsetDateTime " + NANOS,
            "Instant 1677-09-21T00:12:43.145224191Z"),
        of(
            Types.TimestampNanoType.withoutZone(),
            LocalDateTime.of(2263, 1, 1, 0, 0),
            "a LocalDateTime " + NANOS,
            "LocalDateTime 2263-01-01T00:00"),
        of(Types.StringType.get(), 1, "a CharSequence of valid Unicode", "Integer 1"),
        of(
            Types.StringType.get(),
            "a\n\uD83E",
            "a CharSequence of valid Unicode",
            "String 'a\\u000A\\uD83E'"),
        of(
            Types.StringType.get(),
            "\uDC00\uD800" + "🧊".repeat(60),
            "a CharSequence of valid Unicode",
            "String '\\uDC00\\uD800" + "🧊".repeat(49) + "… (122 characters)'"),
        of(
            Types.UUIDType.get(),
            "12151fd2-7586-11e9-8f9e-2a86e4085a59",
            "a UUID",
            "String '12151fd2-7586-11e9-8f9e-2a86e4085a59'"),
        of(Types.UUIDType.get(), new byte[16], "a UUID", "byte[] of 16 bytes"),
        of(
            Types.FixedType.ofLength(4),
            new byte[5],
            "a byte[] or ByteBuffer of exactly 4 bytes",
            "byte[] of 5 bytes"),
        of(
            Types.FixedType.ofLength(4),
            ByteBuffer.allocate(3),
            "a byte[] or ByteBuffer of exactly 4 bytes",
            "ByteBuffer of 3 bytes"),
        of(Types.BinaryType.get(), "AQ==", "a byte[] or ByteBuffer", "String 'AQ=='"),
        of(
            Types.GeometryType.crs84(),
            "POINT (1 2)",
            "a byte[] or ByteBuffer that holds a shape as well-known binary",
            "String 'POINT (1 2)'"),
        of(
            Types.GeographyType.crs84(),
            new UUID(0, 0),
            "a byte[] or ByteBuffer that holds a shape as well-known binary",
            "UUID 00000000-0000-0000-0000-000000000000"),
        of(
            Types.VariantType.get(),
            "x",
            "a Map or Object[] of the variant's metadata and value",
            "String 'x'"),
        of(
            struct(),
            List.of(1),
            "a Map or Object[] of the struct's fields",
            "Collection of 1 elements"),
        of(
            Types.ListType.ofOptional(9, Types.IntegerType.get()),
            new int[] {1},
            "a Collection",
            "an object of class int[]"),
        of(
            Types.ListType.ofOptional(9, Types.IntegerType.get()),
            new Object[] {1, 2},
            "a Collection",
            "Object[] of 2 values"),
        of(map(Types.StringType.get()), List.of(), "a Map", "Collection of 0 elements"),
        of(Types.IntegerType.get(), Map.of(1, 2), "an Integer", "Map of 1 entries"),
        of(Types.IntegerType.get(), true, "an Integer", "Boolean true"));
  }

  private static Arguments of(Type type, Object given, String expected, String found) {
    return Arguments.of(type, given, expected, found);
  }

  private static Types.StructType struct() {
    return Types.StructType.of(
        Types.NestedField.required(20, "a", Types.IntegerType.get()),
        Types.NestedField.optional(21, "beta", Types.StringType.get()));
  }

  private static Types.MapType map(Type key) {
    return Types.MapType.ofOptional(30, 31, key, Types.IntegerType.get());
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void refusesWhatIsNotExactlyAValue(Type type, Object given, String expected, String found) {
    assertThat(refusal(Types.NestedField.optional(1, "c", type), given).violations())
        .containsExactly(Violation.ofRow(1, "c", expected, found));
  }

  @Test
  void refusesEveryValueOfTheTypeUnknown() {
    FirnException refusal = refusal(Types.NestedField.optional(1, "c", Types.UnknownType.get()), 1);
    assertThat(refusal.violations())
        .containsExactly(
            Violation.ofRow(1, "c", "no value, because the column's type is unknown", "Integer 1"));
  }

  @Test
  void refusesNullWhereAValueIsRequired() {
    Types.StructType inner =
        Types.StructType.of(
            Types.NestedField.required(2, "s", struct()),
            Types.NestedField.required(
                3, "l", Types.ListType.ofRequired(4, Types.IntegerType.get())),
            Types.NestedField.required(
                5,
                "m",
                Types.MapType.ofRequired(6, 7, Types.StringType.get(), Types.DateType.get())),
            Types.NestedField.required(8, "v", Types.VariantType.get()),
            Types.NestedField.required(9, "n", Types.TimeType.get()));
    FirnException refusal =
        refusal(
            Types.NestedField.required(1, "c", inner),
            (Object)
                new @Nullable Object[] {
                  Map.of("beta", "x"),
                  Arrays.asList(1, null),
                  Collections.singletonMap(null, null),
                  new @Nullable Object[] {null, new byte[0]},
                  null
                });
    assertThat(refusal.violations())
        .containsExactly(
            Violation.ofRow(1, "c.s.a", "a value", "null"),
            Violation.ofRow(1, "c.l.element", "a value", "null"),
            Violation.ofRow(1, "c.m.key", "a key", "null"),
            Violation.ofRow(1, "c.m.value", "a value", "null"),
            Violation.ofRow(1, "c.v.metadata", "a value", "null"),
            Violation.ofRow(1, "c.n", "a value", "null"));
    assertThat(refusal.violationCountsByKind()).isEqualTo(Map.of(ViolationKind.NULL, 6L));
  }

  @Test
  void refusesNullInARequiredColumn() {
    Types.NestedField column = Types.NestedField.required(1, "c", struct());
    assertThat(refusal(column, (Object) null).violations())
        .containsExactly(Violation.ofRow(1, "c", "a value", "null"));
  }

  @Test
  void refusesNamesThatNoFieldHas() {
    Types.NestedField column = Types.NestedField.optional(1, "c", struct());
    assertThat(refusal(column, Map.of("a", 1, "Beta", "x")).violations())
        .containsExactly(
            Violation.ofRow(
                1,
                "c.Beta",
                "a field of the struct; the nearest is 'beta'",
                "a name that is unknown"));
    assertThat(refusal(column, Map.of("a", 1, 5, "x")).violations())
        .containsExactly(Violation.ofRow(1, "c", "the name of a field of the struct", "Integer 5"));
    assertThat(refusal(column, Collections.singletonMap(null, 1)).violations())
        .contains(Violation.ofRow(1, "c", "the name of a field of the struct", "null"));
  }

  @Test
  void refusesAnotherNumberOfFields() {
    Types.NestedField column = Types.NestedField.optional(1, "c", struct());
    FirnException refusal = refusal(column, (Object) new Object[] {1});
    assertThat(refusal.violations())
        .containsExactly(Violation.ofRow(1, "c", "2 values, one for each field", "1 values"));
    assertThat(refusal.violationCountsByKind()).isEqualTo(Map.of(ViolationKind.RECORD, 1L));
  }

  /** Keys that are two in Java and one in the column. */
  static Stream<Arguments> sameKeys() {
    byte[] bytes = {1};
    return Stream.of(
        Arguments.of(Types.LongType.get(), 1, 1L),
        Arguments.of(Types.DoubleType.get(), 1.0, 1.0f),
        Arguments.of(Types.DecimalType.of(5, 2), new BigDecimal("1.0"), new BigDecimal("1")),
        Arguments.of(Types.BinaryType.get(), bytes, bytes.clone()),
        Arguments.of(Types.FixedType.ofLength(1), bytes, ByteBuffer.wrap(bytes)),
        Arguments.of(Types.StringType.get(), "a", CharBuffer.wrap("a")),
        Arguments.of(
            Types.TimestampType.withZone(),
            Instant.EPOCH,
            OffsetDateTime.parse("1970-01-01T01:00:00+01:00")),
        Arguments.of(struct(), Map.of("a", 1), new @Nullable Object[] {1, null}),
        Arguments.of(Types.ListType.ofOptional(40, Types.LongType.get()), List.of(1L), List.of(1)));
  }

  @ParameterizedTest(name = "{0}: {1} and {2}")
  @MethodSource("sameKeys")
  void refusesKeysThatTheColumnCannotTellApart(Type type, Object one, Object other) {
    Map<Object, Object> given = new LinkedHashMap<>();
    given.put(one, 1);
    given.put(other, 2);
    FirnException refusal = refusal(Types.NestedField.optional(1, "c", map(type)), given);
    assertThat(refusal.violationCountsByKind()).isEqualTo(Map.of(ViolationKind.RECORD, 1L));
    Violation violation = refusal.violations().getFirst();
    assertThat(violation.column()).isEqualTo("c");
    assertThat(violation.expected()).isEqualTo("each key once");
    assertThat(violation.found()).startsWith("the key ").endsWith(" again");
  }

  @Test
  void namesAllThatIsWrongWithARow() {
    Schema table =
        new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "day", Types.DateType.get()),
            Types.NestedField.optional(
                3, "tags", Types.ListType.ofRequired(4, Types.StringType.get())));
    try (RowBuffer buffer = RowBuffer.of(TABLE, table, allocator)) {
      buffer.add(1, null, List.of("a"));
      buffer.add(2, null, List.of("b"));
      FirnException refusal =
          catchThrowableOfType(
              FirnException.class, () -> buffer.add(null, 5, Arrays.asList("x", 1, null)));
      assertThat(refusal.code()).isEqualTo(ErrorCode.DATA_REFUSED);
      assertThat(refusal)
          .hasMessage(
              "Row 3 for table 'shop.orders': expected every value to fit, found 4 violations"
                  + " (value: 2, null: 2). The first is in column 'id': expected a value, found"
                  + " null. The row was not added, the rows before it are kept; correct it or"
                  + " change the table.");
      assertThat(refusal.violations())
          .extracting(Violation::column)
          .containsExactly("id", "day", "tags.element", "tags.element");
      assertThat(refusal.violationCount()).isEqualTo(4);
      assertThat(refusal.violationCountsByKind())
          .isEqualTo(Map.of(ViolationKind.VALUE, 2L, ViolationKind.NULL, 2L));
      assertThat(buffer.rowCount()).isEqualTo(2);
    }
  }

  @Test
  void keepsABoundedNumberOfViolationsAndCountsAll() {
    Types.NestedField column =
        Types.NestedField.optional(1, "c", Types.ListType.ofRequired(2, Types.IntegerType.get()));
    FirnException refusal = refusal(column, Collections.nCopies(5_000, "x"));
    assertThat(refusal.violations()).hasSize(200);
    assertThat(refusal.violationCount()).isEqualTo(5_000);
  }

  @Test
  void refusesAnotherNumberOfValuesThanColumns() {
    try (RowBuffer buffer = RowBuffer.of(TABLE, new Schema(struct().fields()), allocator)) {
      assertThatThrownBy(() -> buffer.add(1))
          .hasMessageContaining("found 1 violation (record: 1). The first: expected 2 values, one")
          .hasMessageContaining("for each column, found 1 values.");
      assertThatThrownBy(() -> buffer.add(1, "x", 2)).hasMessageContaining("found 3 values");
      assertThatThrownBy(() -> buffer.add()).hasMessageContaining("found 0 values");
    }
  }

  @Test
  void refusesNamesThatNoColumnHas() {
    try (RowBuffer buffer = RowBuffer.of(TABLE, new Schema(struct().fields()), allocator)) {
      FirnException refusal =
          catchThrowableOfType(FirnException.class, () -> buffer.add(Map.of("A", 1, "a", 1)));
      assertThat(refusal.violations())
          .containsExactly(
              Violation.ofRow(
                  1, "A", "a column of the table; the nearest is 'a'", "a name that is unknown"));
      assertThat(refusal.violationCountsByKind()).isEqualTo(Map.of(ViolationKind.SCHEMA, 1L));
    }
  }

  /** Adds a value to a table of one column that must refuse it, and looks that nothing changed. */
  private FirnException refusal(Types.NestedField column, @Nullable Object given) {
    try (RowBuffer buffer = RowBuffer.of(TABLE, new Schema(column), allocator)) {
      FirnException refusal =
          catchThrowableOfType(
              FirnException.class, () -> buffer.add(new @Nullable Object[] {given}));
      assertThat(refusal.code()).isEqualTo(ErrorCode.DATA_REFUSED);
      assertThat(buffer.rowCount()).isZero();
      assertThat(buffer.bufferBytes()).isZero();
      assertThat(allocator.getAllocatedMemory()).isZero();
      return refusal;
    }
  }
}
