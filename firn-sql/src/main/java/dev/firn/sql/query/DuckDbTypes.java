package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg's types in DuckDB's words. */
final class DuckDbTypes {
  private DuckDbTypes() {}

  /**
   * The SQL type that a column of this Iceberg type has in DuckDB.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} if it has none
   */
  static String of(String column, Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> decimal((Types.DecimalType) type);
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "TIMESTAMP WITH TIME ZONE"
              : "TIMESTAMP";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
      case STRING -> "VARCHAR";
      case UUID -> "UUID";
      case FIXED, BINARY -> "BLOB";
      case STRUCT -> struct(column, type.asStructType());
      case LIST -> of(column, type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP("
              + of(column, type.asMapType().keyType())
              + ", "
              + of(column, type.asMapType().valueType())
              + ")";
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new FirnException(
              ErrorCode.UNSUPPORTED,
              "Column '"
                  + column
                  + "': expected a type that queries read, found "
                  + type
                  + ". Query the table with another engine.");
    };
  }

  private static String decimal(Types.DecimalType type) {
    return "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
  }

  private static String struct(String column, Types.StructType type) {
    return type.fields().stream()
        .map(
            field ->
                DuckDbSql.identifier(field.name())
                    + " "
                    + of(column + "." + field.name(), field.type()))
        .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }
}
