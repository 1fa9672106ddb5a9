package dev.firn.engine.catalog;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How deep a type is nested. */
public final class TypeLevels {
  /**
   * Arrow hands over schemas of at most 64 levels, the table itself among them, so a query could
   * not show a deeper column; and what walks over types takes a stack frame or more for each.
   */
  public static final int MAX = 60;

  private TypeLevels() {}

  /** The levels of a type, 1 for a plain one; a map is two, as in Arrow: entries, their values. */
  public static int of(Type type) {
    int inside = 0;
    for (Types.NestedField field : ColumnLookup.fieldsOf(type)) {
      inside = Math.max(inside, of(field.type()));
    }
    return inside + (type.isMapType() ? 2 : 1);
  }
}
