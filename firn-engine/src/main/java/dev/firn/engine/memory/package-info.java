/**
 * The one memory budget of the process: Arrow's buffers, DuckDB's share and native contexts are all
 * reserved from it.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.memory;
