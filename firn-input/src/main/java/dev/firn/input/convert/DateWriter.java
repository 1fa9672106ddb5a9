package dev.firn.input.convert;

import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;

/** Dates as ISO 8601 writes them, of the proleptic Gregorian calendar. */
final class DateWriter implements ScalarWriter {
  private final CalendarText calendar = new CalendarText();

  @Override
  public String expected() {
    return "a date as 2001-01-31";
  }

  @Override
  public boolean writeText(FieldVector to, int index, char[] text, int from, int length) {
    calendar.moveTo(from);
    boolean isDate = calendar.readDate(text, from + length) && calendar.at() == from + length;
    if (isDate && calendar.epochDay() == (int) calendar.epochDay()) {
      ((DateDayVector) to).setSafe(index, (int) calendar.epochDay());
      return true;
    }
    writeDummy(to, index);
    return false;
  }
}
