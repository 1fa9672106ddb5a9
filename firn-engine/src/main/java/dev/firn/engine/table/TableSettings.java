package dev.firn.engine.table;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * A table's settings, read from its Iceberg properties and checked. Properties that Firn does not
 * know are other engines' business and are kept as they are.
 *
 * @param codec name of the default compression codec, in lower case
 * @param codecLevel its level, or -1 for the codec's own default
 * @param columnCodecs codecs of single columns, by dotted name
 * @param columnLevels levels of single columns, by dotted name
 * @param encodings how columns are encoded
 * @param rowGroupBytesMax row group size before compression
 * @param pageBytesMax data page size before compression
 * @param pageRowsMax rows per data page
 * @param dictionaryBytesMax dictionary size per column and row group
 * @param bloomFilters which columns have Bloom filters
 * @param fileBytesMax no data file grows beyond this
 * @param verifyOnWrite how a finished file is checked before it is committed
 * @param keepsPartitionStatistics whether commits that add a snapshot keep statistics of the
 *     table's partitions
 */
public record TableSettings(
    String codec,
    int codecLevel,
    Map<String, String> columnCodecs,
    Map<String, Integer> columnLevels,
    EncodingSettings encodings,
    long rowGroupBytesMax,
    int pageBytesMax,
    int pageRowsMax,
    int dictionaryBytesMax,
    BloomFilterSettings bloomFilters,
    long fileBytesMax,
    VerifyOnWrite verifyOnWrite,
    boolean keepsPartitionStatistics) {
  /** Hard cap of a data file: a {@link ByteSize}, with or without a unit. */
  public static final String MAX_FILE_SIZE = "firn.max-file-size";

  /** Age of the oldest pending row at which it is committed: a {@link TimeSpan}. */
  public static final String ROTATION_TIMEOUT = "firn.rotation-timeout";

  /** How finished files are checked: {@code footer}, {@code pages} or {@code values}. */
  public static final String VERIFY_ON_WRITE = "firn.verify-on-write";

  /** Whether commits keep partition statistics files: {@code true} or {@code false}. */
  public static final String PARTITION_STATISTICS = "firn.partition-statistics.enabled";

  /** Codec of one column; its dotted name follows. */
  public static final String COLUMN_CODEC_PREFIX = "write.parquet.compression-codec.column.";

  /** Level of one column; its dotted name follows. */
  public static final String COLUMN_LEVEL_PREFIX = "write.parquet.compression-level.column.";

  /** 50 GB: what a reader still opens in one piece. No table may have larger files. */
  public static final long FILE_BYTES_MAX_DEFAULT = 50_000_000_000L;

  /** Not a sensible file any more: a footer of a few columns has this size. */
  public static final long FILE_BYTES_MIN = 4_096;

  private static final String CODEC_DEFAULT = "zstd";

  /** How a finished file is checked. */
  public enum VerifyOnWrite {
    /** Its length, and its footer against what the writer counted. */
    FOOTER,
    /** And the checksums of every page and of all bytes before the footer. */
    PAGES,
    /** And every value, read back by other code than that which wrote it. */
    VALUES
  }

  public TableSettings {
    columnCodecs = Map.copyOf(columnCodecs);
    columnLevels = Map.copyOf(columnLevels);
  }

  /** The same with row groups that take no more memory than this. */
  public TableSettings withRowGroupsUpTo(long bytes) {
    return new TableSettings(
        codec,
        codecLevel,
        columnCodecs,
        columnLevels,
        encodings,
        Math.min(rowGroupBytesMax, bytes),
        pageBytesMax,
        pageRowsMax,
        dictionaryBytesMax,
        bloomFilters,
        fileBytesMax,
        verifyOnWrite,
        keepsPartitionStatistics);
  }

  /**
   * Reads the settings.
   *
   * @param fileBytesMaxDefault the cap of tables that do not say
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a value that cannot be used
   */
  public static TableSettings of(Map<String, String> properties, long fileBytesMaxDefault) {
    Map<String, String> codecs = new HashMap<>();
    Map<String, Integer> levels = new HashMap<>();
    for (String key : properties.keySet()) {
      if (key.startsWith(COLUMN_CODEC_PREFIX)) {
        codecs.put(key.substring(COLUMN_CODEC_PREFIX.length()), text(properties, key, ""));
      } else if (key.startsWith(COLUMN_LEVEL_PREFIX)) {
        int level = (int) number(properties, key, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        levels.put(key.substring(COLUMN_LEVEL_PREFIX.length()), level);
      }
    }
    return new TableSettings(
        text(properties, TableProperties.PARQUET_COMPRESSION, CODEC_DEFAULT),
        (int) number(properties, TableProperties.PARQUET_COMPRESSION_LEVEL, -1, -1, 100),
        codecs,
        levels,
        EncodingSettings.of(properties),
        number(
            properties,
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT,
            1,
            Long.MAX_VALUE),
        integer(
            properties,
            TableProperties.PARQUET_PAGE_SIZE_BYTES,
            TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT),
        integer(
            properties,
            TableProperties.PARQUET_PAGE_ROW_LIMIT,
            TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT),
        integer(
            properties,
            TableProperties.PARQUET_DICT_SIZE_BYTES,
            TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT),
        BloomFilterSettings.of(properties),
        fileBytesMax(properties, fileBytesMaxDefault),
        verification(properties),
        keepsPartitionStatistics(properties));
  }

  /**
   * Whether commits that add a snapshot keep a partition statistics file up.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for another value than true or false
   */
  public static boolean keepsPartitionStatistics(Map<String, String> properties) {
    String word = text(properties, PARTITION_STATISTICS, "false");
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refusal(PARTITION_STATISTICS, "true or false", word);
    };
  }

  private static long fileBytesMax(Map<String, String> properties, long fallback) {
    String value = properties.get(MAX_FILE_SIZE);
    if (value == null) {
      return fallback;
    }
    return ByteSize.parse(value)
        .map(ByteSize::bytes)
        .filter(TableSettings::isFileBytesMax)
        .orElseThrow(
            () ->
                refusal(
                    MAX_FILE_SIZE,
                    "a size from "
                        + FILE_BYTES_MIN
                        + " bytes to "
                        + new ByteSize(FILE_BYTES_MAX_DEFAULT)
                        + ", such as 512MB or 1GiB",
                    value));
  }

  /** Whether a table's cap of data files may be so many bytes. */
  public static boolean isFileBytesMax(long bytes) {
    return bytes >= FILE_BYTES_MIN && bytes <= FILE_BYTES_MAX_DEFAULT;
  }

  private static VerifyOnWrite verification(Map<String, String> properties) {
    String word = text(properties, VERIFY_ON_WRITE, "footer");
    return Arrays.stream(VerifyOnWrite.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> refusal(VERIFY_ON_WRITE, "footer, pages or values", word));
  }

  private static String text(Map<String, String> properties, String key, String fallback) {
    return properties.getOrDefault(key, fallback).toLowerCase(Locale.ROOT);
  }

  private static int integer(Map<String, String> properties, String key, int fallback) {
    return (int) number(properties, key, fallback, 1, Integer.MAX_VALUE);
  }

  static long number(
      Map<String, String> properties, String key, long fallback, long min, long max) {
    String value = properties.get(key);
    if (value == null) {
      return fallback;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refusal(key, "a whole number", value);
    }
    throw refusal(key, "a number from " + min + " to " + max, value);
  }

  static FirnException refusal(String key, String expected, String found) {
    return new FirnException(
        ErrorCode.CONFIGURATION,
        "Table property '" + key + "': expected " + expected + ", found '" + found + "'.");
  }
}
