package dev.firn.engine.catalog;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.EncodingSettings;
import dev.firn.engine.table.TableSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;

/** Properties whose key ends in the dotted name of a column. */
public final class ColumnProperties {
  /** What stands before the column's name. */
  public static final List<String> PREFIXES =
      List.of(
          TableSettings.COLUMN_CODEC_PREFIX,
          TableSettings.COLUMN_LEVEL_PREFIX,
          EncodingSettings.COLUMN_PREFIX,
          TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX,
          TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_PREFIX,
          TableProperties.PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX,
          TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX,
          TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX);

  private ColumnProperties() {}

  /**
   * The properties that an edit comes to.
   *
   * @throws FirnException if a column does not exist
   */
  public static Map<String, String> of(Schema schema, TableEdit.SetColumnProperties edit) {
    ColumnLookup columns = new ColumnLookup(schema);
    Map<String, String> properties = new HashMap<>();
    edit.values()
        .forEach(
            (column, value) ->
                properties.put(edit.prefix() + columns.nameOf(columns.require(column)), value));
    return properties;
  }

  /** The prefix of a key that names a column. */
  static Optional<String> prefixOf(String key) {
    return PREFIXES.stream().filter(key::startsWith).findFirst();
  }

  /**
   * Properties that follow their columns from one schema to the next, by field id: a renamed
   * column's (or one inside it) get its new name, a dropped one's go.
   */
  static Map<String, String> follow(Map<String, String> properties, Schema before, Schema after) {
    Map<String, String> followed = new HashMap<>();
    properties.forEach(
        (key, value) ->
            next(key, before, after).ifPresent(nextKey -> followed.put(nextKey, value)));
    return followed;
  }

  private static Optional<String> next(String key, Schema before, Schema after) {
    Optional<String> prefix = prefixOf(key);
    if (prefix.isEmpty()) {
      return Optional.of(key);
    }
    Types.NestedField column = before.findField(key.substring(prefix.get().length()));
    return column == null
        ? Optional.of(key)
        : Optional.ofNullable(after.findColumnName(column.fieldId())).map(prefix.get()::concat);
  }
}
