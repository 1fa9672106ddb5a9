/**
 * What a snapshot's manifests say about its partitions, added up: rows, files, deletes, and figures
 * of each column. Reads manifests, never data files.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.statistics;
