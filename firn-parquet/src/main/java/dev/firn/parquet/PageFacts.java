package dev.firn.parquet;

import java.util.Optional;

/**
 * A finished data page.
 *
 * @param storedBytes its header and body as stored
 * @param valueBytes the bytes of its byte strings, lengths left out
 * @param bounds absent if there are only nulls and NaNs
 */
record PageFacts(
    int storedBytes,
    int rowCount,
    int nullCount,
    long nanCount,
    long valueBytes,
    Optional<Bounds> bounds) {
  boolean hasOnlyNulls() {
    return nullCount == rowCount;
  }
}
