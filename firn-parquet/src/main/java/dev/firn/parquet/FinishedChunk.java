package dev.firn.parquet;

/**
 * A column chunk whose pages are all made, ready to be flushed.
 *
 * @param distinctCount how many different values it holds, 0 if that is not known
 */
record FinishedChunk(LeafColumn column, ChunkPages pages, int distinctCount) {}
