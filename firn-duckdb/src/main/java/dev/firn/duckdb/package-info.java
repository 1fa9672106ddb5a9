/** One locked DuckDB session: its share of the memory budget, Arrow in and out. */
@org.jspecify.annotations.NullMarked
package dev.firn.duckdb;
