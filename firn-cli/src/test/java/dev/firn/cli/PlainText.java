package dev.firn.cli;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** One text per value of a flat Iceberg type, whichever reader it came from. */
final class PlainText {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");

  private PlainText() {}

  /** A value as the Python readers print it. */
  static String ofPython(Type type, String text) {
    return text == null ? null : number(type, text.replace("inf", "Infinity"));
  }

  /** A value as {@code firn query --format json} prints it. */
  static String ofQuery(Type type, String text) {
    if (text == null) {
      return null;
    }
    return switch (type.typeId()) {
      case UUID -> text.replace("-", "");
      case FIXED, BINARY -> HexFormat.of().formatHex(Base64.getDecoder().decode(text));
      default -> number(type, text);
    };
  }

  /** A value of Iceberg's generic records. */
  static String ofIceberg(Type type, Object value) {
    return switch (value) {
      case null -> null;
      case LocalTime time -> TIME.format(time);
      case LocalDateTime moment -> moment(type, moment);
      case OffsetDateTime moment -> moment(type, moment.toLocalDateTime()) + "Z";
      case UUID uuid -> uuid.toString().replace("-", "");
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case ByteBuffer bytes -> {
        byte[] copied = new byte[bytes.remaining()];
        bytes.duplicate().get(copied);
        yield HexFormat.of().formatHex(copied);
      }
      default -> number(type, value.toString());
    };
  }

  private static String number(Type type, String text) {
    return switch (type.typeId()) {
      case FLOAT -> Float.toString((float) Double.parseDouble(text));
      case DOUBLE -> Double.toString(Double.parseDouble(text));
      case DECIMAL ->
          new BigDecimal(text).setScale(((Types.DecimalType) type).scale()).toPlainString();
      // The readers in Python print nanoseconds only where there are some.
      case TIMESTAMP_NANO -> text.replaceFirst("(\\.\\d{6})(Z?)$", "$1000$2");
      default -> text;
    };
  }

  private static String moment(Type type, LocalDateTime moment) {
    return (type.typeId() == Type.TypeID.TIMESTAMP_NANO ? NANOS : MICROS).format(moment);
  }
}
