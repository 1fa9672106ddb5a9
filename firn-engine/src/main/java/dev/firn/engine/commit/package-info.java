/**
 * Changes to a table, made durable and visible exactly once: drafts, one metadata file per group of
 * changes, one compare-and-set of the pointer, and the look-up after every failure.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.commit;
