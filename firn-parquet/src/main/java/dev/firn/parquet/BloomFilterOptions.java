package dev.firn.parquet;

import java.util.OptionalLong;

/**
 * How a column's Bloom filters are to be. Each column chunk gets one, as large as its distinct
 * values ask for, up to a limit.
 *
 * @param falsePositiveProbability how often a value that the chunk does not have may seem to be
 *     there, if the limits allow a filter large enough
 * @param distinctCountMax no filter becomes larger than so many values need, if it is given
 * @param bytesMax no filter becomes larger than this
 */
public record BloomFilterOptions(
    double falsePositiveProbability, OptionalLong distinctCountMax, int bytesMax) {
  /** Iceberg's {@code write.parquet.bloom-filter-fpp.column.*}. */
  public static final double FALSE_POSITIVE_PROBABILITY_DEFAULT = 0.01;

  /** Iceberg's {@code write.parquet.bloom-filter-max-bytes}. */
  public static final int BYTES_MAX_DEFAULT = 1 << 20;

  /** One block of the filter; the format knows no smaller one. */
  public static final int BYTES_MAX_LEAST = BloomFilter.BLOCK_BYTES;

  /** The largest filter that parquet-java takes. */
  public static final int BYTES_MAX_MOST = 128 << 20;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one cannot be
   */
  public BloomFilterOptions {
    if (!(falsePositiveProbability > 0 && falsePositiveProbability < 1)) {
      throw new IllegalArgumentException(
          "False-positive probability: expected a number above 0 and below 1, found "
              + falsePositiveProbability
              + ".");
    }
    if (distinctCountMax.isPresent() && distinctCountMax.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "Distinct values: expected 1 or more, found " + distinctCountMax.getAsLong() + ".");
    }
    if (bytesMax < BYTES_MAX_LEAST || bytesMax > BYTES_MAX_MOST) {
      throw new IllegalArgumentException(
          "Bloom filter bytes: expected a number from "
              + BYTES_MAX_LEAST
              + " to "
              + BYTES_MAX_MOST
              + ", found "
              + bytesMax
              + ".");
    }
  }

  /** Iceberg's defaults. */
  public static BloomFilterOptions defaults() {
    return new BloomFilterOptions(
        FALSE_POSITIVE_PROBABILITY_DEFAULT, OptionalLong.empty(), BYTES_MAX_DEFAULT);
  }

  /** The largest filter there may be: a power of two. */
  int largestBytes() {
    int largest = Integer.highestOneBit(bytesMax);
    return distinctCountMax.isPresent()
        ? Math.min(largest, bytesFor(distinctCountMax.getAsLong()))
        : largest;
  }

  /** The bytes for so many distinct values, a power of two and never more than may be. */
  int bytesFor(long distinctCount) {
    long bytes = BloomFilter.bytesFor(distinctCount, falsePositiveProbability);
    return (int) Math.min(bytes, Integer.highestOneBit(bytesMax));
  }
}
