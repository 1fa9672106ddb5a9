package dev.firn.engine.partition;

import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;

/**
 * One partition.
 *
 * @param values its values in Iceberg's Java classes, in the order of the spec's fields
 * @param folder its folder below the table's data folder, without slashes at the ends; empty for a
 *     table without partitions
 */
public record PartitionKey(StructLike values, String folder) {
  /** The only partition of a table without partitions; of others, the one of nulls. */
  public static PartitionKey none(PartitionSpec spec) {
    return of(spec, new PartitionData(spec.partitionType()));
  }

  /** The partition of values by a spec. */
  static PartitionKey of(PartitionSpec spec, StructLike values) {
    return new PartitionKey(values, PartitionFolder.of(spec, values));
  }
}
