package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import java.util.List;

/**
 * One moment for a whole query. Planning and running are two DuckDB sessions, each with a clock of
 * its own: files that were ruled out by {@code ts < now()} a moment earlier would be missed. So
 * both get macros that give the same moment, which DuckDB finds before its own functions.
 */
final class QueryClock {
  /** DuckDB's functions of the moment at which a transaction began, by what they return. */
  private static final List<String> INSTANTS =
      List.of("now", "get_current_timestamp", "transaction_timestamp");

  private static final List<String> DATES = List.of("current_date", "today");

  private final String moment;

  private QueryClock(String moment) {
    this.moment = moment;
  }

  /** A clock that shows the session's moment. */
  static QueryClock of(DuckDbSession session) {
    return new QueryClock(SingleValue.text(session, "SELECT now()::VARCHAR"));
  }

  /** Makes a session show this moment. */
  void set(DuckDbSession session) {
    String instant = "CAST('" + moment + "' AS TIMESTAMP WITH TIME ZONE)";
    INSTANTS.forEach(name -> define(session, name, instant));
    DATES.forEach(name -> define(session, name, "CAST(" + instant + " AS DATE)"));
    define(session, "get_current_time", "CAST(" + instant + " AS TIME WITH TIME ZONE)");
    define(session, "current_localtimestamp", "CAST(" + instant + " AS TIMESTAMP)");
    define(session, "current_localtime", "CAST(CAST(" + instant + " AS TIMESTAMP) AS TIME)");
  }

  private static void define(DuckDbSession session, String name, String value) {
    session.execute("CREATE MACRO " + name + "() AS " + value);
  }
}
