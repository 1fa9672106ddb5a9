package dev.firn.engine.catalog;

import dev.firn.engine.error.FirnException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.TableProperties;

/** Properties that are Iceberg's or Firn's own records, and so nobody's to set. */
public final class PropertyGuard {
  /** A log's committed position; set by the commit that carries its rows. */
  private static final String LOG_PREFIX = "firn.log.";

  /** Fields of the metadata, by the names that statements and other engines use for them. */
  private static final Set<String> FIELDS = Set.of("location", "uuid", "format-version");

  private PropertyGuard() {}

  /** Whether a key may not be set or removed by hand. */
  public static boolean isProtected(String key) {
    return FIELDS.contains(key)
        || TableProperties.RESERVED_PROPERTIES.contains(key)
        || key.startsWith(LOG_PREFIX);
  }

  /**
   * Refuses an edit that touches one.
   *
   * @throws FirnException naming the first
   */
  static void requireUnprotected(TableEdit.SetProperties edit) {
    List<String> touched = new ArrayList<>(edit.values().keySet());
    touched.addAll(edit.removed());
    for (String key : touched) {
      if (isProtected(key)) {
        throw Refusal.of(
            edit.origin(),
            "Table property '" + key + "'",
            "a setting",
            "a record that Iceberg or Firn keeps itself");
      }
    }
  }
}
