/** Values of text and JSON to Arrow vectors of Iceberg types; the rules are docs/conversions.md. */
@org.jspecify.annotations.NullMarked
package dev.firn.input.convert;
