package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSql;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a table of a query stands in DuckDB. Tables as they are now are in the default catalog, so
 * that a query's own text finds them; others each have a catalog of their own, where {@code
 * schema.table.column} still finds them.
 */
record DuckDbName(String catalog, String schema, String table) {
  /** The one that DuckDB opens in memory. */
  static final String DEFAULT_CATALOG = "memory";

  List<String> path() {
    return List.of(catalog, schema, table);
  }

  /** Statements that make catalog and schema. */
  List<String> places() {
    String place = DuckDbSql.identifier(catalog) + "." + DuckDbSql.identifier(schema);
    String makeSchema = "CREATE SCHEMA IF NOT EXISTS " + place;
    return catalog.equals(DEFAULT_CATALOG)
        ? List.of(makeSchema)
        : List.of(
            "ATTACH IF NOT EXISTS ':memory:' AS " + DuckDbSql.identifier(catalog), makeSchema);
  }

  /** As SQL names it. */
  @Override
  public String toString() {
    return path().stream().map(DuckDbSql::identifier).collect(Collectors.joining("."));
  }
}
