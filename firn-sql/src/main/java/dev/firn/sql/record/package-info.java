/**
 * Rows of Iceberg data files as Arrow batches, read by Iceberg's own generic readers: slower than
 * DuckDB, right for every file that Iceberg allows. {@link dev.firn.sql.record.RecordReader} is the
 * door.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.sql.record;
