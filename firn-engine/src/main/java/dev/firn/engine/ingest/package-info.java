/** The way of rows from a source to a snapshot: the only package that knows the order of steps. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.ingest;
