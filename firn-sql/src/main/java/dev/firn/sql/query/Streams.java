package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Arrow streams that become tables of a session, because a query may read a table twice. */
final class Streams {
  /** What the stream is called in the SELECT. */
  static final String NAME = "firn_stream";

  private Streams() {}

  /**
   * Makes a table of what a SELECT over a stream gives.
   *
   * @param stream closed here
   */
  static void createTable(
      DuckDbSession session, DuckDbName table, String select, ArrowReader stream) {
    session.execute("CREATE TABLE " + table + " AS " + select, NAME, stream);
  }
}
