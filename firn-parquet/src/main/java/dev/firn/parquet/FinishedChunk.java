package dev.firn.parquet;

import org.jspecify.annotations.Nullable;

/**
 * A column chunk whose pages are all made, ready to be flushed.
 *
 * @param filter its Bloom filter, or null if none is wanted
 * @param distinctCount how many different values it holds, 0 if that is not known
 */
record FinishedChunk(
    LeafColumn column, ChunkPages pages, @Nullable ColumnFilter filter, int distinctCount) {}
