package dev.firn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SourceMatchTest {
  private static final ArrowType INT8 = new ArrowType.Int(8, true);
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
  private static final MatchOptions NO_CASE =
      new MatchOptions(Names.IGNORING_CASE, UnknownColumns.REFUSED);
  private static final MatchOptions NO_UNKNOWN =
      new MatchOptions(Names.EXACT, UnknownColumns.IGNORED);

  static Stream<Arguments> tableTypesAndAllThatTheyTake() {
    return Stream.of(
        takes(Types.BooleanType.get(), "Bool"),
        takes(Types.IntegerType.get(), "int8 int16 int32 uint8 uint16"),
        takes(Types.LongType.get(), "int8 int16 int32 int64 uint8 uint16 uint32"),
        takes(Types.FloatType.get(), "half float"),
        takes(Types.DoubleType.get(), "half float double"),
        takes(Types.DecimalType.of(9, 2), "dec9.2 dec5.2"),
        takes(Types.DateType.get(), "day date64"),
        takes(Types.TimeType.get(), "time.s time.ms time.us"),
        takes(Types.TimestampType.withoutZone(), "ts.s ts.ms ts.us"),
        takes(Types.TimestampType.withZone(), "tz.s tz.ms tz.us"),
        takes(Types.TimestampNanoType.withoutZone(), "ts.ns"),
        takes(Types.TimestampNanoType.withZone(), "tz.ns"),
        takes(Types.StringType.get(), "utf8 largeUtf8 utf8View"),
        takes(Types.BinaryType.get(), "binary largeBinary binaryView"),
        takes(Types.FixedType.ofLength(8), "fixed8"),
        takes(Types.UUIDType.get(), "fixed16"),
        takes(Types.GeometryType.crs84(), ""),
        takes(Types.VariantType.get(), ""));
  }

  private static final Map<String, ArrowType> ARROW_TYPES =
      Map.ofEntries(
          Map.entry("Bool", ArrowType.Bool.INSTANCE),
          Map.entry("int8", INT8),
          Map.entry("int16", new ArrowType.Int(16, true)),
          Map.entry("int32", INT32),
          Map.entry("int64", INT64),
          Map.entry("uint8", new ArrowType.Int(8, false)),
          Map.entry("uint16", new ArrowType.Int(16, false)),
          Map.entry("uint32", new ArrowType.Int(32, false)),
          Map.entry("uint64", new ArrowType.Int(64, false)),
          Map.entry("half", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)),
          Map.entry("float", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
          Map.entry("double", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
          Map.entry("dec9.2", new ArrowType.Decimal(9, 2, 128)),
          Map.entry("dec5.2", new ArrowType.Decimal(5, 2, 128)),
          Map.entry("dec10.2", new ArrowType.Decimal(10, 2, 128)),
          Map.entry("dec9.3", new ArrowType.Decimal(9, 3, 128)),
          Map.entry("dec9.1", new ArrowType.Decimal(9, 1, 128)),
          Map.entry("dec256", new ArrowType.Decimal(9, 2, 256)),
          Map.entry("day", new ArrowType.Date(DateUnit.DAY)),
          Map.entry("date64", new ArrowType.Date(DateUnit.MILLISECOND)),
          Map.entry("time.s", new ArrowType.Time(TimeUnit.SECOND, 32)),
          Map.entry("time.ms", new ArrowType.Time(TimeUnit.MILLISECOND, 32)),
          Map.entry("time.us", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
          Map.entry("time.ns", new ArrowType.Time(TimeUnit.NANOSECOND, 64)),
          Map.entry("ts.s", new ArrowType.Timestamp(TimeUnit.SECOND, null)),
          Map.entry("ts.ms", new ArrowType.Timestamp(TimeUnit.MILLISECOND, null)),
          Map.entry("ts.us", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
          Map.entry("ts.ns", new ArrowType.Timestamp(TimeUnit.NANOSECOND, null)),
          Map.entry("tz.s", new ArrowType.Timestamp(TimeUnit.SECOND, "UTC")),
          Map.entry("tz.ms", new ArrowType.Timestamp(TimeUnit.MILLISECOND, "+02:00")),
          Map.entry("tz.us", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin")),
          Map.entry("tz.ns", new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC")),
          Map.entry("utf8", UTF8),
          Map.entry("largeUtf8", ArrowType.LargeUtf8.INSTANCE),
          Map.entry("utf8View", ArrowType.Utf8View.INSTANCE),
          Map.entry("binary", ArrowType.Binary.INSTANCE),
          Map.entry("largeBinary", ArrowType.LargeBinary.INSTANCE),
          Map.entry("binaryView", ArrowType.BinaryView.INSTANCE),
          Map.entry("fixed8", new ArrowType.FixedSizeBinary(8)),
          Map.entry("fixed16", new ArrowType.FixedSizeBinary(16)),
          Map.entry("duration", new ArrowType.Duration(TimeUnit.SECOND)),
          Map.entry("struct", ArrowType.Struct.INSTANCE));

  private static Arguments takes(Type table, String sources) {
    return Arguments.of(table, Arrays.asList(sources.split(" ")));
  }

  @ParameterizedTest
  @MethodSource("tableTypesAndAllThatTheyTake")
  void takesExactlyWhatLosesNothing(Type table, List<String> taken) {
    ARROW_TYPES.forEach(
        (word, type) ->
            assertThat(fits(table, field("c", type)))
                .as("%s into %s", word, table)
                .isEqualTo(taken.contains(word)));
  }

  @Test
  void takesOnlyNullsForAnyType() {
    tableTypesAndAllThatTheyTake()
        .forEach(
            arguments ->
                assertThat(fits((Type) arguments.get()[0], field("c", ArrowType.Null.INSTANCE)))
                    .isTrue());
  }

  @Test
  void takesBinaryForFixedOnlyIfItsLengthIsDeclared() {
    Type fixed = Types.FixedType.ofLength(8);

    assertThat(fits(fixed, declared("8"))).isTrue();
    assertThat(fits(fixed, declared("9"))).isFalse();
    assertThat(fits(Types.UUIDType.get(), declared("16"))).isTrue();
  }

  @Test
  void takesAnExtensionOnlyForTheTypeItNames() {
    Field uuid = ArrowMapping.toArrow(optional(1, "c", Types.UUIDType.get()));
    Field geometry = ArrowMapping.toArrow(optional(1, "c", Types.GeometryType.crs84()));
    Field variant = ArrowMapping.toArrow(optional(1, "c", Types.VariantType.get()));

    assertThat(fits(Types.UUIDType.get(), uuid)).isTrue();
    assertThat(fits(Types.FixedType.ofLength(16), uuid)).isFalse();
    assertThat(fits(Types.GeometryType.crs84(), geometry)).isTrue();
    assertThat(fits(Types.GeometryType.of("srid:3857"), geometry)).isFalse();
    assertThat(fits(Types.BinaryType.get(), geometry)).isFalse();
    assertThat(fits(Types.VariantType.get(), variant)).isTrue();
    assertThat(fits(Types.IntegerType.get(), extended("arrow.bool8", INT8))).isFalse();
    assertThat(fits(Types.BooleanType.get(), extended("arrow.bool8", INT8))).isTrue();
    assertThat(fits(Types.BooleanType.get(), extended("arrow.bool8", UTF8))).isFalse();
    assertThat(fits(Types.StringType.get(), extended("arrow.json", UTF8))).isTrue();
  }

  @Test
  void namesEveryDifferenceAtOnce() {
    Schema table =
        new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.required(2, "origin", Types.StringType.get()),
            optional(3, "delay", Types.DoubleType.get()));
    FirnException e =
        refusal(
            table, MatchOptions.STRICT, field("id", INT64), field("orgin", UTF8), field("x", UTF8));

    assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(e.violationCount()).isEqualTo(4);
    assertThat(e.violations())
        .containsExactly(
            difference("id", "int", "int64"),
            difference("origin", "required string", "no such column; the nearest is 'orgin'"),
            difference("orgin", "a column of the table; the nearest is 'origin'", "string"),
            difference("x", "a column of the table", "string"));
    assertThat(e)
        .hasMessage(
            "Source 'a.parquet' for table 'air.flights': expected its columns, found 4 differences."
                + " The first: column 'id', expected int, found int64. Use --ignore-unknown to leave"
                + " out columns that the table does not have. Nothing was read; change the source or"
                + " the table.");
  }

  @Test
  void namesNestedDifferencesByPath() {
    Schema table =
        new Schema(
            optional(
                1,
                "a",
                Types.StructType.of(
                    Types.NestedField.required(2, "x", Types.LongType.get()),
                    optional(3, "l", Types.ListType.ofOptional(4, Types.IntegerType.get())),
                    optional(
                        5,
                        "m",
                        Types.MapType.ofOptional(
                            6, 7, Types.StringType.get(), Types.IntegerType.get())))));
    Field element = field("item", UTF8);
    Field entry =
        new Field(
            "entries",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            List.of(new Field("k", FieldType.notNullable(INT8), List.of()), field("v", INT64)));
    Field struct =
        nested(
            "a",
            ArrowType.Struct.INSTANCE,
            nested("l", ArrowType.List.INSTANCE, element),
            nested("m", new ArrowType.Map(false), entry),
            field("y", INT32));

    assertThat(refusal(table, MatchOptions.STRICT, struct).violations())
        .extracting(Violation::column)
        .containsExactly("a.x", "a.l.element", "a.m.key", "a.m.value", "a.y");
  }

  @Test
  void refusesANestedColumnForAFlatOneAndTheOtherWayRound() {
    Field struct = nested("c", ArrowType.Struct.INSTANCE, field("x", INT32));
    Type structType = Types.StructType.of(optional(2, "x", Types.IntegerType.get()));

    assertThat(fits(Types.StringType.get(), struct)).isFalse();
    assertThat(fits(structType, field("c", UTF8))).isFalse();
    assertThat(fits(structType, struct)).isTrue();
    assertThat(fits(Types.ListType.ofOptional(2, Types.LongType.get()), struct)).isFalse();
  }

  @Test
  void takesListsOfAnyLayout() {
    Type list = Types.ListType.ofOptional(2, Types.LongType.get());

    assertThat(fits(list, nested("c", ArrowType.List.INSTANCE, field("i", INT32)))).isTrue();
    assertThat(fits(list, nested("c", ArrowType.LargeList.INSTANCE, field("i", INT32)))).isTrue();
    assertThat(fits(list, nested("c", new ArrowType.FixedSizeList(3), field("i", INT32)))).isTrue();
  }

  @Test
  void matchesCaseUnlessTold() {
    Schema table = new Schema(Types.NestedField.required(1, "Id", Types.LongType.get()));

    FirnException e = refusal(table, MatchOptions.STRICT, field("ID", INT64));
    assertThat(e).hasMessageContaining("Use --ignore-case to match names without case.");
    assertThat(e).hasMessageNotContaining("--ignore-unknown");
    assertThat(match(table, NO_CASE, field("ID", INT64)).sourceColumns()).containsExactly("ID");
  }

  @Test
  void refusesNamesThatCannotBeToldApart() {
    Schema table = new Schema(optional(1, "a", Types.LongType.get()));

    assertThat(refusal(table, NO_CASE, field("a", INT64), field("A", INT64)).violations())
        .containsExactly(difference("a", "one column of this name", "2 columns: a, A"));
    assertThat(refusal(table, MatchOptions.STRICT, field("a", INT64), field("a", INT64)))
        .hasMessageContaining("2 columns: a, a");
  }

  @Test
  void leavesUnknownColumnsOutIfTold() {
    Schema table = new Schema(optional(1, "a", Types.LongType.get()));
    SourceMatch match = match(table, NO_UNKNOWN, field("x", INT64), field("a", INT64));

    assertThat(match.sourceColumns()).containsExactly("a");
    assertThat(match.table()).isSameAs(table);
  }

  @Test
  void takesANullableColumnForARequiredOneAndNoneForAnOptionalOne() {
    Schema table =
        new Schema(
            Types.NestedField.required(1, "a", Types.LongType.get()),
            optional(2, "b", Types.LongType.get()));

    assertThat(match(table, MatchOptions.STRICT, field("a", INT64)).sourceColumns())
        .containsExactly("a");
  }

  @Test
  void messageNamesTheFirstAndTheViolationsNameAll() {
    Schema table = new Schema(optional(1, "a", Types.LongType.get()));
    Field[] unknown =
        IntStream.range(0, 25).mapToObj(i -> field("column" + i, INT64)).toArray(Field[]::new);

    FirnException e = refusal(table, MatchOptions.STRICT, unknown);
    assertThat(e.violations()).hasSize(25);
    assertThat(e).hasMessageContaining("found 25 differences. The first: column 'column0'");
  }

  @ParameterizedTest
  @MethodSource("typesAndWords")
  void callsSourceTypesByPlainWords(ArrowType type, String words) {
    assertThat(TypeWords.of(SourceField.of(field("c", type)))).isEqualTo(words);
  }

  static Stream<Arguments> typesAndWords() {
    return Stream.of(
        Arguments.of(new ArrowType.Int(64, false), "uint64"),
        Arguments.of(ArrowType.Bool.INSTANCE, "boolean"),
        Arguments.of(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF), "float16"),
        Arguments.of(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), "float"),
        Arguments.of(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), "double"),
        Arguments.of(new ArrowType.Decimal(9, 2, 128), "decimal(9, 2)"),
        Arguments.of(new ArrowType.Decimal(40, 2, 256), "decimal(40, 2) of 256 bits"),
        Arguments.of(new ArrowType.Date(DateUnit.DAY), "date"),
        Arguments.of(new ArrowType.Date(DateUnit.MILLISECOND), "date in milliseconds"),
        Arguments.of(new ArrowType.Time(TimeUnit.NANOSECOND, 64), "time in nanoseconds"),
        Arguments.of(
            new ArrowType.Timestamp(TimeUnit.SECOND, "UTC"),
            "timestamp in seconds with zone 'UTC'"),
        Arguments.of(ArrowType.LargeBinary.INSTANCE, "binary"),
        Arguments.of(new ArrowType.FixedSizeBinary(3), "fixed[3]"),
        Arguments.of(ArrowType.Struct.INSTANCE, "struct"),
        Arguments.of(ArrowType.List.INSTANCE, "list"),
        Arguments.of(new ArrowType.Map(false), "map"),
        Arguments.of(ArrowType.Null.INSTANCE, "only nulls"),
        Arguments.of(new ArrowType.Duration(TimeUnit.SECOND), "duration"));
  }

  @Test
  void callsDeclaredAndExtendedTypesByTheirMeaning() {
    assertThat(TypeWords.of(SourceField.of(declared("8")))).isEqualTo("fixed[8] given as binary");
    assertThat(TypeWords.of(SourceField.of(extended("arrow.bool8", INT8))))
        .isEqualTo("'arrow.bool8'");
  }

  @Test
  void seesNoLikenessInNamesThatAreTooLongOrTooFar() {
    assertThat(NearestName.of("price", List.of("pirce", "date"))).isEqualTo(Optional.of("pirce"));
    assertThat(NearestName.of("price", List.of("date"))).isEmpty();
    assertThat(NearestName.of("x".repeat(65), List.of("x".repeat(65)))).isEmpty();
  }

  private static boolean fits(Type table, Field source) {
    try {
      match(new Schema(optional(1, "c", table)), MatchOptions.STRICT, source);
      return true;
    } catch (FirnException e) {
      return false;
    }
  }

  private static SourceMatch match(Schema table, MatchOptions options, Field... source) {
    SourceShape shape =
        SourceShape.of(
            "a.parquet", new org.apache.arrow.vector.types.pojo.Schema(Arrays.asList(source)));
    return SourceMatch.of("air.flights", table, shape, options);
  }

  private static FirnException refusal(Schema table, MatchOptions options, Field... source) {
    return catchThrowableOfType(FirnException.class, () -> match(table, options, source));
  }

  private static Violation difference(String column, String expected, String found) {
    return Violation.ofColumn(column, expected, found).inSource("a.parquet");
  }

  private static Types.NestedField optional(int id, String name, Type type) {
    return Types.NestedField.optional(id, name, type);
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), List.of());
  }

  private static Field nested(String name, ArrowType type, Field... children) {
    return new Field(name, FieldType.nullable(type), Arrays.asList(children));
  }

  private static Field declared(String length) {
    return new Field(
        "c",
        new FieldType(
            true, ArrowType.Binary.INSTANCE, null, Map.of(ArrowMapping.FIXED_LENGTH_KEY, length)),
        List.of());
  }

  private static Field extended(String name, ArrowType storage) {
    return new Field(
        "c", new FieldType(true, storage, null, Map.of("ARROW:extension:name", name)), List.of());
  }
}
