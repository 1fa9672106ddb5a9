package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

final class TableDefaultsTest {
  private static final String CODEC = "write.parquet.compression-codec";

  private static final Schema NESTED =
      new Schema(
          NestedField.required(1, "id", Types.LongType.get()),
          NestedField.optional(2, "name", Types.StringType.get()),
          NestedField.optional(
              3,
              "address",
              Types.StructType.of(
                  NestedField.optional(4, "street", Types.StringType.get()),
                  NestedField.optional(5, "built", Types.DateType.get()))),
          NestedField.optional(6, "tags", Types.ListType.ofOptional(7, Types.StringType.get())),
          NestedField.optional(
              8,
              "scores",
              Types.MapType.ofOptional(
                  9,
                  10,
                  Types.StringType.get(),
                  Types.StructType.of(NestedField.optional(11, "s", Types.DoubleType.get())))),
          NestedField.optional(12, "any", Types.VariantType.get()));

  @Test
  void everyTypeWithValuesOfItsOwnHasAKind() {
    Map<Type, ColumnKind> kinds =
        Map.ofEntries(
            entry(Types.StringType.get(), ColumnKind.TEXT),
            entry(Types.IntegerType.get(), ColumnKind.NUMERIC),
            entry(Types.LongType.get(), ColumnKind.NUMERIC),
            entry(Types.FloatType.get(), ColumnKind.NUMERIC),
            entry(Types.DoubleType.get(), ColumnKind.NUMERIC),
            entry(Types.DecimalType.of(38, 2), ColumnKind.NUMERIC),
            entry(Types.BooleanType.get(), ColumnKind.BOOLEAN),
            entry(Types.DateType.get(), ColumnKind.TEMPORAL),
            entry(Types.TimeType.get(), ColumnKind.TEMPORAL),
            entry(Types.TimestampType.withZone(), ColumnKind.TEMPORAL),
            entry(Types.TimestampNanoType.withoutZone(), ColumnKind.TEMPORAL),
            entry(Types.BinaryType.get(), ColumnKind.BINARY),
            entry(Types.FixedType.ofLength(3), ColumnKind.BINARY),
            entry(Types.GeometryType.crs84(), ColumnKind.BINARY),
            entry(Types.GeographyType.crs84(), ColumnKind.BINARY),
            entry(Types.UUIDType.get(), ColumnKind.UUID));
    kinds.forEach((type, kind) -> assertThat(ColumnKind.of(type)).as("%s", type).contains(kind));
    assertThat(ColumnKind.of(Types.UnknownType.get())).isEmpty();
    assertThat(ColumnKind.of(Types.VariantType.get())).isEmpty();
    assertThat(ColumnKind.find("temporal")).contains(ColumnKind.TEMPORAL);
    assertThat(ColumnKind.find("TEXT")).isEmpty();
  }

  @Test
  void leavesOfEveryDepthGetTheCodecOfTheirKind() {
    TableDefaults defaults =
        new TableDefaults(
            Map.of(), Map.of(ColumnKind.TEXT, "gzip", ColumnKind.NUMERIC, "uncompressed"));
    assertThat(defaults.propertiesOf(NESTED.columns()))
        .containsOnly(
            entry(CODEC + ".column.id", "uncompressed"),
            entry(CODEC + ".column.name", "gzip"),
            entry(CODEC + ".column.address.street", "gzip"),
            entry(CODEC + ".column.tags.element", "gzip"),
            entry(CODEC + ".column.scores.key", "gzip"),
            entry(CODEC + ".column.scores.value.s", "uncompressed"));
  }

  @Test
  void namesAreThoseByWhichIcebergFindsTheLeaf() {
    Map<ColumnKind, String> all =
        Arrays.stream(ColumnKind.values()).collect(Collectors.toMap(kind -> kind, _ -> "snappy"));
    Map<String, String> properties =
        new TableDefaults(Map.of(), all).propertiesOf(NESTED.columns());
    assertThat(properties).hasSize(7);
    for (String key : properties.keySet()) {
      String name = key.substring(TableSettings.COLUMN_CODEC_PREFIX.length());
      assertThat(NESTED.findType(name)).as(name).isNotNull().matches(Type::isPrimitiveType);
    }
  }

  @Test
  void fieldsAddedToAStructAreNamedBelowIt() {
    TableDefaults defaults = new TableDefaults(Map.of(), Map.of(ColumnKind.TEXT, "gzip"));
    NestedField zip = NestedField.optional(13, "zip", Types.StringType.get());
    assertThat(defaults.propertiesOf("address", List.of(zip)))
        .containsOnly(entry(CODEC + ".column.address.zip", "gzip"));
    assertThat(TableDefaults.none().propertiesOf(NESTED.columns())).isEmpty();
  }

  @Test
  void whatTheDefinitionSaysStands() {
    TableDefaults defaults =
        new TableDefaults(
            Map.of(CODEC, "snappy", "firn.max-file-size", "1GB"), Map.of(ColumnKind.TEXT, "gzip"));
    assertThat(
            defaults.complete(
                NESTED.asStruct(), Map.of(CODEC + ".column.name", "zstd", "mine", "kept")))
        .containsOnly(
            entry(CODEC, "snappy"),
            entry("firn.max-file-size", "1GB"),
            entry("mine", "kept"),
            entry(CODEC + ".column.name", "zstd"),
            entry(CODEC + ".column.address.street", "gzip"),
            entry(CODEC + ".column.tags.element", "gzip"),
            entry(CODEC + ".column.scores.key", "gzip"));
  }

  @Test
  void definitionThatChoosesACodecGetsNoneByKind() {
    TableDefaults defaults = new TableDefaults(Map.of(), Map.of(ColumnKind.TEXT, "gzip"));
    assertThat(defaults.complete(NESTED.asStruct(), Map.of(CODEC, "zstd")))
        .containsOnly(entry(CODEC, "zstd"));
  }
}
