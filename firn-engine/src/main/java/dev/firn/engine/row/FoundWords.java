package dev.firn.engine.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Refused Java values in the words of a violation: their class, and what they are if it is short.
 */
final class FoundWords {
  /** Enough to recognise a value by, short enough for a line. */
  private static final int CHARS_MAX = 100;

  /** Numbers with more digits are not printed, which would take time by the square of them. */
  private static final int DIGITS_MAX = 100;

  private FoundWords() {}

  /** Objects of foreign classes are not asked for their text: it may be anything, or fail. */
  static String of(Object found) {
    String name = found.getClass().getSimpleName();
    return switch (found) {
      case CharSequence text -> name + " '" + shown(text) + "'";
      case BigDecimal number when number.precision() > DIGITS_MAX ->
          "BigDecimal of " + number.precision() + " digits";
      case BigInteger number when number.bitLength() > DIGITS_MAX * 3 ->
          "BigInteger of " + number.bitLength() + " bits";
      case Boolean _, Character _ -> name + " " + shown(found.toString());
      case Byte _, Short _, Integer _, Long _, Float _, Double _ -> name + " " + found;
      case BigInteger _, BigDecimal _, UUID _ -> name + " " + found;
      case LocalDate _, LocalTime _, LocalDateTime _ -> name + " " + found;
      case Instant _, OffsetDateTime _, ZonedDateTime _ -> name + " " + found;
      case byte[] bytes -> "byte[] of " + bytes.length + " bytes";
      case ByteBuffer bytes -> "ByteBuffer of " + bytes.remaining() + " bytes";
      case Object[] values -> "Object[] of " + values.length + " values";
      case Map<?, ?> map -> "Map of " + map.size() + " entries";
      case Collection<?> collection -> "Collection of " + collection.size() + " elements";
      default -> "an object of class " + found.getClass().getTypeName();
    };
  }

  /** A text, cut if it is long, without characters that do not print. */
  static String shown(CharSequence text) {
    StringBuilder shown = new StringBuilder();
    int at = 0;
    while (at < text.length() && at < CHARS_MAX) {
      int point = Character.codePointAt(text, at);
      if (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE) {
        shown.append(String.format(Locale.ROOT, "\\u%04X", point));
      } else {
        shown.appendCodePoint(point);
      }
      at += Character.charCount(point);
    }
    return at < text.length()
        ? shown.append("… (").append(text.length()).append(" characters)").toString()
        : shown.toString();
  }
}
