/** Comma-separated values to batches of a table's columns. */
@org.jspecify.annotations.NullMarked
package dev.firn.input.csv;
