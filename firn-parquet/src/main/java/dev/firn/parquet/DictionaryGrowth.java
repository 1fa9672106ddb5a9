package dev.firn.parquet;

/**
 * A dictionary after its first page, and what more pages of such values would make of it. If each
 * half page brings the same share of the new entries of the half before – as values that are drawn
 * from a fixed set do, and with a share of 1 values that only grow –, the two halves of one page
 * say how large it becomes.
 *
 * @param entriesOfHalf the entries after the first half of the page's values
 * @param entryCount the entries after all of them
 * @param entryBytes their plain bytes
 * @param entryBytesMax the most bytes that they may take
 * @param storedEntryBytes what the entries take as stored
 * @param storedPlaceBytes what the page's places take as stored
 */
record DictionaryGrowth(
    int entriesOfHalf,
    int entryCount,
    long entryBytes,
    long entryBytesMax,
    long storedEntryBytes,
    long storedPlaceBytes) {
  /** The entries after so many pages of such values. */
  double entries(int pages) {
    if (pages == 1 || entriesOfHalf == 0) {
      return entryCount;
    }
    double share = Math.min(1, (double) (entryCount - entriesOfHalf) / entriesOfHalf);
    return share == 1
        ? 2.0 * pages * entriesOfHalf
        : entriesOfHalf * (1 - Math.pow(share, 2.0 * pages)) / (1 - share);
  }

  /** The most pages, up to these, that it has room for; at least the one it has seen. */
  int pagesUntilFull(int pagesMax) {
    int pages = pagesMax;
    while (pages > 1 && entries(pages) * entryBytes > (double) entryBytesMax * entryCount) {
      pages--;
    }
    return pages;
  }

  /** What it and the places of so many pages take as stored. */
  long storedBytes(int pages) {
    double entries = entries(pages);
    int width = HybridEncoder.width((int) Math.min(entries, Integer.MAX_VALUE));
    double widening = (double) width / HybridEncoder.width(entryCount);
    return Math.round(
        storedEntryBytes * (entries / entryCount) + storedPlaceBytes * widening * pages);
  }
}
