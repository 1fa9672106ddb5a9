package dev.firn.engine.schema;

import java.util.Locale;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.iceberg.types.Type;

/** Types in the words of a message: the table's as Iceberg writes them, a source's plainly. */
final class TypeWords {
  private TypeWords() {}

  static String of(Type type) {
    return switch (type.typeId()) {
      case STRUCT -> "struct";
      case LIST -> "list";
      case MAP -> "map";
      default -> type.toString();
    };
  }

  static String of(SourceField field) {
    String storage = of(field.type());
    String fixedLength = field.metadata(ArrowMapping.FIXED_LENGTH_KEY);
    if (!fixedLength.isEmpty()) {
      storage = "fixed[" + fixedLength + "] given as " + storage;
    }
    return field.extension().map(name -> "'" + name + "'").orElse(storage);
  }

  private static String of(ArrowType type) {
    return switch (type) {
      case ArrowType.Bool _ -> "boolean";
      case ArrowType.Int number -> (number.getIsSigned() ? "int" : "uint") + number.getBitWidth();
      case ArrowType.FloatingPoint number ->
          switch (number.getPrecision()) {
            case HALF -> "float16";
            case SINGLE -> "float";
            case DOUBLE -> "double";
          };
      case ArrowType.Decimal decimal -> decimal(decimal);
      case ArrowType.Date date -> date.getUnit() == DateUnit.DAY ? "date" : "date in milliseconds";
      case ArrowType.Time time -> "time in " + unit(time.getUnit());
      case ArrowType.Timestamp timestamp -> timestamp(timestamp);
      case ArrowType.Utf8 _, ArrowType.LargeUtf8 _, ArrowType.Utf8View _ -> "string";
      case ArrowType.Binary _, ArrowType.LargeBinary _, ArrowType.BinaryView _ -> "binary";
      case ArrowType.FixedSizeBinary fixed -> "fixed[" + fixed.getByteWidth() + "]";
      case ArrowType.Struct _ -> "struct";
      case ArrowType.List _, ArrowType.LargeList _, ArrowType.FixedSizeList _ -> "list";
      case ArrowType.Map _ -> "map";
      case ArrowType.Null _ -> "only nulls";
      default -> type.getTypeID().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String decimal(ArrowType.Decimal type) {
    String words = "decimal(" + type.getPrecision() + ", " + type.getScale() + ")";
    return type.getBitWidth() == 128 ? words : words + " of " + type.getBitWidth() + " bits";
  }

  private static String timestamp(ArrowType.Timestamp type) {
    String zone = type.getTimezone();
    return "timestamp in "
        + unit(type.getUnit())
        + (zone == null ? " without zone" : " with zone '" + zone + "'");
  }

  private static String unit(org.apache.arrow.vector.types.TimeUnit unit) {
    return unit.name().toLowerCase(Locale.ROOT) + "s";
  }
}
