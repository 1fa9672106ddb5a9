package dev.firn.parquet;

import java.util.List;

/**
 * What a writer knows for certain about the file it finished.
 *
 * @param fileBytes its length
 * @param rowCount its rows
 * @param rowGroups its row groups in file order
 * @param columns its leaf columns in schema order
 * @param crc32c the checksum of all bytes before the footer: from the magic word at the beginning
 *     of the file to the end of the last offset index
 */
public record FileFacts(
    long fileBytes,
    long rowCount,
    List<RowGroupFacts> rowGroups,
    List<ColumnFacts> columns,
    long crc32c) {
  /** Copies the lists. */
  public FileFacts {
    rowGroups = List.copyOf(rowGroups);
    columns = List.copyOf(columns);
  }

  /** Where the row groups begin, ascending: Iceberg's split offsets. */
  public List<Long> splitOffsets() {
    return rowGroups.stream().map(RowGroupFacts::offset).toList();
  }
}
