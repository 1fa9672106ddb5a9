package dev.firn.engine.table;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a table's columns are encoded, in the words of its properties.
 *
 * @param profile which encodings are chosen from, in lower case
 * @param columns encodings of single columns, which win over the profile, by dotted name
 */
public record EncodingSettings(String profile, Map<String, String> columns) {
  /** Which encodings are chosen from: {@code compatible} or {@code modern}. */
  public static final String PROFILE = "firn.encoding-profile";

  /** Encoding of one column; its dotted name follows. */
  public static final String COLUMN_PREFIX = "firn.encoding.column.";

  private static final String PROFILE_DEFAULT = "compatible";

  /** Keeps a copy. */
  public EncodingSettings {
    columns = Map.copyOf(columns);
  }

  /** Reads the settings; whether words and columns can be is looked at with the schema. */
  static EncodingSettings of(Map<String, String> properties) {
    Map<String, String> columns = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(COLUMN_PREFIX)) {
            columns.put(key.substring(COLUMN_PREFIX.length()), value.toLowerCase(Locale.ROOT));
          }
        });
    String profile = properties.getOrDefault(PROFILE, PROFILE_DEFAULT);
    return new EncodingSettings(profile.toLowerCase(Locale.ROOT), columns);
  }
}
