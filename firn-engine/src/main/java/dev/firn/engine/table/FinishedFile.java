package dev.firn.engine.table;

/**
 * A file that is finished and durable, and what is known of its bytes.
 *
 * @param rows of a data file; 0 for files that list others
 * @param crc32c the CRC32C of all its bytes; of a data file, of those before its footer, as the
 *     footer says it
 */
public record FinishedFile(String location, long bytes, long rows, long crc32c) {}
