package dev.firn.parquet;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a writer knows for certain about one leaf column of the file it wrote.
 *
 * @param path the names from the root field down to the leaf, as in Parquet's schema
 * @param dottedPath its name with dots, as Iceberg writes it: without Parquet's own groups in lists
 *     and maps
 * @param fieldId the leaf's id, from its Arrow metadata {@code PARQUET:field_id}
 * @param valueCount all values, nulls included; in a list or map an empty or null one counts as a
 *     null
 * @param nullCount how many of them are null
 * @param nanCount how many of them are NaN; 0 for all but float and double
 * @param min the smallest value, NaN left out; a zero is -0.0. Of geometries the corner of their
 *     box. Absent if there is none
 * @param max the largest value, NaN left out; a zero is +0.0. Absent if there is none
 * @param encodedBytes page headers and pages before compression
 * @param compressedBytes page headers and pages as stored
 * @param bloomFilterBytes its Bloom filters with their headers; 0 if it has none
 * @param encodings all encodings of its pages, those of levels and dictionaries included
 * @param compression the codec that its pages were offered to
 * @param encodeNanos time of the threads that encoded it, compression left out; 0 without a clock
 * @param compressNanos time that its codec took, also for pages that did not shrink; 0 without a
 *     clock
 */
public record ColumnFacts(
    List<String> path,
    String dottedPath,
    OptionalInt fieldId,
    long valueCount,
    long nullCount,
    long nanCount,
    Optional<Bound> min,
    Optional<Bound> max,
    long encodedBytes,
    long compressedBytes,
    long bloomFilterBytes,
    Set<Encoding> encodings,
    Compression compression,
    long encodeNanos,
    long compressNanos) {
  /** Copies the collections. */
  public ColumnFacts {
    path = List.copyOf(path);
    encodings = Set.copyOf(encodings);
  }
}
