package dev.firn.sql;

import dev.firn.engine.table.EncodingSettings;
import dev.firn.engine.table.TableSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.TableProperties;

/** The settings of single columns that have a name of their own in SQL, as maps or arrays. */
enum ColumnSetting {
  COLUMN_COMPRESSION_CODECS(TableSettings.COLUMN_CODEC_PREFIX),
  COLUMN_COMPRESSION_LEVELS(TableSettings.COLUMN_LEVEL_PREFIX),
  COLUMN_ENCODINGS(EncodingSettings.COLUMN_PREFIX),
  COLUMN_METRICS(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX),
  BLOOM_FILTER_COLUMNS(TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX);

  private static final String ENCODINGS =
      "plain, dictionary, delta_binary_packed, delta_length_byte_array, delta_byte_array,"
          + " byte_stream_split, rle";

  private final String prefix;

  ColumnSetting(String prefix) {
    this.prefix = prefix;
  }

  /** The setting of a name in SQL, which is in lower case. */
  static Optional<ColumnSetting> find(String name) {
    return Arrays.stream(values()).filter(setting -> setting.sqlName().equals(name)).findFirst();
  }

  /** Whether a property is one of a column's. */
  static boolean isProperty(String key) {
    return Arrays.stream(values()).anyMatch(setting -> key.startsWith(setting.prefix));
  }

  /** All names in SQL. */
  static Set<String> names() {
    return Arrays.stream(values()).map(ColumnSetting::sqlName).collect(Collectors.toSet());
  }

  /** Its name in SQL. */
  String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What stands before the column's name in Iceberg's property. */
  String prefix() {
    return prefix;
  }

  /** What its values look like, for messages. */
  String expected() {
    return switch (this) {
      case COLUMN_COMPRESSION_CODECS -> TableSetting.COMPRESSION_CODEC.expected();
      case COLUMN_COMPRESSION_LEVELS -> TableSetting.COMPRESSION_LEVEL.expected();
      case COLUMN_ENCODINGS -> "one of " + ENCODINGS;
      case COLUMN_METRICS -> "none, counts, full or truncate(n)";
      case BLOOM_FILTER_COLUMNS -> "the names of columns";
    };
  }

  /** A column's value as the property keeps it; empty if it cannot be one. */
  Optional<String> kept(String value) {
    return switch (this) {
      case COLUMN_COMPRESSION_CODECS -> TableSetting.COMPRESSION_CODEC.kept(value);
      case COLUMN_COMPRESSION_LEVELS -> TableSetting.COMPRESSION_LEVEL.kept(value);
      case COLUMN_ENCODINGS ->
          Optional.of(value.toLowerCase(Locale.ROOT))
              .filter(word -> List.of(ENCODINGS.split(", ")).contains(word));
      case COLUMN_METRICS ->
          Optional.of(value.toLowerCase(Locale.ROOT))
              .filter(mode -> mode.matches("none|counts|full|truncate\\([1-9]\\d{0,4}\\)"));
      case BLOOM_FILTER_COLUMNS -> Optional.of(value);
    };
  }
}
