package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSql;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Defaults as the strings that DuckDB casts to a column's type without losing anything. */
final class DuckDbDefaults {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private DuckDbDefaults() {}

  /** A quoted string; empty if DuckDB has no literal of the type. */
  static Optional<String> literal(Type type, Object value) {
    return text(type, value).map(DuckDbSql::literal);
  }

  private static Optional<String> text(Type type, Object value) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, STRING, UUID -> Optional.of(value.toString());
      case DECIMAL -> Optional.of(((BigDecimal) value).toPlainString());
      case DATE -> Optional.of(LocalDate.ofEpochDay((Integer) value).toString());
      case TIME -> Optional.of(LocalTime.ofNanoOfDay((Long) value * 1_000).toString());
      case TIMESTAMP ->
          Optional.of(
              timestamp((Long) value, 1_000_000, ((Types.TimestampType) type).shouldAdjustToUTC()));
      case TIMESTAMP_NANO ->
          Optional.of(
              timestamp(
                  (Long) value,
                  NANOS_PER_SECOND,
                  ((Types.TimestampNanoType) type).shouldAdjustToUTC()));
      case FIXED, BINARY -> Optional.of(bytes(((ByteBuffer) value).duplicate()));
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> Optional.empty();
    };
  }

  private static String timestamp(long value, long perSecond, boolean hasZone) {
    long nanos = Math.floorMod(value, perSecond) * (NANOS_PER_SECOND / perSecond);
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos);
    String text = instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
    // Without seconds it would not be a timestamp to DuckDB.
    String whole = text.length() == "2026-01-02T03:04".length() ? text + ":00" : text;
    return whole.replace('T', ' ') + (hasZone ? "+00" : "");
  }

  private static String bytes(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    while (bytes.hasRemaining()) {
      text.append(String.format(java.util.Locale.ROOT, "\\x%02X", bytes.get()));
    }
    return text.toString();
  }
}
