package dev.firn.engine.cluster;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;

/**
 * How rows are to be clustered.
 *
 * @param schema of the rows
 * @param spec the partitions they go to
 * @param order their order within a partition
 */
public record ClusterPlan(Schema schema, PartitionSpec spec, SortOrder order) {
  /** Whether there is nothing to cluster by, so that rows may be written as they come. */
  public boolean keepsArrival() {
    return spec.isUnpartitioned() && order.isUnsorted();
  }
}
