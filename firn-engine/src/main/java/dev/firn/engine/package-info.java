/**
 * Firn as a library: {@link dev.firn.engine.Firn} opens a warehouse, {@link
 * dev.firn.engine.FirnTable} is a table in it.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine;
