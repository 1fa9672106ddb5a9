package dev.firn.engine.schema;

import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which flat source types a flat column takes: its own, those that Iceberg may widen to it, and
 * those that Iceberg has no name for and whose every value it holds. Why: decision 0201.
 */
final class LeafMatch {
  private LeafMatch() {}

  /** How the source's values become the table's; empty if they do not fit. */
  static Optional<Conversion> of(Type table, SourceField source) {
    if (source.type() instanceof ArrowType.Null) {
      return Optional.of(Conversion.FILL_NULLS);
    }
    if (source.extension().isPresent() && !isText(source)) {
      if (isByteBoolean(source)) {
        return table.typeId() == Type.TypeID.BOOLEAN
            ? Optional.of(Conversion.BYTE_TO_BOOLEAN)
            : Optional.empty();
      }
      boolean same = IcebergFields.leafType(source).filter(table::equals).isPresent();
      return same ? extended(table, source) : Optional.empty();
    }
    return switch (table.typeId()) {
      case BOOLEAN -> keepIf(source.type() instanceof ArrowType.Bool);
      case INTEGER -> toInt(source.type());
      case LONG -> toLong(source.type());
      case FLOAT, DOUBLE -> floating(table, source.type());
      case DECIMAL -> keepIf(fitsDecimal((Types.DecimalType) table, source.type()));
      case DATE -> date(source.type());
      case TIME -> time(source.type());
      case TIMESTAMP, TIMESTAMP_NANO -> timestamp(table, source.type());
      case STRING -> string(source.type());
      case BINARY -> binary(source.type());
      case UUID -> fixed(ArrowMapping.UUID_BYTES, source);
      case FIXED -> fixed(((Types.FixedType) table).length(), source);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN, STRUCT, LIST, MAP -> Optional.empty();
    };
  }

  /** JSON text is text; other extensions give their storage a meaning that would get lost. */
  private static boolean isText(SourceField source) {
    return source.extension().orElse("").equals("arrow.json");
  }

  private static boolean isByteBoolean(SourceField source) {
    return source.extension().orElse("").equals(ArrowMapping.BOOL8_EXTENSION)
        && source.type() instanceof ArrowType.Int number
        && number.getBitWidth() == 8;
  }

  private static Optional<Conversion> keepIf(boolean same) {
    return same ? Optional.of(Conversion.KEEP) : Optional.empty();
  }

  private static Optional<Conversion> extended(Type table, SourceField source) {
    return table.typeId() == Type.TypeID.UUID
        ? fixed(ArrowMapping.UUID_BYTES, source)
        : binary(source.type());
  }

  private static Optional<Conversion> toInt(ArrowType type) {
    if (!(type instanceof ArrowType.Int number)) {
      return Optional.empty();
    }
    return switch (words(number)) {
      case "int8" -> Optional.of(Conversion.INT8_TO_INT);
      case "int16" -> Optional.of(Conversion.INT16_TO_INT);
      case "int32" -> Optional.of(Conversion.KEEP);
      case "uint8" -> Optional.of(Conversion.UINT8_TO_INT);
      case "uint16" -> Optional.of(Conversion.UINT16_TO_INT);
      default -> Optional.empty();
    };
  }

  private static Optional<Conversion> toLong(ArrowType type) {
    if (!(type instanceof ArrowType.Int number)) {
      return Optional.empty();
    }
    return switch (words(number)) {
      case "int8" -> Optional.of(Conversion.INT8_TO_LONG);
      case "int16" -> Optional.of(Conversion.INT16_TO_LONG);
      case "int32" -> Optional.of(Conversion.INT32_TO_LONG);
      case "int64" -> Optional.of(Conversion.KEEP);
      case "uint8" -> Optional.of(Conversion.UINT8_TO_LONG);
      case "uint16" -> Optional.of(Conversion.UINT16_TO_LONG);
      case "uint32" -> Optional.of(Conversion.UINT32_TO_LONG);
      default -> Optional.empty();
    };
  }

  private static String words(ArrowType.Int number) {
    return (number.getIsSigned() ? "int" : "uint") + number.getBitWidth();
  }

