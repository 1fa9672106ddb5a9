package dev.firn.engine.statistics;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;

/**
 * One partition of a snapshot, as its manifests describe it. Rows, nulls and bounds are those of
 * the data files; what delete files take away is counted beside them ({@link #deletes}), because
 * manifests do not say which rows that is.
 *
 * @param spec the spec that the files were written with; the same values of another spec are
 *     another partition
 * @param partition a copy of the values, in the order of the spec's fields
 * @param rows rows of the data files
 * @param files data files
 * @param bytes of the data files
 * @param lastUpdate the newest snapshot that added one of the files; empty if it has expired, and
 *     in tables of format 1, whose files do not say
 * @param columns columns that have a single value in each row, in the order of the schema
 */
public record PartitionStatistics(
    PartitionSpec spec,
    StructLike partition,
    long rows,
    long files,
    long bytes,
    DeleteCounts deletes,
    Optional<Snapshot> lastUpdate,
    List<ColumnStatistics> columns) {

  /**
   * Adds up the manifests of a snapshot. Takes memory in proportion to partitions and columns,
   * whatever the number of files.
   *
   * @param schema whose columns are asked for
   * @return by spec, then by partition
   * @throws java.io.UncheckedIOException if a manifest cannot be read
   */
  public static List<PartitionStatistics> of(Table table, Snapshot snapshot, Schema schema) {
    return PartitionTallies.of(table, snapshot, schema);
  }

  /** What the columns of a partition without rows are: each column that has figures at all. */
  public static List<ColumnStatistics> columnsOf(Schema schema) {
    return StatisticsColumn.of(schema).stream()
        .map(column -> new ColumnTally(column).statistics())
        .toList();
  }

  /** The partition as Iceberg's {@code key=value/…}; empty without partitions. */
  public String path() {
    return pathOf(spec, partition);
  }

  /** A file's partition as Iceberg's {@code key=value/…}; empty without partitions. */
  public static String pathOf(PartitionSpec spec, StructLike partition) {
    return spec.isUnpartitioned() ? "" : spec.partitionToPath(partition);
  }
}
