/** What DuckDB's optimised plan asks of each scanned table, as Iceberg expressions. */
@org.jspecify.annotations.NullMarked
package dev.firn.sql.predicate;
