package dev.firn.parquet;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a footer says about one leaf column, summed over its row groups.
 *
 * @param path the names from the root field down to the leaf, as in Parquet's schema
 * @param dottedPath its name with dots, as Iceberg writes it: without Parquet's own groups in lists
 *     and maps
 * @param fieldId the leaf's id
 * @param codecs the names of the codecs used, as in Parquet's {@code CompressionCodec}
 * @param encodings all encodings used
 * @param valueCount all values, nulls included
 * @param nullCount how many of them are null; absent if a row group does not say
 * @param encodedBytes page headers and pages before compression
 * @param compressedBytes page headers and pages as stored
 * @param bloomFilterBytes Bloom filters with their headers, as far as the footer says; 0 if it has
 *     none
 */
public record FooterColumn(
    List<String> path,
    String dottedPath,
    OptionalInt fieldId,
    Set<String> codecs,
    Set<Encoding> encodings,
    long valueCount,
    OptionalLong nullCount,
    long encodedBytes,
    long compressedBytes,
    long bloomFilterBytes) {
  /** Copies the collections. */
  public FooterColumn {
    path = List.copyOf(path);
    codecs = Set.copyOf(codecs);
    encodings = Set.copyOf(encodings);
  }
}
