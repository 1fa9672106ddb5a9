package dev.firn.engine.row;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps as their unit counted from 1970. With a zone only moments are taken, without one only
 * local times; nothing is shifted from one to the other. What is finer than the unit is refused.
 */
record TimestampWriter(boolean hasZone, int nanosOfUnit) implements FlatWriter {
  private static final long NANOS_OF_SECOND = 1_000_000_000L;

  static TimestampWriter of(Types.TimestampType type) {
    return new TimestampWriter(type.shouldAdjustToUTC(), 1_000);
  }

  static TimestampWriter of(Types.TimestampNanoType type) {
    return new TimestampWriter(type.shouldAdjustToUTC(), 1);
  }

  @Override
  public String expected() {
    return (hasZone ? "an Instant or OffsetDateTime " : "a LocalDateTime ")
        + (nanosOfUnit == 1
            ? "from 1677 to 2262, as nanoseconds of 64 bits count"
            : "in whole microseconds, as many as 64 bits count");
  }

  @Override
  public @Nullable Object read(Object given) {
    return switch (given) {
      case LocalDateTime local when !hasZone -> units(local.toInstant(ZoneOffset.UTC));
      case Instant moment when hasZone -> units(moment);
      case OffsetDateTime moment when hasZone -> units(moment.toInstant());
      default -> null;
    };
  }

  private @Nullable Long units(Instant moment) {
    long second = moment.getEpochSecond();
    int nanoOfSecond = moment.getNano();
    long unitsOfSecond = NANOS_OF_SECOND / nanosOfUnit;
    long fraction = nanoOfSecond / nanosOfUnit;
    long first = Math.floorDiv(Long.MIN_VALUE, unitsOfSecond);
    long last = Math.floorDiv(Long.MAX_VALUE, unitsOfSecond);
    boolean isBefore =
        second < first
            || (second == first && fraction < Math.floorMod(Long.MIN_VALUE, unitsOfSecond));
    boolean isAfter =
        second > last
            || (second == last && fraction > Math.floorMod(Long.MAX_VALUE, unitsOfSecond));
    if (nanoOfSecond % nanosOfUnit != 0 || isBefore || isAfter) {
      return null;
    }
    // The product may pass the range where the sum does not; then both wrap around, and back.
    return second * unitsOfSecond + fraction;
  }

  @Override
  public long slotBits() {
    return Long.SIZE + 1;
  }

  @Override
  public long write(FieldVector to, int index, Object value) {
    ((TimeStampVector) to).setSafe(index, (Long) value);
    return slotBits();
  }
}
