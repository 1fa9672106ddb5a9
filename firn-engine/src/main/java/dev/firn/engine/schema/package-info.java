/**
 * Schemas: Iceberg's beside Arrow's, whether a source fits a table, and the projection that brings
 * its batches into the table's columns and types.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.schema;
