/**
 * Metadata tables: what a table's metadata says, as Arrow batches. The door is {@link
 * dev.firn.sql.metadata.MetadataTable}; a class for each kind makes its rows.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.sql.metadata;
