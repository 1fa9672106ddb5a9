/**
 * Puts the rows of batches in the order (partition, sort order, arrival) by one stable sort and
 * hands them out as column batches, one partition after another.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.cluster;
