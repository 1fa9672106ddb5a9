package dev.firn.parquet;

/**
 * How long one column chunk took, in the thread that worked on it.
 *
 * @param encodeNanos all but compression: values, levels, dictionary, Bloom filter, pages
 * @param compressNanos compression, also of pages that did not shrink
 */
record ChunkTimes(long encodeNanos, long compressNanos) {}
