/**
 * The registry database: Iceberg's JDBC catalog tables, and what Iceberg has no place for. The only
 * place with SQL statements of the engine. SQLite or Postgres, told apart by the URL alone.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.registry;
