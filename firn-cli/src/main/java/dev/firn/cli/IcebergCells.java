package dev.firn.cli;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Single values in Iceberg's internal form as cells; see {@link Cells}. */
final class IcebergCells {
  private IcebergCells() {}

  static Object of(Type type, Object value) {
    return switch (type) {
      case Types.DateType _ -> LocalDate.ofEpochDay((int) value);
      case Types.TimeType _ -> LocalTime.MIDNIGHT.plus((long) value, ChronoUnit.MICROS);
      case Types.TimestampType moment ->
          moment((long) value, ChronoUnit.MICROS, moment.shouldAdjustToUTC());
      case Types.TimestampNanoType moment ->
          moment((long) value, ChronoUnit.NANOS, moment.shouldAdjustToUTC());
      default -> value instanceof ByteBuffer binary ? bytes(binary) : value;
    };
  }

  private static Object moment(long value, ChronoUnit unit, boolean hasZone) {
    Instant instant = Instant.EPOCH.plus(value, unit);
    return hasZone ? instant : instant.atOffset(ZoneOffset.UTC).toLocalDateTime();
  }

  private static byte[] bytes(ByteBuffer binary) {
    byte[] bytes = new byte[binary.remaining()];
    binary.duplicate().get(bytes);
    return bytes;
  }
}
