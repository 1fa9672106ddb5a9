package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchFile;

/**
 * Rows in their order, in a stretch of a level's file.
 *
 * @param batchBytesMax memory that the largest of its batches takes
 */
record Run(BatchFile file, long fromOffset, long toOffset, long batchBytesMax) {}
