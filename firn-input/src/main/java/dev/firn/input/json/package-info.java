/** JSON arrays and NDJSON to batches of a table's columns; the rules are docs/conversions.md. */
@org.jspecify.annotations.NullMarked
package dev.firn.input.json;
