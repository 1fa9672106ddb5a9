package dev.firn.engine.schema;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Arrow fields with ids read back as Iceberg fields: the other direction of ArrowMapping. */
final class IcebergFields {
  private IcebergFields() {}

  static List<Types.NestedField> of(List<Field> fields) {
    return fields.stream().map(field -> of(field, field.getName())).toList();
  }

  /** The Iceberg type of a leaf, whether or not the field has an id; empty if it has no name. */
  static Optional<Type> leafType(SourceField field) {
    Optional<Type> extended = field.extension().flatMap(name -> extensionType(field, name));
    return extended.isPresent() ? extended : storageType(field.type());
  }

  private static Types.NestedField of(Field field, String name) {
    return Types.NestedField.builder()
        .withId(id(field))
        .isOptional(field.isNullable())
        .withName(name)
        .ofType(type(field))
        .withDoc(field.getMetadata().get(ArrowMapping.DOC_KEY))
        .build();
  }

  private static int id(Field field) {
    String id = field.getMetadata().get(ArrowMapping.FIELD_ID_KEY);
    if (id == null || !id.matches("\\d{1,9}")) {
      throw refusal(field, "a field id in " + ArrowMapping.FIELD_ID_KEY, "" + id);
    }
    return Integer.parseInt(id);
  }

  private static Type type(Field field) {
    SourceField source = SourceField.of(field);
    Optional<Type> leaf = leafType(source);
    if (leaf.isPresent()) {
      return leaf.orElseThrow();
    }
    return switch (source.type()) {
      case ArrowType.Struct _ -> Types.StructType.of(of(field.getChildren()));
      case ArrowType.List _ -> list(of(field.getChildren().getFirst(), "element"));
      case ArrowType.Map _ -> map(of(field.getChildren().getFirst().getChildren()));
      default -> throw refusal(field, "a type of Iceberg", TypeWords.of(source));
    };
  }

  private static Type list(Types.NestedField element) {
    return element.isOptional()
        ? Types.ListType.ofOptional(element.fieldId(), element.type())
        : Types.ListType.ofRequired(element.fieldId(), element.type());
  }

  private static Type map(List<Types.NestedField> entry) {
    Types.NestedField key = entry.getFirst();
    Types.NestedField value = entry.getLast();
    return value.isOptional()
        ? Types.MapType.ofOptional(key.fieldId(), value.fieldId(), key.type(), value.type())
        : Types.MapType.ofRequired(key.fieldId(), value.fieldId(), key.type(), value.type());
  }

  private static Optional<Type> extensionType(SourceField field, String name) {
    return switch (name) {
      case ArrowMapping.UUID_EXTENSION -> Optional.of(Types.UUIDType.get());
      case ArrowMapping.VARIANT_EXTENSION -> Optional.of(Types.VariantType.get());
      case ArrowMapping.WKB_EXTENSION ->
          Optional.of(WkbMetadata.parse(field.metadata(ArrowMapping.EXTENSION_METADATA_KEY)));
      default -> Optional.empty();
    };
  }

  private static Optional<Type> storageType(ArrowType type) {
    return Optional.ofNullable(
        switch (type) {
          case ArrowType.Bool _ -> Types.BooleanType.get();
          case ArrowType.Int number when number.getIsSigned() && number.getBitWidth() == 32 ->
              Types.IntegerType.get();
          case ArrowType.Int number when number.getIsSigned() && number.getBitWidth() == 64 ->
              Types.LongType.get();
          case ArrowType.FloatingPoint number
              when number.getPrecision() == FloatingPointPrecision.SINGLE ->
              Types.FloatType.get();
          case ArrowType.FloatingPoint number
              when number.getPrecision() == FloatingPointPrecision.DOUBLE ->
              Types.DoubleType.get();
          case ArrowType.Decimal decimal when decimal.getBitWidth() == 128 ->
              Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
          case ArrowType.Date date when date.getUnit() == DateUnit.DAY -> Types.DateType.get();
          case ArrowType.Time time when time.getUnit() == TimeUnit.MICROSECOND ->
              Types.TimeType.get();
          case ArrowType.Timestamp timestamp -> timestampType(timestamp);
          case ArrowType.Utf8 _ -> Types.StringType.get();
          case ArrowType.Binary _ -> Types.BinaryType.get();
          case ArrowType.FixedSizeBinary fixed -> Types.FixedType.ofLength(fixed.getByteWidth());
          case ArrowType.Null _ -> Types.UnknownType.get();
          default -> null;
        });
  }

  private static @Nullable Type timestampType(ArrowType.Timestamp type) {
    boolean hasZone = type.getTimezone() != null;
    return switch (type.getUnit()) {
      case MICROSECOND ->
          hasZone ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
      case NANOSECOND ->
          hasZone ? Types.TimestampNanoType.withZone() : Types.TimestampNanoType.withoutZone();
      case SECOND, MILLISECOND -> null;
    };
  }

  private static FirnException refusal(Field field, String expected, String found) {
    return new FirnException(
        ErrorCode.SCHEMA_MISMATCH,
        "Arrow field '"
            + field.getName()
            + "': expected "
            + expected
            + ", found "
            + found
            + ". Only schemas made by Firn can be read back.");
  }
}
