package dev.firn.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.table.TableName;
import dev.firn.engine.validate.BatchValidator;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type, given in each class that it takes, at each kind of place, beside null. */
class RowBufferTypesTest {
  private static final TableName TABLE = TableName.parse("ns.t");

  /** A type, what is given, and what Iceberg's classes of it are in the vector. */
  static Stream<Arguments> values() {
    UUID id = UUID.fromString("12151fd2-7586-11e9-8f9e-2a86e4085a59");
    byte[] bytes = {1, -1};
    ByteBuffer held = ByteBuffer.wrap(bytes);
    List<ByteBuffer> parts = List.of(held, held);
    return Stream.of(
        of(Types.BooleanType.get(), true, true),
        of(Types.BooleanType.get(), false, false),
        of(Types.IntegerType.get(), Integer.MIN_VALUE, Integer.MIN_VALUE),
        of(Types.LongType.get(), Long.MAX_VALUE, Long.MAX_VALUE),
        of(Types.LongType.get(), -5, -5L),
        of(Types.FloatType.get(), Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY),
        of(Types.DoubleType.get(), Double.MIN_VALUE, Double.MIN_VALUE),
        of(Types.DoubleType.get(), 0.1f, (double) 0.1f),
        of(
            Types.DecimalType.of(9, 2),
            new BigDecimal("-1234567.89"),
            new BigDecimal("-1234567.89")),
        of(Types.DecimalType.of(9, 2), new BigDecimal("1.5000"), new BigDecimal("1.50")),
        of(Types.DecimalType.of(9, 2), new BigDecimal("1E+6"), new BigDecimal("1000000.00")),
        of(Types.DecimalType.of(9, 2), new BigDecimal("0E+2000000000"), new BigDecimal("0.00")),
        of(Types.DecimalType.of(2, 2), new BigDecimal("0.99"), new BigDecimal("0.99")),
        of(Types.DecimalType.of(38, 0), ten(38), ten(38)),
        of(Types.DateType.get(), LocalDate.of(1969, 12, 31), -1),
        of(Types.TimeType.get(), LocalTime.of(23, 59, 59, 999_999_000), 86_399_999_999L),
        of(
            Types.TimestampType.withoutZone(),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59),
            -1_000_000L),
        of(Types.TimestampType.withZone(), Instant.ofEpochSecond(1, 1_000), 1_000_001L),
        of(Types.TimestampType.withZone(), OffsetDateTime.parse("1970-01-01T01:00:00+01:00"), 0L),
        of(Types.TimestampType.withZone(), micros(Long.MIN_VALUE), Long.MIN_VALUE),
        of(Types.TimestampType.withZone(), micros(Long.MAX_VALUE), Long.MAX_VALUE),
        of(Types.TimestampNanoType.withoutZone(), LocalDateTime.of(1970, 1, 1, 0, 0, 0, 1), 1L),
        of(Types.TimestampNanoType.withZone(), Instant.ofEpochSecond(-1, 1), -999_999_999L),
        of(Types.TimestampNanoType.withZone(), nanos(Long.MIN_VALUE), Long.MIN_VALUE),
        of(Types.TimestampNanoType.withZone(), nanos(Long.MAX_VALUE), Long.MAX_VALUE),
        of(Types.StringType.get(), "", ""),
        of(Types.StringType.get(), CharBuffer.wrap("ä🧊\0"), "ä🧊\0"),
        of(Types.StringType.get(), CharBuffer.wrap("xyz", 1, 2), "y"),
        of(Types.UUIDType.get(), id, id),
        of(Types.FixedType.ofLength(2), bytes, held),
        of(Types.FixedType.ofLength(2), held, held),
        of(Types.BinaryType.get(), bytes, held),
        of(Types.BinaryType.get(), ByteBuffer.wrap(new byte[] {9, 1, -1, 9}, 1, 2), held),
        of(Types.BinaryType.get(), new byte[0], ByteBuffer.allocate(0)),
        of(Types.GeometryType.crs84(), held, held),
        of(Types.GeographyType.crs84(), bytes, held),
        of(Types.VariantType.get(), new Object[] {bytes, held}, parts),
        of(Types.VariantType.get(), Map.of("value", held, "metadata", bytes), parts),
        of(struct(), new Object[] {7, null}, Arrays.asList(7, null)),
        of(struct(), Map.of("a", 7), Arrays.asList(7, null)),
        of(struct(), Map.of("b", "x", "a", 7), List.of(7, "x")),
        of(listOf(Types.IntegerType.get()), List.of(), List.of()),
        of(listOf(Types.IntegerType.get()), Arrays.asList(1, null, 3), Arrays.asList(1, null, 3)),
        of(listOf(Types.IntegerType.get()), Set.of(1), List.of(1)),
        of(listOf(Types.UnknownType.get()), Arrays.asList(null, null), Arrays.asList(null, null)),
        of(mapOf(Types.StringType.get()), Map.of("k", "v"), List.of(List.of("k", "v"))),
        of(mapOf(Types.StringType.get()), Map.of(), List.of()),
        of(
            mapOf(Types.LongType.get()),
            Collections.singletonMap(1, null),
            List.of(Arrays.asList(1L, null))));
  }

  private static Arguments of(Type type, Object given, Object held) {
    return Arguments.of(type, given, held);
  }

  private static BigDecimal ten(int digits) {
    return BigDecimal.TEN.pow(digits).subtract(BigDecimal.ONE);
  }

  private static Instant micros(long count) {
    return Instant.ofEpochSecond(
        Math.floorDiv(count, 1_000_000L), Math.floorMod(count, 1_000_000L) * 1_000);
  }

  private static Instant nanos(long count) {
    return Instant.ofEpochSecond(0, count);
  }

  private static Types.StructType struct() {
    return Types.StructType.of(
        Types.NestedField.required(50, "a", Types.IntegerType.get()),
        Types.NestedField.optional(51, "b", Types.StringType.get()));
  }

  private static Types.ListType listOf(Type element) {
    return Types.ListType.ofOptional(60, element);
  }

  private static Types.MapType mapOf(Type key) {
    return Types.MapType.ofOptional(70, 71, key, Types.StringType.get());
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void comesBackInARequiredColumn(Type type, Object given, Object held) {
    assertHeld(Types.NestedField.required(1, "c", type), rows(given), rows(held));
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void comesBackBesideNulls(Type type, Object given, Object held) {
    assertHeld(
        Types.NestedField.optional(1, "c", type),
        rows(null, given, null, given, null),
        rows(null, held, null, held, null));
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void comesBackInAStruct(Type type, Object given, Object held) {
    Types.StructType outer =
        Types.StructType.of(
            Types.NestedField.required(2, "r", type),
            Types.NestedField.optional(3, "o", again(type)));
    assertHeld(
        Types.NestedField.optional(1, "c", outer),
        rows(null, new Object[] {given, null}, Map.of("r", given, "o", given)),
        rows(null, Arrays.asList(held, null), List.of(held, held)));
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void comesBackInAList(Type type, Object given, Object held) {
    assertHeld(
        Types.NestedField.optional(1, "c", Types.ListType.ofOptional(2, type)),
        rows(List.of(given, given), null, List.of(), Arrays.asList(null, given, null)),
        rows(List.of(held, held), null, List.of(), Arrays.asList(null, held, null)));
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void comesBackInAListOfLists(Type type, Object given, Object held) {
    Types.ListType inner = Types.ListType.ofRequired(3, type);
    assertHeld(
        Types.NestedField.optional(1, "c", Types.ListType.ofOptional(2, inner)),
        rows(Arrays.asList(List.of(given), null, List.of()), List.of(List.of(given, given))),
        rows(Arrays.asList(List.of(held), null, List.of()), List.of(List.of(held, held))));
  }

  @ParameterizedTest(name = "{0} given {1}")
  @MethodSource("values")
  void comesBackAsAMapsKeyAndValue(Type type, Object given, Object held) {
    Types.MapType map = Types.MapType.ofOptional(2, 3, type, again(type));
    Map<Object, @Nullable Object> withoutValue = new HashMap<>();
    withoutValue.put(given, null);
    assertHeld(
        Types.NestedField.optional(1, "c", map),
        rows(Map.of(given, given), null, Map.of(), withoutValue),
        rows(List.of(List.of(held, held)), null, List.of(), List.of(Arrays.asList(held, null))));
  }

  @Test
  void takesOnlyNullsOfTheTypeUnknown() {
    assertHeld(
        Types.NestedField.optional(1, "c", Types.UnknownType.get()),
        rows(null, null),
        rows(null, null));
  }

  @Test
  void takesNullsWithNothingElseInTheBatch() {
    Types.ListType list = Types.ListType.ofOptional(2, again(struct()));
    assertHeld(Types.NestedField.optional(1, "c", list), rows(null, null), rows(null, null));
  }

  @Test
  void leavesTheCallersBufferWhereItWas() {
    ByteBuffer given = ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2);
    assertHeld(
        Types.NestedField.required(1, "c", Types.BinaryType.get()),
        rows(given),
        rows(ByteBuffer.wrap(new byte[] {2, 3})));
    assertThat(given.position()).isEqualTo(1);
    assertThat(given.remaining()).isEqualTo(2);
  }

  /** The same type with other ids, for a second place in one schema. */
  private static Type again(Type type) {
    return type.isNestedType()
        ? new Schema(
                TypeUtil.assignFreshIds(
                        Types.StructType.of(Types.NestedField.required(1, "c", type)),
                        new AtomicInteger(100)::incrementAndGet)
                    .asNestedType()
                    .asStructType()
                    .fields())
            .findType("c")
        : type;
  }

  private static List<@Nullable Object> rows(@Nullable Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  private static void assertHeld(
      Types.NestedField column, List<@Nullable Object> given, List<@Nullable Object> held) {
    Schema table = new Schema(column);
    try (BufferAllocator allocator = new RootAllocator();
        RowBuffer buffer = RowBuffer.of(TABLE, table, allocator)) {
      for (Object value : given) {
        buffer.add(new @Nullable Object[] {value});
      }
      VectorSchemaRoot root = buffer.take();
      ViolationLog log = ViolationLog.of("ns.t");
      ProjectedBatch batch = ProjectedBatch.of(new BatchOrigin("rows", 1), root);
      try (var valid = BatchValidator.of(table).check(batch, log).orElseThrow()) {
        List<@Nullable Object> found = new ArrayList<>();
        for (int row = 0; row < valid.rowCount(); row++) {
          found.add(TypedValues.read(root.getVector(0), column.type(), row));
        }
        assertThat(found).isEqualTo(held);
      }
    }
  }
}
