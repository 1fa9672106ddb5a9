package dev.firn.sql.record;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.function.ToLongFunction;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.iceberg.types.Type;

/** Dates, times and moments, of which Iceberg's records hold the classes of java.time. */
final class TemporalFills {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private TemporalFills() {}

  static ValueFill of(Type type, FieldVector vector) {
    return switch (type.typeId()) {
      case DATE -> {
        DateDayVector days = (DateDayVector) vector;
        yield ValueFill.fixed(
            Integer.BYTES,
            (at, value) -> days.setSafe(at, Math.toIntExact(((LocalDate) value).toEpochDay())));
      }
      case TIME -> {
        TimeMicroVector times = (TimeMicroVector) vector;
        yield ValueFill.fixed(
            Long.BYTES,
            (at, value) -> times.setSafe(at, ((LocalTime) value).toNanoOfDay() / NANOS_PER_MICRO));
      }
      case TIMESTAMP -> moments((TimeStampVector) vector, TemporalFills::micros);
      case TIMESTAMP_NANO -> moments((TimeStampVector) vector, TemporalFills::nanos);
      default -> throw new IllegalStateException(type + " is no time");
    };
  }

  private static ValueFill moments(TimeStampVector vector, ToLongFunction<LocalDateTime> number) {
    return ValueFill.fixed(
        Long.BYTES, (at, value) -> vector.setSafe(at, number.applyAsLong(inUtc(value))));
  }

  /** A file may hold other classes than its column's: INT96 has a zone, a promoted date no time. */
  private static LocalDateTime inUtc(Object value) {
    return switch (value) {
      case LocalDateTime moment -> moment;
      case OffsetDateTime moment -> moment.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      case LocalDate date -> date.atStartOfDay();
      default -> throw new IllegalStateException("A moment of " + value.getClass());
    };
  }

  private static long micros(LocalDateTime moment) {
    return Math.addExact(
        Math.multiplyExact(moment.toEpochSecond(ZoneOffset.UTC), MICROS_PER_SECOND),
        moment.get(ChronoField.NANO_OF_SECOND) / NANOS_PER_MICRO);
  }

  private static long nanos(LocalDateTime moment) {
    return Math.addExact(
        Math.multiplyExact(moment.toEpochSecond(ZoneOffset.UTC), NANOS_PER_SECOND),
        moment.get(ChronoField.NANO_OF_SECOND));
  }
}
