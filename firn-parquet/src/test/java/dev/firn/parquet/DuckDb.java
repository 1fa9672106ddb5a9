package dev.firn.parquet;

import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads files with DuckDB. */
final class DuckDb implements AutoCloseable {
  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  static DuckDb open() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET autoinstall_known_extensions = false");
      statement.execute("SET threads = 1");
      statement.execute("SET TimeZone = 'UTC'");
    }
    return new DuckDb(connection);
  }

  /** Whether it reads this; what it does not, it refuses by name. */
  static boolean reads(Kind kind, Encoding encoding) {
    return switch (kind) {
      case DECIMAL_19, DECIMAL_38, FIXED_5, UUID -> encoding != Encoding.BYTE_STREAM_SPLIT;
      default -> true;
    };
  }

  /** The values of all columns, as {@link Kind} has them. */
  List<List<Object>> read(Path path, List<TestTable.Column> columns) throws SQLException {
    List<List<Object>> values = new ArrayList<>();
    List<String> selected = new ArrayList<>();
    for (TestTable.Column column : columns) {
      values.add(new ArrayList<>());
      selected.add(expression(column.kind(), '"' + column.name() + '"'));
    }
    String sql = "SELECT " + String.join(", ", selected) + " FROM read_parquet('" + path + "')";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        for (int i = 0; i < columns.size(); i++) {
          values.get(i).add(value(rows, i + 1, columns.get(i).kind()));
        }
      }
    }
    return values;
  }

  /** The number that a query gives. */
  int count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String expression(Kind kind, String name) {
    return switch (kind) {
      case DATE -> "(" + name + " - DATE '1970-01-01')";
      case TIME ->
          "((hour(%s) * 60 + minute(%s)) * 60000000 + microsecond(%s))".replace("%s", name);
      case TIMESTAMP, TIMESTAMP_ZONE -> "epoch_us(" + name + ")";
      case TIMESTAMP_NANOS -> "epoch_ns(" + name + ")";
      case TIMESTAMP_NANOS_ZONE -> "epoch_us(CAST(" + name + " AS TIMESTAMPTZ)) * 1000";
      case BINARY, LARGE_BINARY, FIXED_5 -> "hex(" + name + ")";
      case UUID -> "replace(CAST(" + name + " AS VARCHAR), '-', '')";
      case BOOL,
          INT8,
          INT16,
          INT32,
          INT64,
          FLOAT,
          DOUBLE,
          DECIMAL_5,
          DECIMAL_9,
          DECIMAL_18,
          DECIMAL_19,
          DECIMAL_38,
          STRING,
          LARGE_STRING ->
          name;
    };
  }

  private static Object value(ResultSet rows, int column, Kind kind) throws SQLException {
    Object value =
        switch (kind) {
          case BOOL -> rows.getBoolean(column);
          case INT8, INT16, INT32, DATE -> rows.getInt(column);
          case INT64, TIME, TIMESTAMP, TIMESTAMP_ZONE, TIMESTAMP_NANOS, TIMESTAMP_NANOS_ZONE ->
              rows.getLong(column);
          case FLOAT -> Float.floatToIntBits(rows.getFloat(column));
          case DOUBLE -> Double.doubleToLongBits(rows.getDouble(column));
          case DECIMAL_5, DECIMAL_9, DECIMAL_18, DECIMAL_19, DECIMAL_38 ->
              rows.getBigDecimal(column);
          case STRING, LARGE_STRING -> rows.getString(column);
          case BINARY, LARGE_BINARY, FIXED_5, UUID -> lower(rows.getString(column));
        };
    return rows.wasNull() ? null : value;
  }

  /**
   * The rows of a file of nested columns, of numbers, booleans and text only. Structs and entries
   * are lists, maps are sets of entries, because DuckDB's driver forgets their order.
   */
  List<List<Object>> readNested(Path path, List<Shape> shapes) throws SQLException {
    List<List<Object>> columns = new ArrayList<>();
    shapes.forEach(shape -> columns.add(new ArrayList<>()));
    String sql = "SELECT * FROM read_parquet('" + path + "')";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        for (int i = 0; i < shapes.size(); i++) {
          columns.get(i).add(nested(rows.getObject(i + 1)));
        }
      }
    }
    return columns;
  }

  /** A table's values in the form of {@link #readNested}. */
  static List<List<Object>> unordered(NestedTable table) {
    List<List<Object>> columns = new ArrayList<>();
    for (int i = 0; i < table.shapes().size(); i++) {
      List<Object> values = new ArrayList<>();
      for (Object value : table.columns().get(i)) {
        values.add(unordered(table.shapes().get(i), value));
      }
      columns.add(values);
    }
    return columns;
  }

  private static Object unordered(Shape shape, Object value) {
    if (value == null) {
      return null;
    }
    return switch (shape) {
      case Shape.Leaf _ -> value;
      case Shape.Struct struct -> fields(struct.fields(), (List<?>) value);
      case Shape.ListOf list -> {
        List<Object> elements = new ArrayList<>();
        ((List<?>) value).forEach(element -> elements.add(unordered(list.element(), element)));
        yield elements;
      }
      case Shape.MapOf map -> {
        Set<Object> entries = new HashSet<>();
        for (Object entry : (List<?>) value) {
          entries.add(fields(List.of(map.key(), map.value()), (List<?>) entry));
        }
        yield entries;
      }
    };
  }

  private static List<Object> fields(List<Shape> shapes, List<?> values) {
    List<Object> fields = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      fields.add(unordered(shapes.get(i), values.get(i)));
    }
    return fields;
  }

  private static Object nested(Object value) throws SQLException {
    return switch (value) {
      case Struct struct -> all(struct.getAttributes());
      case Array array -> all((Object[]) array.getArray());
      case Map<?, ?> map -> {
        Set<Object> entries = new HashSet<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          entries.add(all(new Object[] {entry.getKey(), entry.getValue()}));
        }
        yield entries;
      }
      case null, default -> value;
    };
  }

  private static List<Object> all(Object[] values) throws SQLException {
    List<Object> all = new ArrayList<>();
    for (Object value : values) {
      all.add(nested(value));
    }
    return all;
  }

  private static Object lower(String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
