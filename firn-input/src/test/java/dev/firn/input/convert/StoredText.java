package dev.firn.input.convert;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** What stands in a vector, as text; made with java.time and Arrow's own accessors. */
final class StoredText {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");

  private StoredText() {}

  static String of(FieldVector vector, int index) {
    if (vector.isNull(index)) {
      return "null";
    }
    return switch (vector) {
      case BitVector bits -> bits.get(index) == 1 ? "true" : "false";
      case DateDayVector days -> LocalDate.ofEpochDay(days.get(index)).toString();
      case TimeMicroVector micros ->
          DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS")
              .format(LocalTime.ofNanoOfDay(micros.get(index) * 1_000));
      case TimeStampVector stamp -> moment(stamp, index);
      case VarCharVector text -> new String(text.get(index), StandardCharsets.UTF_8);
      case VarBinaryVector bytes -> "0x" + HexFormat.of().formatHex(bytes.get(index));
      case FixedSizeBinaryVector fixed -> fixed(fixed, index);
      default -> String.valueOf(vector.getObject(index));
    };
  }

  private static String fixed(FixedSizeBinaryVector vector, int index) {
    String hex = HexFormat.of().formatHex(vector.get(index));
    return vector.getByteWidth() == 16
        ? new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16),
                Long.parseUnsignedLong(hex.substring(16), 16))
            .toString()
        : "0x" + hex;
  }

  private static String moment(TimeStampVector vector, int index) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    long perSecond = type.getUnit() == TimeUnit.NANOSECOND ? 1_000_000_000L : 1_000_000L;
    long value = vector.get(index);
    long nanos = Math.floorMod(value, perSecond) * (1_000_000_000L / perSecond);
    LocalDateTime moment =
        Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos)
            .atOffset(ZoneOffset.UTC)
            .toLocalDateTime();
    DateTimeFormatter format = nanos % 1_000 == 0 ? MICROS : NANOS;
    return format.format(moment) + (type.getTimezone() == null ? "" : "Z");
  }
}
