package dev.firn.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;

/** Columns of a schema as the strings of {@code partitioning} and its like write them. */
final class ColumnPaths {
  private final Schema schema;
  private final Map<Integer, Integer> parents;

  ColumnPaths(Schema schema) {
    this.schema = schema;
    this.parents = TypeUtil.indexParents(schema.asStruct());
  }

  /** The dotted path, each name quoted if it must be. */
  String of(int fieldId) {
    Deque<String> path = new ArrayDeque<>();
    for (Integer each = fieldId; each != null; each = parents.get(each)) {
      path.addFirst(SqlText.termName(schema.findField(each).name()));
    }
    return path.stream().collect(Collectors.joining("."));
  }
}
