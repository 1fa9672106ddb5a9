package dev.firn.engine.partition;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Some rows of one partition, in their final order: a stretch of a column batch. Slices of a
 * partition come one after another; together they are its rows.
 *
 * @param root in the table's Arrow schema; lent until the next slice is asked for
 * @param position the first row
 * @param rowCount how many rows
 * @param rowBytes average bytes of a row in its buffers
 */
public record PartitionSlice(
    PartitionKey partition, VectorSchemaRoot root, int position, int rowCount, double rowBytes) {}
