package dev.firn.cli;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What {@code write_every_type.py} and {@code write_nested.py} write, as columns of a table. */
final class PythonSources {
  /** The types of the kinds {@code every}, each of which has a required and an optional column. */
  static final SequencedMap<String, String> FLAT = new LinkedHashMap<>();

  static {
    FLAT.put("boolean", "boolean");
    FLAT.put("int", "int");
    FLAT.put("long", "bigint");
    FLAT.put("float", "real");
    FLAT.put("double", "double");
    FLAT.put("decimal9", "decimal(9,2)");
    FLAT.put("decimal18", "decimal(18,4)");
    FLAT.put("decimal38", "decimal(38,10)");
    FLAT.put("date", "date");
    FLAT.put("time", "time(6)");
    FLAT.put("timestamp", "timestamp(6)");
    FLAT.put("timestamptz", "timestamp(6) with time zone");
    FLAT.put("string", "varchar");
    FLAT.put("uuid", "uuid");
    FLAT.put("fixed", "fixed(7)");
    FLAT.put("binary", "varbinary");
  }

  /** The columns of nested rows. */
  static final String NESTED =
      "id bigint, place row(x double, label varchar), tags array(varchar), totals map(varchar,"
          + " bigint), items array(row(sku varchar, counts array(integer))), deep map(varchar,"
          + " array(row(at row(x double, label varchar))))";

  private PythonSources() {}

  /** The columns of every flat type, and one that is always null. */
  static String flatColumns() {
    StringBuilder columns = new StringBuilder();
    FLAT.forEach(
        (kind, type) ->
            columns.append(String.format("r_%s %s NOT NULL, o_%s %s, ", kind, type, kind, type)));
    return columns + "o_nothing bigint";
  }
}
