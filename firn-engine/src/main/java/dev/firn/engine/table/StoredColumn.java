package dev.firn.engine.table;

import java.util.OptionalInt;

/**
 * How the data files of one commit hold one leaf column, all of them together.
 *
 * @param name its name with dots, as it was then
 * @param fieldId its id, which stays when it is renamed
 * @param codec the codec that its pages were offered to, in lower case
 * @param level the codec's level; 0 for codecs without
 * @param valueCount all values, nulls included
 * @param encodedBytes page headers and pages before compression
 * @param compressedBytes page headers and pages as stored
 * @param encodeNanos time of the threads that encoded it, compression left out
 * @param compressNanos time that the codec took
 */
public record StoredColumn(
    String name,
    OptionalInt fieldId,
    String codec,
    int level,
    long valueCount,
    long encodedBytes,
    long compressedBytes,
    long encodeNanos,
    long compressNanos) {
  /** The same column with the figures of more files. */
  public StoredColumn plus(StoredColumn more) {
    return new StoredColumn(
        name,
        fieldId,
        codec,
        level,
        valueCount + more.valueCount,
        encodedBytes + more.encodedBytes,
        compressedBytes + more.compressedBytes,
        encodeNanos + more.encodeNanos,
        compressNanos + more.compressNanos);
  }
}
