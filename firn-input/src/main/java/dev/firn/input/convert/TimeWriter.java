package dev.firn.input.convert;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;

/** Times of day without a zone, in microseconds; finer ones only if they are zeros. */
final class TimeWriter implements ScalarWriter {
  private static final int MICROS_OF_SECOND = 1_000_000;
  private static final int NANOS_OF_MICRO = 1_000;

  private final CalendarText calendar = new CalendarText();

  @Override
  public String expected() {
    return "a time as 12:30, 12:30:59 or 12:30:59.123456";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    calendar.moveTo(from);
    if (calendar.readTime(text, from + length)
        && calendar.at() == from + length
        && calendar.nanoOfSecond() % NANOS_OF_MICRO == 0) {
      long micros =
          (long) calendar.secondOfDay() * MICROS_OF_SECOND
              + calendar.nanoOfSecond() / NANOS_OF_MICRO;
      ((TimeMicroVector) to).setSafe(index, micros);
      return true;
    }
    writeDummy(to, index);
    return false;
  }
}
