package dev.firn.sql.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A column of a {@link ModelledTable}: its types, and values of it as DuckDB's literals. */
final class ModelColumn {
  /** What a column can hold. */
  enum Kind {
    INT("integer", "INTEGER"),
    LONG("bigint", "BIGINT"),
    FLOAT("real", "FLOAT"),
    DOUBLE("double", "DOUBLE"),
    DECIMAL("decimal(9, 2)", "DECIMAL(9, 2)"),
    WIDE_DECIMAL("decimal(30, 4)", "DECIMAL(30, 4)"),
    TEXT("varchar", "VARCHAR"),
    FLAG("boolean", "BOOLEAN"),
    DATE("date", "DATE"),
    TIME("time(6)", "TIME"),
    TIMESTAMP("timestamp(6)", "TIMESTAMP"),
    INSTANT("timestamp(6) with time zone", "TIMESTAMPTZ"),
    UUID("uuid", "UUID"),
    BYTES("varbinary", "BLOB"),
    STRUCT("row(a integer, b varchar)", "STRUCT(a INTEGER, b VARCHAR)");

    final String firnType;
    final String duckDbType;

    Kind(String firnType, String duckDbType) {
      this.firnType = firnType;
      this.duckDbType = duckDbType;
    }
  }

  private static final int KNOWN_MAX = 40;

  final Kind kind;
  final Random random;
  final List<String> known = new ArrayList<>();
  String name;
  String first = "a";
  String second = "b";
  String firnType;
  String duckDbType;

  ModelColumn(String name, Kind kind, Random random) {
    this.name = name;
    this.kind = kind;
    this.random = random;
    this.firnType = kind.firnType;
    this.duckDbType = kind.duckDbType;
  }

  /** Its type as it is now. */
  String duckDbType() {
    return kind == Kind.STRUCT
        ? "STRUCT(" + first + " INTEGER, " + second + " VARCHAR)"
        : duckDbType;
  }

  /** A new value, often one that was there before, sometimes null. */
  String value() {
    if (random.nextInt(9) == 0) {
      return "NULL";
    }
    if (!known.isEmpty() && random.nextInt(3) == 0) {
      return knownValue();
    }
    String value = fresh();
    if (known.size() < KNOWN_MAX) {
      known.add(value);
    }
    return value;
  }

  /** A value that rows may have, or one beside it. */
  String knownValue() {
    return known.isEmpty() || random.nextInt(5) == 0
        ? fresh()
        : known.get(random.nextInt(known.size()));
  }

  private String fresh() {
    return switch (kind) {
      case INT -> Integer.toString(random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(20));
      case LONG ->
          Long.toString(random.nextInt(8) == 0 ? random.nextLong() / 2 : random.nextInt(9));
      case FLOAT, DOUBLE -> floating();
      case DECIMAL -> random.nextInt(20) - 9 + "." + (10 + random.nextInt(90));
      case WIDE_DECIMAL ->
          random.nextInt(9) == 0
              ? "-12345678901234567890123456.7891"
              : random.nextInt(20) + "." + (1000 + random.nextInt(9));
      case TEXT -> "'" + text() + "'";
      case FLAG -> random.nextBoolean() ? "true" : "false";
      case DATE -> "DATE '" + date() + "'";
      case TIME -> "TIME '" + time() + "'";
      case TIMESTAMP -> "TIMESTAMP '" + date() + " " + time() + "'";
      case INSTANT -> "TIMESTAMPTZ '" + date() + " " + time() + "+00'";
      case UUID ->
          "UUID '%08x-0000-4000-%04x-000000000000'"
              .formatted(random.nextInt(4) << 30, 0x7000 + random.nextInt(2) * 0x2000);
      case BYTES -> "'\\x%02X\\x%02X'::BLOB".formatted(random.nextInt(256), random.nextInt(3));
      case STRUCT ->
          "{'"
              + first
              + "': "
              + (random.nextInt(4) == 0 ? "NULL" : random.nextInt(10))
              + ", '"
              + second
              + "': '"
              + text()
              + "'}";
    };
  }

  private String floating() {
    return switch (random.nextInt(9)) {
      case 0 -> "'NaN'::" + duckDbType;
      case 1 -> "'-0.0'::" + duckDbType;
      case 2 -> "0.0::" + duckDbType;
      case 3 -> "'Infinity'::" + duckDbType;
      case 4 -> "'-Infinity'::" + duckDbType;
      default -> (random.nextInt(40) - 20) / 4.0 + "::" + duckDbType;
    };
  }

  private String text() {
    List<String> texts =
        List.of("", "a", "ab", "abc", "b", "San José", "zürich", "\uffee", "\ud83d\ude00x", "SFO");
    return texts.get(random.nextInt(texts.size())) + (random.nextInt(3) == 0 ? "x".repeat(20) : "");
  }

  private String date() {
    int year = random.nextInt(6) == 0 ? 1969 : 2001 + random.nextInt(2);
    return "%04d-%02d-%02d".formatted(year, 1 + random.nextInt(4), 1 + random.nextInt(28));
  }

  private String time() {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:00.%06d",
        random.nextInt(24),
        random.nextInt(60),
        random.nextInt(3));
  }
}
