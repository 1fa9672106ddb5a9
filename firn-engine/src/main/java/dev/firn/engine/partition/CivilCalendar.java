package dev.firn.engine.partition;

/**
 * Days since 1970-01-01 to years and months since then, in the proleptic Gregorian calendar. Years
 * are counted from March, so that the leap day is the last; after Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", {@code civil_from_days}.
 */
final class CivilCalendar {
  /** Days from 0000-03-01 to 1970-01-01. */
  private static final long EPOCH_DAYS = 719_468;

  /** Days of 400 years, after which the calendar repeats. */
  private static final long ERA_DAYS = 146_097;

  private static final long ERA_YEARS = 400;
  private static final long EPOCH_YEAR = 1970;
  private static final long MONTHS_PER_YEAR = 12;

  private CivilCalendar() {}

  static void years(long[] days, int count) {
    for (int i = 0; i < count; i++) {
      days[i] = Math.floorDiv(monthOf(days[i]), MONTHS_PER_YEAR);
    }
  }

  static void months(long[] days, int count) {
    for (int i = 0; i < count; i++) {
      days[i] = monthOf(days[i]);
    }
  }

  /** Months since 1970-01. */
  private static long monthOf(long day) {
    long shifted = day + EPOCH_DAYS;
    long era = Math.floorDiv(shifted, ERA_DAYS);
    long dayOfEra = shifted - era * ERA_DAYS;
    long yearOfEra =
        (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / (ERA_DAYS - 1)) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long year = yearOfEra + era * ERA_YEARS;
    // March is the third month; January and February run over into the next year by themselves.
    return (year - EPOCH_YEAR) * MONTHS_PER_YEAR + 2 + monthFromMarch;
  }
}
