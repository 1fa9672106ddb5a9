/**
 * Plain Arrow: what readers of foreign formats hand on, without dictionaries, views, 64-bit offsets
 * or extension types that only their producer knows.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.duckdb.arrow;
