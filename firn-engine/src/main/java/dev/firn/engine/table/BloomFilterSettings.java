package dev.firn.engine.table;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.TableProperties;

/**
 * Which columns' chunks get Bloom filters, read from a table's Iceberg properties and checked.
 *
 * @param columns the columns that ask for them, by dotted name
 * @param bytesMax no filter becomes larger
 */
public record BloomFilterSettings(Map<String, ColumnFilter> columns, int bytesMax) {
  /** Whether a column has filters; its dotted name follows. */
  public static final String ENABLED_PREFIX =
      TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX;

  private static final String PROBABILITY_PREFIX =
      TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_PREFIX;

  private static final String DISTINCT_PREFIX =
      TableProperties.PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX;

  private static final String BYTES_MAX = TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES;

  /** One block; the format knows no smaller filter. */
  private static final int BYTES_MAX_LEAST = 32;

  /** What parquet-java reads, and every column holds as much while its row group is open. */
  private static final int BYTES_MAX_MOST = 128 << 20;

  /**
   * What a column asks for.
   *
   * @param falsePositiveProbability how often an absent value may seem to be there
   * @param distinctCount how many different values are expected in a chunk, if somebody says
   */
  public record ColumnFilter(double falsePositiveProbability, OptionalLong distinctCount) {}

  /** Keeps a copy. */
  public BloomFilterSettings {
    columns = Map.copyOf(columns);
  }

  /**
   * Reads the settings.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a value that cannot be used, also of
   *     columns that have no filters
   */
  public static BloomFilterSettings of(Map<String, String> properties) {
    Map<String, ColumnFilter> columns = new HashMap<>();
    for (String key : properties.keySet()) {
      if (key.startsWith(ENABLED_PREFIX) && isEnabled(properties, key)) {
        String column = key.substring(ENABLED_PREFIX.length());
        columns.put(
            column,
            new ColumnFilter(
                probability(properties, PROBABILITY_PREFIX + column),
                distinctCount(properties, DISTINCT_PREFIX + column)));
      } else if (key.startsWith(PROBABILITY_PREFIX)) {
        probability(properties, key);
      } else if (key.startsWith(DISTINCT_PREFIX)) {
        distinctCount(properties, key);
      }
    }
    return new BloomFilterSettings(columns, bytesMax(properties));
  }

  private static boolean isEnabled(Map<String, String> properties, String key) {
    String word = properties.getOrDefault(key, "").toLowerCase(Locale.ROOT);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw TableSettings.refusal(key, "true or false", word);
    };
  }

  private static double probability(Map<String, String> properties, String key) {
    String value = properties.get(key);
    if (value == null) {
      return TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_DEFAULT;
    }
    try {
      double number = Double.parseDouble(value.strip());
      if (number > 0 && number < 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw TableSettings.refusal(key, "a number above 0 and below 1", value);
    }
    throw TableSettings.refusal(key, "a number above 0 and below 1", value);
  }

  private static OptionalLong distinctCount(Map<String, String> properties, String key) {
    return properties.containsKey(key)
        ? OptionalLong.of(TableSettings.number(properties, key, 1, 1, Long.MAX_VALUE))
        : OptionalLong.empty();
  }

  private static int bytesMax(Map<String, String> properties) {
    return (int)
        TableSettings.number(
            properties,
            BYTES_MAX,
            TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT,
            BYTES_MAX_LEAST,
            BYTES_MAX_MOST);
  }
}
