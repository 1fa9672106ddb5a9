package dev.firn.sql;

import dev.firn.engine.catalog.TypeLevels;
import dev.firn.engine.schema.NearestName;
import io.trino.sql.tree.DataType;
import io.trino.sql.tree.DataTypeParameter;
import io.trino.sql.tree.DateTimeDataType;
import io.trino.sql.tree.GenericDataType;
import io.trino.sql.tree.NumericParameter;
import io.trino.sql.tree.RowDataType;
import io.trino.sql.tree.TypeParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Types by Trino's names as Iceberg types. Refuses what Iceberg cannot keep as it is said: a {@code
 * varchar(10)} would lose its length, a {@code smallint} its range.
 */
final class ColumnTypes {
  private static final int DECIMAL_PRECISION_MAX = 38;

  private static final Set<String> NAMES =
      Set.of(
          "boolean",
          "integer",
          "int",
          "bigint",
          "real",
          "double",
          "decimal",
          "date",
          "time",
          "timestamp",
          "varchar",
          "varbinary",
          "uuid",
          "fixed",
          "variant",
          "geometry",
          "geography",
          "unknown",
          "row",
          "array",
          "map");

  /** What other systems call these types, where the letters do not tell. */
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("tinyint", "integer"),
          Map.entry("smallint", "integer"),
          Map.entry("long", "bigint"),
          Map.entry("hugeint", "decimal(38, 0)"),
          Map.entry("float", "real"),
          Map.entry("numeric", "decimal"),
          Map.entry("char", "varchar"),
          Map.entry("string", "varchar"),
          Map.entry("text", "varchar"),
          Map.entry("json", "varchar"),
          Map.entry("binary", "varbinary"),
          Map.entry("blob", "varbinary"),
          Map.entry("bytea", "varbinary"),
          Map.entry("datetime", "timestamp(6)"),
          Map.entry("timestamptz", "timestamp(6) with time zone"),
          Map.entry("struct", "row"),
          Map.entry("list", "array"));

  private final SqlPosition start;
  private final int formatVersion;
  private int lastId;
  private int levels;

  /**
   * @param start where the statement begins
   * @param formatVersion of the table, or the newest if only the table knows
   */
  ColumnTypes(SqlPosition start, int formatVersion) {
    this.start = start;
    this.formatVersion = formatVersion;
  }

  /** An id that no other field of the table has; Iceberg orders them afterwards. */
  int nextId() {
    lastId++;
    return lastId;
  }

  /** The type of a column; {@code path} names it in messages. */
  Type of(String path, DataType type) {
    int own = isMap(type) ? 2 : 1;
    levels += own;
    if (levels > TypeLevels.MAX) {
      throw start
          .of(type)
          .syntax(
              "Type of column '" + path.substring(0, path.indexOf('.')) + "'",
              "at most " + TypeLevels.MAX + " levels of types (a map is two)",
              "more",
              "");
    }
    Type mapped = mapped(path, type);
    levels -= own;
    return mapped;
  }

  private static boolean isMap(DataType type) {
    return type instanceof GenericDataType generic
        && generic.getName().getValue().equalsIgnoreCase("map");
  }

  private Type mapped(String path, DataType type) {
    return switch (type) {
      case RowDataType row -> row(path, row);
      case DateTimeDataType time -> dateTime(path, time);
      case GenericDataType generic -> generic(path, generic);
      default -> throw refusal(path, type, "one of " + names(), "");
    };
  }

  private Type row(String path, RowDataType row) {
    ColumnMapping.NameCheck names = new ColumnMapping.NameCheck("Field of '" + path + "'");
    List<Types.NestedField> fields = new ArrayList<>();
    for (RowDataType.Field field : row.getFields()) {
      String name =
          field
              .getName()
              .orElseThrow(() -> refusal(path, row, "a name for each field", "Name the fields."))
              .getValue();
      names.add(start.of(field), name);
      Type type = of(path + "." + name, field.getType());
      fields.add(Types.NestedField.optional(nextId(), name, type));
    }
    return Types.StructType.of(fields);
  }

  private Type dateTime(String path, DateTimeDataType type) {
    long precision = type.getPrecision().map(given -> number(path, type, given)).orElse(6L);
    if (type.getType() == DateTimeDataType.Type.TIME) {
      if (type.isWithTimeZone() || precision != 6) {
        throw refusal(path, type, "time(6)", "");
      }
      return Types.TimeType.get();
    }
    String zone = type.isWithTimeZone() ? " with time zone" : "";
    if (precision == 9) {
      requireFormat3(path, type);
      return type.isWithTimeZone()
          ? Types.TimestampNanoType.withZone()
          : Types.TimestampNanoType.withoutZone();
    }
    if (precision != 6) {
      throw refusal(path, type, "timestamp(6)" + zone + " or timestamp(9)" + zone, "");
    }
    return type.isWithTimeZone()
        ? Types.TimestampType.withZone()
        : Types.TimestampType.withoutZone();
  }

  private Type generic(String path, GenericDataType type) {
    String name = type.getName().getValue().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "decimal" -> decimal(path, type);
      case "fixed" -> fixed(path, type);
      case "array" -> array(path, type);
      case "map" -> map(path, type);
      case "variant", "geometry", "geography", "unknown" -> format3(path, type, name);
      default -> plain(path, type, name);
    };
  }

  private Type plain(String path, GenericDataType type, String name) {
    Type plain =
        switch (name) {
          case "boolean" -> Types.BooleanType.get();
          case "integer", "int" -> Types.IntegerType.get();
          case "bigint" -> Types.LongType.get();
          case "real" -> Types.FloatType.get();
          case "double", "double precision" -> Types.DoubleType.get();
          case "date" -> Types.DateType.get();
          case "varchar" -> Types.StringType.get();
          case "varbinary" -> Types.BinaryType.get();
          case "uuid" -> Types.UUIDType.get();
          default -> throw unknown(path, type, name);
        };
    if (!type.getArguments().isEmpty()) {
      throw refusal(path, type, name, "Iceberg keeps no length.");
    }
    return plain;
  }

  private RuntimeException unknown(String path, GenericDataType type, String name) {
    String meant = MEANT.get(name);
    if (meant == null) {
      meant = NearestName.of(name, NAMES).orElse("one of " + names());
    }
    return refusal(path, type, meant, "");
  }

  private Type decimal(String path, GenericDataType type) {
    List<Long> numbers =
        type.getArguments().stream().map(given -> number(path, type, given)).toList();
    long precision = numbers.isEmpty() ? DECIMAL_PRECISION_MAX : numbers.getFirst();
    long scale = numbers.size() < 2 ? 0 : numbers.get(1);
    if (numbers.size() > 2
        || precision < 1
        || precision > DECIMAL_PRECISION_MAX
        || scale > precision) {
      throw refusal(path, type, "decimal(p, s) with s ≤ p ≤ " + DECIMAL_PRECISION_MAX, "");
    }
    return Types.DecimalType.of((int) precision, (int) scale);
  }

  private Type fixed(String path, GenericDataType type) {
    long bytes =
        type.getArguments().size() == 1 ? number(path, type, type.getArguments().getFirst()) : 0;
    if (bytes < 1 || bytes > Integer.MAX_VALUE) {
      throw refusal(path, type, "fixed(n) with n bytes", "");
    }
    return Types.FixedType.ofLength((int) bytes);
  }

  private Type array(String path, GenericDataType type) {
    List<DataTypeParameter> arguments = type.getArguments();
    if (arguments.size() != 1 || !(arguments.getFirst() instanceof TypeParameter element)) {
      throw refusal(path, type, "array(type)", "");
    }
    Type elementType = of(path + ".element", element.getValue());
    return Types.ListType.ofOptional(nextId(), elementType);
  }

  private Type map(String path, GenericDataType type) {
    List<DataTypeParameter> arguments = type.getArguments();
    if (arguments.size() != 2
        || !(arguments.getFirst() instanceof TypeParameter key)
        || !(arguments.getLast() instanceof TypeParameter value)) {
      throw refusal(path, type, "map(type, type)", "");
    }
    Type keyType = of(path + ".key", key.getValue());
    Type valueType = of(path + ".value", value.getValue());
    int keyId = nextId();
    return Types.MapType.ofOptional(keyId, nextId(), keyType, valueType);
  }

  private Type format3(String path, GenericDataType type, String name) {
    requireFormat3(path, type);
    if (!type.getArguments().isEmpty()) {
      throw refusal(path, type, name, "");
    }
    return switch (name) {
      case "variant" -> Types.VariantType.get();
      case "geometry" -> Types.GeometryType.crs84();
      case "unknown" -> Types.UnknownType.get();
      default -> Types.GeographyType.crs84();
    };
  }

  private void requireFormat3(String path, DataType type) {
    if (formatVersion < 3) {
      throw refusal(
          path, type, "a type of format 2", "Create the table WITH (format_version = 3).");
    }
  }

  private long number(String path, DataType type, DataTypeParameter parameter) {
    if (parameter instanceof NumericParameter number && number.getValue().length() <= 9) {
      return number.getParsedValue();
    }
    throw refusal(path, type, "a small number between the brackets", "");
  }

  private RuntimeException refusal(String path, DataType type, String expected, String wayOut) {
    return start
        .of(type)
        .syntax("Type of column '" + path + "'", expected, "'" + type + "'", wayOut);
  }

  private static String names() {
    return String.join(", ", NAMES.stream().sorted().toList());
  }
}