  private static Optional<Conversion> floating(Type table, ArrowType type) {
    if (!(type instanceof ArrowType.FloatingPoint number)) {
      return Optional.empty();
    }
    boolean isDouble = table.typeId() == Type.TypeID.DOUBLE;
    return switch (number.getPrecision()) {
      case HALF -> Optional.of(isDouble ? Conversion.HALF_TO_DOUBLE : Conversion.HALF_TO_FLOAT);
      case SINGLE -> Optional.of(isDouble ? Conversion.FLOAT_TO_DOUBLE : Conversion.KEEP);
      case DOUBLE -> keepIf(isDouble);
    };
  }

  private static boolean fitsDecimal(Types.DecimalType table, ArrowType type) {
    return type instanceof ArrowType.Decimal decimal
        && decimal.getBitWidth() == 128
        && decimal.getScale() == table.scale()
        && decimal.getPrecision() <= table.precision();
  }

  private static Optional<Conversion> date(ArrowType type) {
    if (!(type instanceof ArrowType.Date date)) {
      return Optional.empty();
    }
    return Optional.of(
        date.getUnit() == DateUnit.DAY ? Conversion.KEEP : Conversion.MILLIS_TO_DAYS);
  }

  private static Optional<Conversion> time(ArrowType type) {
    if (!(type instanceof ArrowType.Time time)) {
      return Optional.empty();
    }
    return switch (time.getUnit()) {
      case SECOND -> Optional.of(Conversion.TIME_SECONDS_TO_MICROS);
      case MILLISECOND -> Optional.of(Conversion.TIME_MILLIS_TO_MICROS);
      case MICROSECOND -> Optional.of(Conversion.KEEP);
      case NANOSECOND -> Optional.empty();
    };
  }

  private static Optional<Conversion> timestamp(Type table, ArrowType type) {
    if (!(type instanceof ArrowType.Timestamp timestamp)
        || (timestamp.getTimezone() != null) != hasZone(table)) {
      return Optional.empty();
    }
    boolean isNanos = table.typeId() == Type.TypeID.TIMESTAMP_NANO;
    if (isNanos) {
      return keepIf(timestamp.getUnit() == TimeUnit.NANOSECOND);
    }
    return switch (timestamp.getUnit()) {
      case SECOND -> Optional.of(Conversion.SECONDS_TO_MICROS);
      case MILLISECOND -> Optional.of(Conversion.MILLIS_TO_MICROS);
      case MICROSECOND -> Optional.of(Conversion.KEEP);
      case NANOSECOND -> Optional.empty();
    };
  }

  private static boolean hasZone(Type table) {
    return table.equals(Types.TimestampType.withZone())
        || table.equals(Types.TimestampNanoType.withZone());
  }

  private static Optional<Conversion> string(ArrowType type) {
    return switch (type) {
      case ArrowType.Utf8 _ -> Optional.of(Conversion.KEEP);
      case ArrowType.LargeUtf8 _ -> Optional.of(Conversion.LARGE_TO_VARIABLE);
      case ArrowType.Utf8View _ -> Optional.of(Conversion.VIEW_TO_VARIABLE);
      default -> Optional.empty();
    };
  }

  private static Optional<Conversion> binary(ArrowType type) {
    return switch (type) {
      case ArrowType.Binary _ -> Optional.of(Conversion.KEEP);
      case ArrowType.LargeBinary _ -> Optional.of(Conversion.LARGE_TO_VARIABLE);
      case ArrowType.BinaryView _ -> Optional.of(Conversion.VIEW_TO_VARIABLE);
      default -> Optional.empty();
    };
  }

  private static Optional<Conversion> fixed(int lengthBytes, SourceField source) {
    if (source.type() instanceof ArrowType.FixedSizeBinary fixed) {
      return keepIf(fixed.getByteWidth() == lengthBytes);
    }
    boolean isDeclared =
        source.metadata(ArrowMapping.FIXED_LENGTH_KEY).equals(Integer.toString(lengthBytes));
    return isDeclared && source.type() instanceof ArrowType.Binary
        ? Optional.of(Conversion.VARIABLE_TO_FIXED)
        : Optional.empty();
  }
}
