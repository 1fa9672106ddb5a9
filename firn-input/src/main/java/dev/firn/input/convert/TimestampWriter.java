package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.iceberg.types.Types;

/**
 * Timestamps: a date, {@code T} or a space, a time, and an offset from UTC exactly where the type
 * has a zone. Digits finer than the type's unit must be zeros; nothing is added, dropped or shifted
 * that the text does not say.
 */
final class TimestampWriter implements ScalarWriter {
  private static final int SECONDS_OF_DAY = 86_400;

  private final boolean hasZone;
  private final int nanosOfUnit;
  private final CalendarText calendar = new CalendarText();

  private TimestampWriter(boolean hasZone, int nanosOfUnit) {
    this.hasZone = hasZone;
    this.nanosOfUnit = nanosOfUnit;
  }

  static TimestampWriter of(Types.TimestampType type) {
    return new TimestampWriter(type.shouldAdjustToUTC(), 1_000);
  }

  static TimestampWriter of(Types.TimestampNanoType type) {
    return new TimestampWriter(type.shouldAdjustToUTC(), 1);
  }

  @Override
  public String expected() {
    String digits = nanosOfUnit == 1 ? "123456789, 1677 to 2262" : "123456";
    return hasZone
        ? "a timestamp with Z or an offset as 2001-01-31T12:30:59Z or …59." + digits
        : "a timestamp without zone as 2001-01-31T12:30:59 or …59." + digits;
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    int end = from + length;
    calendar.moveTo(from);
    if (readMoment(text, end)
        && (!hasZone || calendar.readOffset(text, end))
        && calendar.at() == end
        && calendar.nanoOfSecond() % nanosOfUnit == 0
        && write((TimeStampVector) to, index)) {
      return true;
    }
    writeDummy(to, index);
    return false;
  }

  private boolean readMoment(char[] text, int end) {
    if (!calendar.readDate(text, end) || calendar.at() >= end) {
      return false;
    }
    char separator = text[calendar.at()];
    calendar.moveTo(calendar.at() + 1);
    return (separator == 'T' || separator == ' ') && calendar.readTime(text, end);
  }

  /** Counts the units since 1970; false if they are more than 64 bits hold. */
  private boolean write(TimeStampVector to, int index) {
    long second = calendar.epochDay() * SECONDS_OF_DAY + calendar.secondOfDay();
    second -= hasZone ? calendar.offsetSeconds() : 0;
    long unitsOfSecond = 1_000_000_000L / nanosOfUnit;
    long fraction = calendar.nanoOfSecond() / nanosOfUnit;
    // Rounded towards zero first, so that the first moment of the range is reached from within.
    long whole = second < 0 ? second + 1 : second;
    long rest = second < 0 ? fraction - unitsOfSecond : fraction;
    long units = whole * unitsOfSecond;
    if (Math.multiplyHigh(whole, unitsOfSecond) != units >> 63) {
      return false;
    }
    long sum = units + rest;
    if (((units ^ sum) & (rest ^ sum)) < 0) {
      return false;
    }
    to.setSafe(index, sum);
    return true;
  }
}
