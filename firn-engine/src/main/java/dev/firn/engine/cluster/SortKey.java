package dev.firn.engine.cluster;

import dev.firn.engine.partition.KeyColumn;
import dev.firn.engine.partition.PartitionFields;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.partition.SourceColumn;
import dev.firn.engine.partition.Transformation;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;

/**
 * A key and the direction in which it is sorted.
 *
 * @param flip what words are xor-ed with: all bits for descending, none for ascending
 * @param nullWord the word that tells nulls from values: less than 0 for nulls first
 */
record SortKey(KeyColumn column, long flip, long nullWord) {
  private static final long ALL_BITS = -1;

  /** Partition fields: any order will do that brings equal values together. */
  static List<SortKey> ascending(List<KeyColumn> columns) {
    return columns.stream().map(column -> new SortKey(column, 0, -1)).toList();
  }

  /** Partitions first, then the order within them. */
  static List<SortKey> of(ClusterPlan plan, RetainedRows rows) {
    List<SortKey> keys = new ArrayList<>();
    keys.addAll(ascending(PartitionFields.of(plan.spec(), plan.schema(), rows).keys()));
    keys.addAll(of(plan.order(), plan.schema(), rows));
    return keys;
  }

  static List<SortKey> of(SortOrder order, Schema schema, RetainedRows rows) {
    List<SortKey> keys = new ArrayList<>();
    for (SortField field : order.fields()) {
      Transformation transformation = Transformation.of(field.transform());
      KeyColumn column =
          KeyColumn.ofSort(SourceColumn.of(schema, field.sourceId(), rows), transformation);
      keys.add(
          new SortKey(
              column,
              field.direction() == SortDirection.ASC ? 0 : ALL_BITS,
              field.nullOrder() == NullOrder.NULLS_FIRST ? -1 : 1));
    }
    return keys;
  }
}
