package dev.firn.parquet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The footer of a file, whoever wrote it.
 *
 * @param fileBytes the length of the file
 * @param rowCount its rows
 * @param rowGroups its row groups in file order
 * @param columns its leaf columns in schema order
 * @param keyValueMetadata the footer's pairs; of a repeated key the last
 * @param crc32c the checksum of all bytes before the footer, from its pair {@code firn.crc32c};
 *     other writers have none
 * @param createdBy who wrote it, empty if the footer does not say
 */
public record ParquetFooter(
    long fileBytes,
    long rowCount,
    List<RowGroupFacts> rowGroups,
    List<FooterColumn> columns,
    Map<String, String> keyValueMetadata,
    OptionalLong crc32c,
    String createdBy) {
  /** Copies the collections. */
  public ParquetFooter {
    rowGroups = List.copyOf(rowGroups);
    columns = List.copyOf(columns);
    keyValueMetadata = Map.copyOf(keyValueMetadata);
  }

  /**
   * Reads the footer: two reads at the end of the file.
   *
   * @throws CorruptFileException if the file is no complete Parquet file
   * @throws IOException if storage failed
   */
  public static ParquetFooter read(ParquetSource source) throws IOException {
    return FooterReader.read(source);
  }

  /**
   * How this footer differs from what the writer said it wrote; empty if it does not. Each entry is
   * a sentence.
   */
  public List<String> differencesFrom(FileFacts facts) {
    return FooterComparison.differences(this, facts);
  }
}
