package dev.firn.sql.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $properties}, by key. */
final class PropertyRows {
  private static final List<Field> COLUMNS =
      List.of(ArrowColumns.text("key"), ArrowColumns.text("value"));

  private PropertyRows() {}

  static MetadataRows of(Table table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    new TreeMap<>(table.properties())
        .forEach((key, value) -> rows.add(new @Nullable Object[] {key, value}));
    return MetadataRows.of(COLUMNS, rows);
  }
}
