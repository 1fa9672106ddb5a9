/**
 * Iceberg's partition transforms over the rows of batches, the partitions that come of them, and
 * the values as words that can be sorted. Lies below all steps.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.partition;
