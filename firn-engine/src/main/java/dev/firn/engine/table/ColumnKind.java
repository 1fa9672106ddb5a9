package dev.firn.engine.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.types.Type;

/**
 * What a column's values are like, as far as compression cares. Every type that has values of its
 * own in a file is of one kind; lists, maps and structs have leaves instead, and a variant's
 * columns in the file are not the table's.
 */
public enum ColumnKind {
  /** Strings. */
  TEXT,
  /** Whole numbers, floating-point numbers, decimals. */
  NUMERIC,
  BOOLEAN,
  /** Dates, times, timestamps of every precision, with and without a zone. */
  TEMPORAL,
  /** Bytes, of fixed or any length; geometries and geographies, which are kept as bytes. */
  BINARY,
  UUID;

  /** The kind of a type; empty for types without values of their own. */
  public static Optional<ColumnKind> of(Type type) {
    return switch (type.typeId()) {
      case STRING -> Optional.of(TEXT);
      case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> Optional.of(NUMERIC);
      case BOOLEAN -> Optional.of(BOOLEAN);
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> Optional.of(TEMPORAL);
      case BINARY, FIXED, GEOMETRY, GEOGRAPHY -> Optional.of(BINARY);
      case UUID -> Optional.of(UUID);
      case STRUCT, LIST, MAP, VARIANT, UNKNOWN -> Optional.empty();
    };
  }

  /** The kind of this name, which is in lower case. */
  public static Optional<ColumnKind> find(String name) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(name)).findFirst();
  }

  /** Its name in configurations. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
