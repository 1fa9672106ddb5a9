/** SELECT over Iceberg snapshots: Iceberg's metadata is the index, DuckDB the engine. */
@org.jspecify.annotations.NullMarked
package dev.firn.sql.query;
