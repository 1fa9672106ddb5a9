package dev.firn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArrowMappingTest {
  static Stream<Arguments> typesAndArrowForms() {
    return Stream.of(
        Arguments.of(Types.BooleanType.get(), "Bool"),
        Arguments.of(Types.IntegerType.get(), "Int(32, true)"),
        Arguments.of(Types.LongType.get(), "Int(64, true)"),
        Arguments.of(Types.FloatType.get(), "FloatingPoint(SINGLE)"),
        Arguments.of(Types.DoubleType.get(), "FloatingPoint(DOUBLE)"),
        Arguments.of(Types.DecimalType.of(9, 2), "Decimal(9, 2, 128)"),
        Arguments.of(Types.DateType.get(), "Date(DAY)"),
        Arguments.of(Types.TimeType.get(), "Time(MICROSECOND, 64)"),
        Arguments.of(Types.TimestampType.withoutZone(), "Timestamp(MICROSECOND, null)"),
        Arguments.of(Types.TimestampType.withZone(), "Timestamp(MICROSECOND, UTC)"),
        Arguments.of(Types.TimestampNanoType.withoutZone(), "Timestamp(NANOSECOND, null)"),
        Arguments.of(Types.TimestampNanoType.withZone(), "Timestamp(NANOSECOND, UTC)"),
        Arguments.of(Types.StringType.get(), "Utf8"),
        Arguments.of(Types.BinaryType.get(), "Binary"),
        Arguments.of(Types.FixedType.ofLength(7), "FixedSizeBinary(7)"),
        Arguments.of(Types.UUIDType.get(), "FixedSizeBinary(16)"),
        Arguments.of(Types.VariantType.get(), "Struct"),
        Arguments.of(Types.GeometryType.crs84(), "Binary"),
        Arguments.of(Types.GeographyType.crs84(), "Binary"),
        Arguments.of(Types.UnknownType.get(), "Null"),
        Arguments.of(Types.ListType.ofOptional(2, Types.LongType.get()), "List"),
        Arguments.of(
            Types.MapType.ofOptional(2, 3, Types.LongType.get(), Types.LongType.get()),
            "Map(false)"),
        Arguments.of(
            Types.StructType.of(Types.NestedField.optional(2, "x", Types.LongType.get())),
            "Struct"));
  }

  @ParameterizedTest
  @MethodSource("typesAndArrowForms")
  void mapsEachTypeToItsOneArrowForm(Type type, String form) {
    Field field = ArrowMapping.toArrow(Types.NestedField.optional(1, "c", type));

    assertThat(field.getType()).hasToString(form);
  }

  @Test
  void carriesIdDocAndNullability() {
    Field field =
        ArrowMapping.toArrow(Types.NestedField.required(7, "c", Types.LongType.get(), "why"));

    assertThat(field.isNullable()).isFalse();
    assertThat(field.getMetadata()).isEqualTo(Map.of("PARQUET:field_id", "7", "doc", "why"));
  }

  @Test
  void marksUuidByItsArrowExtension() {
    Field field = ArrowMapping.toArrow(Types.NestedField.required(7, "c", Types.UUIDType.get()));

    assertThat(field.getMetadata())
        .containsEntry("ARROW:extension:name", "arrow.uuid")
        .containsEntry("ARROW:extension:metadata", "");
  }

  @Test
  void tellsGeographyFromGeometryByItsEdges() {
    Field geometry =
        ArrowMapping.toArrow(Types.NestedField.required(1, "g", Types.GeometryType.of("srid:1")));
    Field geography =
        ArrowMapping.toArrow(Types.NestedField.required(1, "g", Types.GeographyType.of("srid:1")));

    assertThat(geometry.getMetadata())
        .containsEntry("ARROW:extension:metadata", "{\"crs\":\"srid:1\"}");
    assertThat(geography.getMetadata())
        .containsEntry("ARROW:extension:metadata", "{\"crs\":\"srid:1\",\"edges\":\"spherical\"}");
  }

  @Test
  void refusesFieldsWithoutId() {
    Schema schema = schema(Map.of(), new ArrowType.Int(64, true));

    assertRefused(schema, "Arrow field 'c': expected a field id in PARQUET:field_id, found null.");
  }

  @Test
  void refusesTypesThatIcebergHasNoNameFor() {
    ArrowType seconds = new ArrowType.Timestamp(TimeUnit.SECOND, null);
    Schema schema = schema(Map.of("PARQUET:field_id", "1"), seconds);

    assertRefused(schema, "expected a type of Iceberg, found timestamp in seconds without zone");
  }

  @Test
  void refusesBrokenGeometryMetadata() {
    Map<String, String> metadata =
        Map.of(
            "PARQUET:field_id", "1",
            "ARROW:extension:name", "geoarrow.wkb",
            "ARROW:extension:metadata", "{crs");

    assertRefused(schema(metadata, ArrowType.Binary.INSTANCE), "expected JSON with crs and edges");
  }

  private static Schema schema(Map<String, String> metadata, ArrowType type) {
    return new Schema(
        List.of(new Field("c", new FieldType(true, type, null, metadata), List.of())));
  }

  private static void assertRefused(Schema schema, String message) {
    assertThatThrownBy(() -> ArrowMapping.toIceberg(schema))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH))
        .hasMessageContaining(message);
  }
}
