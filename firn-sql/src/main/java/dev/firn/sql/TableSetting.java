package dev.firn.sql;

import dev.firn.engine.table.ByteSize;
import dev.firn.engine.table.EncodingSettings;
import dev.firn.engine.table.TableSettings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of a table that have a name of their own in SQL, and what they may be. */
enum TableSetting {
  COMPRESSION_CODEC(
      "write.parquet.compression-codec",
      "zstd|snappy|gzip|brotli|lz4_raw|lz4|uncompressed|none",
      "zstd, snappy, gzip, brotli, lz4_raw or none"),
  COMPRESSION_LEVEL("write.parquet.compression-level", "-?\\d{1,3}", "a whole number"),
  TARGET_FILE_SIZE_BYTES("write.target-file-size-bytes", "[1-9]\\d{0,17}", "a number of bytes"),
  ROW_GROUP_SIZE_BYTES("write.parquet.row-group-size-bytes", "[1-9]\\d{0,17}", "a number of bytes"),
  PAGE_SIZE_BYTES("write.parquet.page-size-bytes", "[1-9]\\d{0,8}", "a number of bytes"),
  PAGE_ROW_LIMIT("write.parquet.page-row-limit", "[1-9]\\d{0,8}", "a number of rows"),
  DICTIONARY_SIZE_BYTES("write.parquet.dict-size-bytes", "[1-9]\\d{0,8}", "a number of bytes"),
  MAX_FILE_SIZE("firn.max-file-size", Patterns.SIZE, "a size from 4096 bytes to 50GB"),
  ROTATION_TIMEOUT("firn.rotation-timeout", Patterns.DURATION, "a duration as '5m'"),
  COMMIT_INTERVAL("firn.commit-interval", Patterns.DURATION, "a duration as '10s'"),
  ENCODING_PROFILE(EncodingSettings.PROFILE, "compatible|modern", "compatible or modern"),
  VERIFY_ON_WRITE("firn.verify-on-write", "footer|pages|values", "footer, pages or values"),
  PARTITION_STATISTICS("firn.partition-statistics.enabled", "true|false", "true or false");

  private final String propertyName;
  private final Pattern values;
  private final String expected;

  TableSetting(String propertyName, String values, String expected) {
    this.propertyName = propertyName;
    this.values = Pattern.compile(values, Pattern.CASE_INSENSITIVE);
    this.expected = expected;
  }

  /** The setting of a name in SQL, which is in lower case. */
  static Optional<TableSetting> find(String name) {
    return Arrays.stream(values()).filter(setting -> setting.sqlName().equals(name)).findFirst();
  }

  /** The setting of a property. */
  static Optional<TableSetting> findByProperty(String propertyName) {
    return Arrays.stream(values())
        .filter(setting -> setting.propertyName.equals(propertyName))
        .findFirst();
  }

  /** All names of properties. */
  static Set<String> propertyNames() {
    return Arrays.stream(values()).map(TableSetting::propertyName).collect(Collectors.toSet());
  }

  /** All names in SQL. */
  static Set<String> names() {
    return Arrays.stream(values()).map(TableSetting::sqlName).collect(Collectors.toSet());
  }

  /** Its name among Iceberg's properties. */
  String propertyName() {
    return propertyName;
  }

  /** What its values look like, for messages. */
  String expected() {
    return expected;
  }

  /** The value as the property keeps it; empty if it cannot be one. */
  Optional<String> kept(String value) {
    if (!values.matcher(value).matches()) {
      return Optional.empty();
    }
    return switch (this) {
      case MAX_FILE_SIZE ->
          ByteSize.parse(value)
              .filter(size -> TableSettings.isFileBytesMax(size.bytes()))
              .map(_ -> value);
      case COMPRESSION_CODEC -> Optional.of(codec(value.toLowerCase(Locale.ROOT)));
      case ENCODING_PROFILE, VERIFY_ON_WRITE, PARTITION_STATISTICS ->
          Optional.of(value.toLowerCase(Locale.ROOT));
      case COMPRESSION_LEVEL,
          TARGET_FILE_SIZE_BYTES,
          ROW_GROUP_SIZE_BYTES,
          PAGE_SIZE_BYTES,
          PAGE_ROW_LIMIT,
          DICTIONARY_SIZE_BYTES,
          ROTATION_TIMEOUT,
          COMMIT_INTERVAL ->
          Optional.of(value);
    };
  }

  /** Its name in SQL. */
  String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Iceberg's word for no compression is another than people's, and its word 'lz4' means a framing
   * of Hadoop's that Parquet gave up; Firn writes the bare block for both, and so do others then.
   */
  private static String codec(String value) {
    return switch (value) {
      case "none" -> "uncompressed";
      case "lz4" -> "lz4_raw";
      default -> value;
    };
  }

  /** Enum constants cannot name constants of their own enum. */
  private static final class Patterns {
    static final String SIZE = "[1-9]\\d{0,17}\\s*(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?";
    static final String DURATION = "[1-9]\\d{0,8}\\s*(ms|s|m|h|d)";
  }
}
