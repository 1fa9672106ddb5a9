package dev.firn.sql;

import dev.firn.engine.table.TableSettings;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * What somebody should know of other engines who has just chosen something that not all can read.
 */
final class ReaderNotes {
  private static final String BROTLI =
      " Spark, and others that read by parquet-java, cannot read brotli pages as they come.";

  private ReaderNotes() {}

  /** A sentence behind a blank, or nothing where the properties before asked for the same. */
  static String of(Map<String, String> before, Map<String, String> after) {
    return asksForBrotli(after) && !asksForBrotli(before) ? BROTLI : "";
  }

  private static boolean asksForBrotli(Map<String, String> properties) {
    return properties.entrySet().stream()
        .anyMatch(each -> isCodec(each.getKey()) && each.getValue().equalsIgnoreCase("brotli"));
  }

  private static boolean isCodec(String key) {
    return key.equals(TableProperties.PARQUET_COMPRESSION)
        || key.startsWith(TableSettings.COLUMN_CODEC_PREFIX);
  }
}
