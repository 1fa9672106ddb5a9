package dev.firn.sql;

import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg's types by Trino's names: the other way of {@link ColumnTypes}. */
final class SqlTypes {
  private SqlTypes() {}

  /** The type's text; for a type that SQL has no word for, Iceberg's. */
  static String text(Type type) {
    return switch (type) {
      case Types.DecimalType decimal ->
          "decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
      case Types.FixedType fixed -> "fixed(" + fixed.length() + ")";
      case Types.TimestampType timestamp -> timestamp(6, timestamp.shouldAdjustToUTC());
      case Types.TimestampNanoType timestamp -> timestamp(9, timestamp.shouldAdjustToUTC());
      case Types.StructType struct ->
          struct.fields().stream()
              .map(field -> SqlText.name(field.name()) + " " + text(field.type()))
              .collect(Collectors.joining(", ", "row(", ")"));
      case Types.ListType list -> "array(" + text(list.elementType()) + ")";
      case Types.MapType map -> "map(" + text(map.keyType()) + ", " + text(map.valueType()) + ")";
      default -> plain(type).orElse(type.toString());
    };
  }

  private static Optional<String> plain(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.of("boolean");
      case INTEGER -> Optional.of("integer");
      case LONG -> Optional.of("bigint");
      case FLOAT -> Optional.of("real");
      case DOUBLE -> Optional.of("double");
      case DATE -> Optional.of("date");
      case TIME -> Optional.of("time(6)");
      case STRING -> Optional.of("varchar");
      case BINARY -> Optional.of("varbinary");
      case UUID -> Optional.of("uuid");
      case VARIANT -> Optional.of("variant");
      case UNKNOWN -> Optional.of("unknown");
      case GEOMETRY -> Optional.of("geometry").filter(_ -> type.equals(Types.GeometryType.crs84()));
      case GEOGRAPHY ->
          Optional.of("geography").filter(_ -> type.equals(Types.GeographyType.crs84()));
      case DECIMAL, FIXED, TIMESTAMP, TIMESTAMP_NANO, STRUCT, LIST, MAP -> Optional.empty();
    };
  }

  /** Whether SQL has a word for a leaf type. */
  static boolean hasWord(Type type) {
    return switch (type.typeId()) {
      case GEOMETRY, GEOGRAPHY -> plain(type).isPresent();
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP -> true;
      case TIMESTAMP_NANO, STRING, UUID, FIXED, BINARY, VARIANT, UNKNOWN -> true;
      case STRUCT, LIST, MAP -> true;
    };
  }

  private static String timestamp(int precision, boolean hasZone) {
    return "timestamp(" + precision + ")" + (hasZone ? " with time zone" : "");
  }
}
