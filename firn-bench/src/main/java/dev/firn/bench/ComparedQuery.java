package dev.firn.bench;

import java.time.Year;
import java.time.YearMonth;

/** A question to flights, and the months in which its answer lies. */
enum ComparedQuery {
  POINT(
      "SELECT count(*), avg(delay) FROM %s WHERE date >= DATE '2001-06-01' AND origin = 'SFO'",
      YearMonth.of(2001, 6), Months.LAST),
  EVERYTHING(
      "SELECT origin, count(*), avg(delay), max(distance) FROM %s GROUP BY origin ORDER BY 2 DESC",
      Months.FIRST, Months.LAST),
  MONTH(
      "SELECT origin, count(*), avg(delay), max(distance) FROM %s WHERE date >= DATE '2001-03-01'"
          + " AND date < DATE '2001-04-01' GROUP BY origin ORDER BY 2 DESC",
      YearMonth.of(2001, 3), YearMonth.of(2001, 3));

  private final String text;
  private final YearMonth first;
  private final YearMonth last;

  ComparedQuery(String text, YearMonth first, YearMonth last) {
    this.text = text;
    this.first = first;
    this.last = last;
  }

  /** The question to this source: a table, or a table function with its arguments. */
  String over(String source) {
    return text.formatted(source);
  }

  /** Whether flights of a month can matter, as who laid out the files by month would know. */
  boolean canMatch(YearMonth month) {
    return !month.isBefore(first) && !month.isAfter(last);
  }

  /** Where no bound is set. */
  private static final class Months {
    private static final YearMonth FIRST = YearMonth.of(Year.MIN_VALUE, 1);
    private static final YearMonth LAST = YearMonth.of(Year.MAX_VALUE, 12);
  }
}
