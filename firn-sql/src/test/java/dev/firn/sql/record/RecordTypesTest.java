package dev.firn.sql.record;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.EdgeAlgorithm;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.Variants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecordTypesTest {
  private static final List<Type> FLAT =
      List.of(
          Types.BooleanType.get(),
          Types.IntegerType.get(),
          Types.LongType.get(),
          Types.FloatType.get(),
          Types.DoubleType.get(),
          Types.DecimalType.of(9, 2),
          Types.DecimalType.of(18, 4),
          Types.DecimalType.of(38, 10),
          Types.DateType.get(),
          Types.TimeType.get(),
          Types.TimestampType.withoutZone(),
          Types.TimestampType.withZone(),
          Types.TimestampNanoType.withoutZone(),
          Types.TimestampNanoType.withZone(),
          Types.StringType.get(),
          Types.UUIDType.get(),
          Types.FixedType.ofLength(5),
          Types.BinaryType.get());

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void everyFlatTypeIsReadAsIcebergReadsIt(FileFormat format) throws IOException {
    Schema schema = flatSchema();
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    Record nulls = GenericRecord.create(schema);
    table.append(format, flatRow(schema, 0), nulls, flatRow(schema, 1), flatRow(schema, 2));

    List<Object> rows = Rows.read(table);

    assertThat(rows).hasSize(4).isEqualTo(Rows.ofIceberg(table.table()));
    assertThat(rows.getFirst()).isEqualTo(Rows.plain(schema.asStruct(), flatRow(schema, 0)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void everyFlatTypeIsReadInsideOfListsMapsAndStructs(FileFormat format) throws IOException {
    Types.StructType element = renumbered(FLAT, 100);
    Types.StructType inMap = renumbered(FLAT, 200);
    Schema schema =
        new Schema(
            optional(1, "list", Types.ListType.ofOptional(2, element)),
            optional(3, "map", Types.MapType.ofOptional(4, 5, Types.StringType.get(), inMap)));
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    Record row = GenericRecord.create(schema);
    row.setField("list", Arrays.asList(flat(element, 0), null, flat(element, 1)));
    Map<String, Record> map = new HashMap<>();
    map.put("a", flat(inMap, 2));
    map.put("b", null);
    row.setField("map", map);
    table.append(format, row, GenericRecord.create(schema), row);

    assertThat(Rows.read(table)).hasSize(3).isEqualTo(Rows.ofIceberg(table.table()));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void emptyListsAndNullListsStayApartAtEveryDepth(FileFormat format) throws IOException {
    Type inner = Types.ListType.ofOptional(3, Types.LongType.get());
    Schema schema =
        new Schema(
            optional(1, "lists", Types.ListType.ofOptional(2, inner)),
            optional(
                4,
                "maps",
                Types.MapType.ofOptional(
                    5,
                    6,
                    Types.IntegerType.get(),
                    Types.MapType.ofOptional(7, 8, Types.StringType.get(), Types.LongType.get()))));
    WrittenTable table = WrittenTable.create(folder, 2, schema);
    table.append(
        format,
        row(schema, null, null),
        row(schema, List.of(), Map.of()),
        row(schema, List.of(List.of()), Map.of(1, Map.of())),
        row(schema, Arrays.asList(null, List.of(1L), null), Map.of(2, Map.of("x", 2L))),
        row(schema, List.of(Arrays.asList(null, 3L), List.of()), null),
        row(schema, null, Map.of()));

    List<Object> rows = Rows.read(table);

    assertThat(rows).isEqualTo(Rows.ofIceberg(table.table()));
    assertThat(rows.get(1).toString()).isEqualTo("{lists=[], maps=[]}");
    assertThat(rows.get(3).toString()).isEqualTo("{lists=[null, [1], null], maps=[[2, [[x, 2]]]]}");
    assertThat(rows.get(5).toString()).isEqualTo("{lists=null, maps=[]}");
  }

  @Test
  void geometriesAreTheirWellKnownBinary() throws IOException {
    Schema schema =
        new Schema(
            optional(1, "shape", Types.GeometryType.crs84()),
            optional(2, "place", Types.GeographyType.of("OGC:CRS84", EdgeAlgorithm.SPHERICAL)));
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    ByteBuffer point = point(30, 10);
    table.append(row(schema, point, null), row(schema, null, point.duplicate()));

    List<Object> rows = Rows.read(table);

    assertThat(rows).isEqualTo(Rows.ofIceberg(table.table()));
    assertThat(rows.getFirst().toString())
        .isEqualTo("{shape=01010000000000000000003e400000000000002440, place=null}");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "AVRO"})
  void variantsAreTheirMetadataAndValue(FileFormat format) throws IOException {
    Schema schema = new Schema(optional(1, "v", Types.VariantType.get()));
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    VariantMetadata metadata = Variants.metadata("a", "b");
    ShreddedObject object = Variants.object(metadata);
    object.put("a", Variants.of(1));
    object.put("b", Variants.of("text"));
    table.append(
        format,
        row(schema, Variant.of(metadata, object)),
        row(schema, (Object) null),
        row(schema, Variant.of(Variants.emptyMetadata(), Variants.ofNull())));

    List<Object> rows = Rows.read(table);

    assertThat(rows).hasSize(3).isEqualTo(Rows.ofIceberg(table.table()));
    assertThat(rows.get(1).toString()).isEqualTo("{v=null}");
  }

  @Test
  void columnsOfTypeUnknownAreNull() throws IOException {
    Schema schema =
        new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "nothing", Types.UnknownType.get()),
            optional(
                3,
                "s",
                Types.StructType.of(
                    optional(4, "x", Types.UnknownType.get()),
                    optional(5, "y", Types.IntegerType.get()))));
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    table.append(row(schema, 1, null, row(schema.findType("s").asStructType(), null, 7)));

    assertThat(Rows.read(table).toString()).isEqualTo("[{id=1, nothing=null, s={x=null, y=7}}]");
  }

  private static ByteBuffer point(double x, double y) {
    ByteBuffer wkb = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
    return wkb.put((byte) 1).putInt(1).putDouble(x).putDouble(y).flip();
  }

  static Record row(Schema schema, Object... values) {
    return row(schema.asStruct(), values);
  }

  static Record row(Types.StructType type, Object... values) {
    Record record = GenericRecord.create(type);
    for (int index = 0; index < values.length; index++) {
      record.set(index, values[index]);
    }
    return record;
  }

  static Schema flatSchema() {
    return new Schema(renumbered(FLAT, 1).fields());
  }

  static Record flatRow(Schema schema, int which) {
    return flat(schema.asStruct(), which);
  }

  private static Types.StructType renumbered(List<Type> types, int firstId) {
    Types.NestedField[] fields = new Types.NestedField[types.size()];
    for (int index = 0; index < fields.length; index++) {
      fields[index] = optional(firstId + index, "c" + index, types.get(index));
    }
    return Types.StructType.of(fields);
  }

  private static Record flat(Types.StructType type, int which) {
    Record record = GenericRecord.create(type);
    for (int index = 0; index < type.fields().size(); index++) {
      record.set(index, values(type.fields().get(index).type()).get(which));
    }
    return record;
  }

  /** A usual value, and the ends of what the type holds. */
  private static List<Object> values(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> List.of(true, false, true);
      case INTEGER -> List.of(7, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> List.of(7L, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> List.of(1.5f, Float.NaN, -0.0f);
      case DOUBLE -> List.of(1.5, Double.NEGATIVE_INFINITY, -0.0);
      case DECIMAL -> decimals((Types.DecimalType) type);
      case DATE ->
          List.of(LocalDate.of(2026, 2, 3), LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31));
      case TIME ->
          List.of(LocalTime.of(1, 2, 3, 4_000), LocalTime.MIDNIGHT, LocalTime.of(23, 59, 59));
      case TIMESTAMP, TIMESTAMP_NANO -> moments(type);
      case STRING -> List.of("text", "", "𝒳 — Grüße");
      case UUID -> List.of(new UUID(1, 2), new UUID(-1, -1), new UUID(0, 0));
      case FIXED -> List.of(new byte[] {1, 2, 3, 4, 5}, new byte[5], new byte[] {-1, 0, 0, 0, -1});
      case BINARY ->
          List.of(
              ByteBuffer.wrap(new byte[] {1, 2}),
              ByteBuffer.wrap(new byte[0]),
              ByteBuffer.wrap(new byte[] {9, 8, 7, 6}, 1, 2).slice());
      default -> throw new AssertionError(type);
    };
  }

  private static List<Object> decimals(Types.DecimalType type) {
    BigDecimal most = BigDecimal.TEN.pow(type.precision()).subtract(BigDecimal.ONE);
    BigDecimal largest = most.movePointLeft(type.scale());
    return List.of(new BigDecimal("-1.5").setScale(type.scale()), largest, largest.negate());
  }

  private static List<Object> moments(Type type) {
    boolean isNano = type.typeId() == Type.TypeID.TIMESTAMP_NANO;
    int nanos = isNano ? 123_456_789 : 123_456_000;
    List<String> texts =
        List.of(
            "2026-02-03T04:05:06",
            "1969-12-31T23:59:59",
            isNano ? "1900-01-01T00:00:00" : "0001-01-01T00:00:00");
    boolean hasZone =
        isNano
            ? ((Types.TimestampNanoType) type).shouldAdjustToUTC()
            : ((Types.TimestampType) type).shouldAdjustToUTC();
    return texts.stream()
        .map(LocalDateTime::parse)
        .map(moment -> moment.withNano(nanos))
        .map(moment -> hasZone ? (Object) moment.atOffset(ZoneOffset.UTC) : moment)
        .toList();
  }
}
