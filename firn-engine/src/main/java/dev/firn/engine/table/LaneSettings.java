package dev.firn.engine.table;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * What a table's properties say of its log: when rows that wait there are committed.
 *
 * @param rotationTimeout age of the oldest pending row at which it is
 * @param commitInterval how long a sender waits at most that asked for a committed receipt
 * @param fileBytesTarget estimated bytes of data files at which it is
 * @param pendingBytesMax what the table's log may hold on disk
 */
public record LaneSettings(
    Duration rotationTimeout, Duration commitInterval, long fileBytesTarget, long pendingBytesMax) {
  /** How long a committed receipt may take: a {@link TimeSpan}. */
  public static final String COMMIT_INTERVAL = "firn.commit-interval";

  /** What a table's log may hold on disk: a {@link ByteSize}. */
  public static final String MAX_PENDING_SIZE = "firn.max-pending-size";

  private static final Duration ROTATION_TIMEOUT_DEFAULT = Duration.ofMinutes(5);
  private static final Duration COMMIT_INTERVAL_DEFAULT = Duration.ofSeconds(1);

  /**
   * Reads the settings.
   *
   * @param fileBytesMaxDefault the cap of data files of tables that do not say
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a value that cannot be used
   */
  public static LaneSettings of(Map<String, String> properties, long fileBytesMaxDefault) {
    long fileBytesMax = TableSettings.of(properties, fileBytesMaxDefault).fileBytesMax();
    return new LaneSettings(
        span(properties, TableSettings.ROTATION_TIMEOUT, ROTATION_TIMEOUT_DEFAULT),
        span(properties, COMMIT_INTERVAL, COMMIT_INTERVAL_DEFAULT),
        Math.min(fileBytesMax, target(properties)),
        pending(properties));
  }

  private static Duration span(Map<String, String> properties, String key, Duration fallback) {
    String value = properties.get(key);
    if (value == null) {
      return fallback;
    }
    return TimeSpan.parse(value)
        .map(TimeSpan::duration)
        .orElseThrow(() -> refusal(key, "a time such as 30s or 5m", value));
  }

  private static long target(Map<String, String> properties) {
    String value = properties.get(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES);
    if (value == null) {
      return TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT;
    }
    try {
      long bytes = Long.parseLong(value.strip());
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      throw refusal(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, "a number of bytes", value);
    }
    throw refusal(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, "a positive number", value);
  }

  private static long pending(Map<String, String> properties) {
    String value = properties.get(MAX_PENDING_SIZE);
    if (value == null) {
      return Long.MAX_VALUE;
    }
    return ByteSize.parse(value)
        .map(ByteSize::bytes)
        .filter(bytes -> bytes > 0)
        .orElseThrow(() -> refusal(MAX_PENDING_SIZE, "a size such as 512MB", value));
  }

  private static FirnException refusal(String key, String expected, String found) {
    return new FirnException(
        ErrorCode.CONFIGURATION,
        "Table property '" + key + "': expected " + expected + ", found '" + found + "'.");
  }
}
