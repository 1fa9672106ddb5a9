package dev.firn.sql;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A column's default as the literal that stands after DEFAULT. */
final class DefaultText {
  private DefaultText() {}

  /** The literal; empty if SQL has none for the value. */
  static Optional<String> of(Type type, Object value) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG -> Optional.of(value.toString());
      case FLOAT, DOUBLE ->
          Optional.of(value.toString())
              .filter(text -> Character.isDigit(text.charAt(text.length() - 1)));
      case DECIMAL -> Optional.of(((BigDecimal) value).toPlainString()).map(DefaultText::withPoint);
      case STRING -> Optional.of(SqlText.string(value.toString()));
      case UUID -> Optional.of("UUID '" + value + "'");
      case DATE -> Optional.of("DATE '" + LocalDate.ofEpochDay((Integer) value) + "'");
      case TIME -> Optional.of("TIME '" + LocalTime.ofNanoOfDay((Long) value * 1_000) + "'");
      case TIMESTAMP ->
          Optional.of(
              timestamp((Long) value, 1_000_000, ((Types.TimestampType) type).shouldAdjustToUTC()));
      case TIMESTAMP_NANO ->
          Optional.of(
              timestamp(
                  (Long) value,
                  1_000_000_000,
                  ((Types.TimestampNanoType) type).shouldAdjustToUTC()));
      case FIXED, BINARY -> Optional.of("X'" + hex((ByteBuffer) value) + "'");
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> Optional.empty();
    };
  }

  /** Without one, more digits than a bigint has would be no number to the parser. */
  private static String withPoint(String digits) {
    return digits.contains(".") ? digits : digits + ".";
  }

  private static String timestamp(long value, long perSecond, boolean hasZone) {
    long nanos = Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond);
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), (int) nanos, ZoneOffset.UTC);
    return "TIMESTAMP '" + time.toString().replace('T', ' ') + (hasZone ? " UTC'" : "'");
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
