package dev.firn.engine.table;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What the configuration says of tables that do not exist yet. It becomes properties when a table
 * or a column is created; from then on only the properties count.
 *
 * @param properties properties of every new table
 * @param columnCodecs codecs of new columns by their kind, in Iceberg's words
 */
public record TableDefaults(Map<String, String> properties, Map<ColumnKind, String> columnCodecs) {
  private static final TableDefaults NONE = new TableDefaults(Map.of(), Map.of());

  /** Keeps copies. */
  public TableDefaults {
    properties = Map.copyOf(properties);
    columnCodecs = Map.copyOf(columnCodecs);
  }

  /** New tables and columns get nothing that their definition does not name. */
  public static TableDefaults none() {
    return NONE;
  }

  /** The properties of a new table: those given, and the defaults of keys that are not. */
  public Map<String, String> complete(Types.StructType columns, Map<String, String> given) {
    Map<String, String> all = new HashMap<>(properties);
    if (!given.containsKey(TableProperties.PARQUET_COMPRESSION)) {
      // A codec that the definition chose is for all of the table.
      all.putAll(propertiesOf(columns.fields()));
    }
    all.putAll(given);
    return all;
  }

  /** The properties that come with new columns, also those of their nested leaves. */
  public Map<String, String> propertiesOf(List<NestedField> columns) {
    return propertiesOf("", columns);
  }

  /**
   * The properties that come with new nested fields.
   *
   * @param parent dotted name of the struct that gets them; empty for the table itself
   */
  public Map<String, String> propertiesOf(String parent, List<NestedField> fields) {
    if (columnCodecs.isEmpty()) {
      return Map.of();
    }
    Map<String, String> found = new LinkedHashMap<>();
    collect(parent.isEmpty() ? "" : parent + ".", fields, found);
    return Collections.unmodifiableMap(found);
  }

  private void collect(String prefix, List<NestedField> fields, Map<String, String> found) {
    for (NestedField field : fields) {
      Type type = field.type();
      String name = prefix + field.name();
      if (type.isNestedType()) {
        collect(name + ".", type.asNestedType().fields(), found);
      } else {
        Optional<String> codec = ColumnKind.of(type).map(columnCodecs::get);
        codec.ifPresent(word -> found.put(TableSettings.COLUMN_CODEC_PREFIX + name, word));
      }
    }
  }
}
