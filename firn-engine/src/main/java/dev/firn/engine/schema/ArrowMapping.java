package dev.firn.engine.schema;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Iceberg schemas as Arrow schemas and back, every type at every depth. Each Iceberg type has
 * exactly one Arrow form, so that what is written here is read back as the same schema: field ids,
 * names, docs, nullability, types, the schema id and the identifier columns. Column defaults are
 * not carried: Arrow has no place for them, and a batch holds their values anyway.
 *
 * <p>Types that Arrow has no name for ride on the storage and extension name that other Arrow
 * libraries use: {@code arrow.uuid}, {@code arrow.parquet.variant}, {@code geoarrow.wkb}.
 *
 * <p>The schema of a root is the truth, not the fields of its vectors: Arrow's list vectors rename
 * their element, its null vectors forget their metadata.
 */
public final class ArrowMapping {
  /** Field id; the key that every Parquet library for Arrow uses. */
  public static final String FIELD_ID_KEY = "PARQUET:field_id";

  /** A column's comment. Arrow knows no key for it; this is the word Iceberg uses. */
  public static final String DOC_KEY = "doc";

  /** The declared length of a column that its source can only give as plain binary. */
  public static final String FIXED_LENGTH_KEY = "firn.fixed_length";

  static final String EXTENSION_NAME_KEY = "ARROW:extension:name";
  static final String EXTENSION_METADATA_KEY = "ARROW:extension:metadata";
  static final String UUID_EXTENSION = "arrow.uuid";
  static final String VARIANT_EXTENSION = "arrow.parquet.variant";
  static final String WKB_EXTENSION = "geoarrow.wkb";
  static final String BOOL8_EXTENSION = "arrow.bool8";
  static final int UUID_BYTES = 16;

  private static final String SCHEMA_ID_KEY = "iceberg.schema-id";
  private static final String IDENTIFIERS_KEY = "iceberg.identifier-field-ids";

  private ArrowMapping() {}

  /** The Arrow schema of a table's batches. */
  public static org.apache.arrow.vector.types.pojo.Schema toArrow(Schema schema) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put(SCHEMA_ID_KEY, Integer.toString(schema.schemaId()));
    if (!schema.identifierFieldIds().isEmpty()) {
      metadata.put(IDENTIFIERS_KEY, joined(schema.identifierFieldIds()));
    }
    List<Field> fields = schema.columns().stream().map(ArrowMapping::toArrow).toList();
    return new org.apache.arrow.vector.types.pojo.Schema(fields, metadata);
  }

  /** The Arrow field of one column, with all that is nested in it. */
  public static Field toArrow(Types.NestedField field) {
    return arrowField(field, field.name());
  }

  /**
   * The Iceberg schema that {@link #toArrow(Schema)} made this Arrow schema from.
   *
   * @throws dev.firn.engine.error.FirnException if a field has no id or a type that Iceberg has no
   *     name for; a source's schema is compared by {@link SourceMatch} instead
   */
  public static Schema toIceberg(org.apache.arrow.vector.types.pojo.Schema schema) {
    List<Types.NestedField> fields = IcebergFields.of(schema.getFields());
    Map<String, String> metadata = schema.getCustomMetadata();
    int schemaId = Integer.parseInt(metadata.getOrDefault(SCHEMA_ID_KEY, "0"));
    return new Schema(schemaId, fields, split(metadata.getOrDefault(IDENTIFIERS_KEY, "")));
  }

  private static Field arrowField(Types.NestedField field, String name) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put(FIELD_ID_KEY, Integer.toString(field.fieldId()));
    if (field.doc() != null) {
      metadata.put(DOC_KEY, field.doc());
    }
    metadata.putAll(extension(field.type()));
    FieldType type = new FieldType(field.isOptional(), arrowType(field.type()), null, metadata);
    return new Field(name, type, children(field.type()));
  }

  private static ArrowType arrowType(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INTEGER -> new ArrowType.Int(32, true);
      case LONG -> new ArrowType.Int(64, true);
      case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case DECIMAL -> arrowDecimal((Types.DecimalType) type);
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
      case TIMESTAMP ->
          timestamp(TimeUnit.MICROSECOND, ((Types.TimestampType) type).shouldAdjustToUTC());
      case TIMESTAMP_NANO ->
          timestamp(TimeUnit.NANOSECOND, ((Types.TimestampNanoType) type).shouldAdjustToUTC());
      case STRING -> ArrowType.Utf8.INSTANCE;
      case UUID -> new ArrowType.FixedSizeBinary(UUID_BYTES);
      case FIXED -> new ArrowType.FixedSizeBinary(((Types.FixedType) type).length());
      case BINARY, GEOMETRY, GEOGRAPHY -> ArrowType.Binary.INSTANCE;
      case STRUCT, VARIANT -> ArrowType.Struct.INSTANCE;
      case LIST -> ArrowType.List.INSTANCE;
      case MAP -> new ArrowType.Map(false);
      case UNKNOWN -> ArrowType.Null.INSTANCE;
    };
  }

  private static ArrowType arrowDecimal(Types.DecimalType type) {
    return new ArrowType.Decimal(type.precision(), type.scale(), 128);
  }

  private static ArrowType timestamp(TimeUnit unit, boolean isAdjustedToUtc) {
    return new ArrowType.Timestamp(unit, isAdjustedToUtc ? "UTC" : null);
  }

  private static Map<String, String> extension(Type type) {
    return switch (type) {
      case Types.UUIDType _ -> extension(UUID_EXTENSION, "");
      case Types.VariantType _ -> extension(VARIANT_EXTENSION, "");
      case Types.GeometryType geometry -> extension(WKB_EXTENSION, WkbMetadata.of(geometry));
      case Types.GeographyType geography -> extension(WKB_EXTENSION, WkbMetadata.of(geography));
      default -> Map.of();
    };
  }

  private static Map<String, String> extension(String name, String metadata) {
    return Map.of(EXTENSION_NAME_KEY, name, EXTENSION_METADATA_KEY, metadata);
  }

  private static List<Field> children(Type type) {
    return switch (type) {
      case Types.StructType struct ->
          struct.fields().stream().map(field -> arrowField(field, field.name())).toList();
      case Types.ListType list -> List.of(arrowField(list.fields().getFirst(), "element"));
      case Types.MapType map -> List.of(entries(map));
      case Types.VariantType _ -> List.of(required("metadata"), required("value"));
      default -> List.of();
    };
  }

  private static Field entries(Types.MapType map) {
    List<Field> keyAndValue =
        List.of(
            arrowField(map.fields().getFirst(), "key"),
            arrowField(map.fields().getLast(), "value"));
    return new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), keyAndValue);
  }

  private static Field required(String name) {
    return new Field(name, FieldType.notNullable(ArrowType.Binary.INSTANCE), List.of());
  }

  private static String joined(Set<Integer> ids) {
    return new TreeSet<>(ids).stream().map(id -> "" + id).collect(Collectors.joining(","));
  }

  private static Set<Integer> split(String ids) {
    return Arrays.stream(ids.split(",", -1))
        .filter(id -> !id.isEmpty())
        .map(Integer::valueOf)
        .collect(Collectors.toSet());
  }
}
