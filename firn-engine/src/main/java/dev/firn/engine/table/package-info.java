/** A table's name and settings. Values that travel; below all steps. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.table;
