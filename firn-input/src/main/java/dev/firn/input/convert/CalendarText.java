package dev.firn.input.convert;

/**
 * Dates, times and offsets in characters (ISO 8601, the extended format), as days, nanoseconds and
 * seconds. Each method begins at a place and leaves {@link #at} behind what it read.
 *
 * <p>Threads: one at a time; holds the parts of the last value.
 */
final class CalendarText {
  private static final int YEAR_DIGITS = 4;

  /** Enough for every date that 32 bits of days can hold. */
  private static final int YEAR_DIGITS_MAX = 7;

  private static final int NANO_DIGITS = 9;
  private static final int OFFSET_SECONDS_MAX = 18 * 3600;
  private static final long DAYS_TO_1970 = 719_528;

  private int at;
  private long epochDay;
  private int secondOfDay;
  private int nanoOfSecond;
  private int offsetSeconds;

  /** Begins at a place. */
  void moveTo(int place) {
    at = place;
  }

  /** The place behind what was read. */
  int at() {
    return at;
  }

  long epochDay() {
    return epochDay;
  }

  int secondOfDay() {
    return secondOfDay;
  }

  int nanoOfSecond() {
    return nanoOfSecond;
  }

  int offsetSeconds() {
    return offsetSeconds;
  }

  /** Reads a date, {@code 2001-01-31}. Years beyond four digits have a sign, as ISO 8601 asks. */
  boolean readDate(char[] text, int end) {
    int yearStart = at;
    char sign = at < end ? text[at] : ' ';
    boolean hasSign = sign == '-' || sign == '+';
    int digitStart = hasSign ? at + 1 : at;
    int digitEnd = digitStart;
    while (digitEnd < end && Letters.isDigit(text[digitEnd])) {
      digitEnd++;
    }
    int digitCount = digitEnd - digitStart;
    boolean isYear =
        hasSign
            ? digitCount >= (sign == '+' ? YEAR_DIGITS + 1 : YEAR_DIGITS)
                && digitCount <= YEAR_DIGITS_MAX
            : digitCount == YEAR_DIGITS;
    if (!isYear || digitEnd + 6 > end || text[digitEnd] != '-' || text[digitEnd + 3] != '-') {
      return false;
    }
    int year = Letters.digits(text, digitStart, digitCount);
    int month = Letters.digits(text, digitEnd + 1, 2);
    int day = Letters.digits(text, digitEnd + 4, 2);
    at = digitEnd + 6;
    boolean isMinusZero = text[yearStart] == '-' && year == 0;
    return !isMinusZero && setDay(text[yearStart] == '-' ? -year : year, month, day);
  }

  /** Reads a time of day, {@code 12:30}, {@code 12:30:59} or with a fraction of a second. */
  boolean readTime(char[] text, int end) {
    if (at + 5 > end || text[at + 2] != ':') {
      return false;
    }
    int hour = Letters.digits(text, at, 2);
    int minute = Letters.digits(text, at + 3, 2);
    int second = 0;
    nanoOfSecond = 0;
    at += 5;
    if (at < end && text[at] == ':') {
      if (at + 3 > end) {
        return false;
      }
      second = Letters.digits(text, at + 1, 2);
      at += 3;
      if (at < end && text[at] == '.' && !readFraction(text, end)) {
        return false;
      }
    }
    secondOfDay = (hour * 60 + minute) * 60 + second;
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  }

  /** Reads {@code Z}, {@code +01}, {@code +01:30} or {@code +0130}; at most 18 hours. */
  boolean readOffset(char[] text, int end) {
    if (at >= end) {
      return false;
    }
    char sign = text[at];
    if (sign == 'Z') {
      offsetSeconds = 0;
      at++;
      return true;
    }
    if ((sign != '+' && sign != '-') || at + 3 > end) {
      return false;
    }
    int hours = Letters.digits(text, at + 1, 2);
    at += 3;
    int minutes = 0;
    if (at < end) {
      int minuteStart = text[at] == ':' ? at + 1 : at;
      if (minuteStart + 2 > end) {
        return false;
      }
      minutes = Letters.digits(text, minuteStart, 2);
      at = minuteStart + 2;
    }
    int seconds = (hours * 60 + minutes) * 60;
    offsetSeconds = sign == '-' ? -seconds : seconds;
    return hours >= 0 && minutes >= 0 && minutes < 60 && seconds <= OFFSET_SECONDS_MAX;
  }

  /** Digits beyond nanoseconds must be zeros. */
  private boolean readFraction(char[] text, int end) {
    int start = at + 1;
    int digits = start;
    int nanos = 0;
    while (digits < end && Letters.isDigit(text[digits])) {
      if (digits - start < NANO_DIGITS) {
        nanos = nanos * 10 + (text[digits] - '0');
      } else if (text[digits] != '0') {
        return false;
      }
      digits++;
    }
    for (int missing = digits - start; missing < NANO_DIGITS; missing++) {
      nanos *= 10;
    }
    nanoOfSecond = nanos;
    at = digits;
    return digits > start;
  }

  private boolean setDay(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) {
      return false;
    }
    epochDay = epochDay(year, month, day);
    return true;
  }

  private static int lengthOfMonth(int year, int month) {
    if (month == 2) {
      boolean isLeap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
      return isLeap ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days of the proleptic Gregorian calendar, counted in years that begin in March. */
  private static long epochDay(int year, int month, int day) {
    long marchYear = month > 2 ? year : year - 1L;
    long monthOfMarchYear = month > 2 ? month - 3 : month + 9;
    long leapDays =
        Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
    // March 1st of year 0 is the 61st day of that leap year.
    return marchYear * 365
        + leapDays
        + (153 * monthOfMarchYear + 2) / 5
        + day
        - 1
        + 60
        - DAYS_TO_1970;
  }
}
