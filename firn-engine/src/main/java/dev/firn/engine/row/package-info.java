/** Rows as Java values, turned into batches of a table's Arrow schema. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.row;
