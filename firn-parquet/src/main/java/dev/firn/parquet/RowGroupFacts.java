package dev.firn.parquet;

/**
 * One row group of a file.
 *
 * @param offset where its first page begins: a place where readers may split the file
 * @param rowCount its rows
 * @param encodedBytes its page headers and pages before compression
 * @param compressedBytes its page headers and pages as stored
 */
public record RowGroupFacts(long offset, long rowCount, long encodedBytes, long compressedBytes) {}
