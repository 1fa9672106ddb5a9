package dev.firn.parquet;

import java.util.List;

/**
 * Chooses among encodings by what they would take as stored, that is, behind the column's codec.
 * Pure: it sees figures only, and {@link EncodingTrial} makes them. The numbers are explained and
 * measured in docs/decisions/0103-encodings.md.
 */
final class EncodingPolicy {
  /** One that is dearer to read must save this much: less is not worth the reader's time. */
  static final int GAIN_PERCENT_MIN = 3;

  /** How far a small sample may be from the truth; seen on lineitem's prices at zstd 3: 10. */
  static final int SAMPLE_PERCENT = 15;

  /**
   * How many pages a dictionary is judged over, its growth foretold. With more, short chunks carry
   * dictionaries that would have paid only in long ones; with fewer, long chunks go without.
   */
  static final int PAGES_FORESEEN = 8;

  /**
   * A dictionary that takes this part of the plain bytes before compression is not held against
   * others: it is best or so near to it that the comparison would cost more than it brings.
   */
  static final int CLEAR_PART = 8;

  /** In smaller pages headers outweigh all that an encoding can save. */
  static final int TRIAL_BYTES_MIN = 1 << 10;

  private EncodingPolicy() {}

  /** What a page would take in an encoding, as stored. */
  record Cost(Encoding encoding, long storedBytes) {}

  /**
   * The encoding to use: the first that is no more than the least gain larger than the smallest.
   *
   * @param costs at least one, the cheapest to read first
   */
  static Cost choose(List<Cost> costs) {
    long smallest = costs.stream().mapToLong(Cost::storedBytes).min().orElseThrow();
    return costs.stream()
        .filter(cost -> isNear(cost.storedBytes(), smallest))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The encodings that are worth a closer look, in the same order. If one is so much smaller than
   * all others that a small sample is sure of it, only this one.
   */
  static List<Encoding> finalists(List<Cost> costs) {
    long smallest = costs.stream().mapToLong(Cost::storedBytes).min().orElseThrow();
    return costs.stream()
        .filter(cost -> isWithin(cost.storedBytes(), smallest, SAMPLE_PERCENT))
        .map(Cost::encoding)
        .toList();
  }

  /** Whether a dictionary is so small that others need not be tried. */
  static boolean isClear(long dictionaryBytes, long plainBytes) {
    return dictionaryBytes * CLEAR_PART <= plainBytes;
  }

  /**
   * Whether the dictionary is kept, which is the cheapest to read, against the best other encoding.
   *
   * @param otherBytes what a page takes in the other encoding, as stored
   * @param pagesMax the most pages that there will be
   */
  static boolean keepsDictionary(DictionaryGrowth growth, long otherBytes, int pagesMax) {
    // What comes when it is full is the same with and without it.
    int pages = growth.pagesUntilFull(Math.min(pagesMax, PAGES_FORESEEN));
    return isNear(growth.storedBytes(pages), otherBytes * pages);
  }

  private static boolean isNear(long bytes, long smallest) {
    return isWithin(bytes, smallest, GAIN_PERCENT_MIN);
  }

  private static boolean isWithin(long bytes, long smallest, int percent) {
    return bytes * 100 <= smallest * (100 + percent);
  }
}
