/**
 * The registry database: Iceberg's JDBC catalog tables, and what Iceberg has no place for. The only
 * place with SQL statements of the engine. SQLite now; the statements are such that Postgres needs
 * only another URL and driver.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.registry;
