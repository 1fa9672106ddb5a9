package dev.firn.engine.statistics;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** What the files of one partition add up to so far. */
final class PartitionTally {
  private final PartitionSpec spec;
  private final StructLike partition;
  private final List<ColumnTally> columns;
  private long rows;
  private long files;
  private long bytes;
  private long positionRecords;
  private long positionFiles;
  private long equalityRecords;
  private long equalityFiles;
  private @Nullable Snapshot lastUpdate;

  PartitionTally(PartitionSpec spec, StructLike partition, List<StatisticsColumn> columns) {
    this.spec = spec;
    this.partition = partition;
    this.columns = columns.stream().map(ColumnTally::new).toList();
  }

  PartitionSpec spec() {
    return spec;
  }

  void addData(DataFile file) {
    rows += file.recordCount();
    files++;
    bytes += file.fileSizeInBytes();
    if (file.recordCount() > 0) {
      columns.forEach(column -> column.add(file));
    }
  }

  void addPositionDeletes(long records) {
    positionRecords += records;
    positionFiles++;
  }

  void addEqualityDeletes(long records) {
    equalityRecords += records;
    equalityFiles++;
  }

  /** A file of the partition was added by a snapshot, which is null if it has expired. */
  void updatedBy(@Nullable Snapshot snapshot) {
    if (snapshot != null
        && (lastUpdate == null || snapshot.timestampMillis() > lastUpdate.timestampMillis())) {
      lastUpdate = snapshot;
    }
  }

  PartitionStatistics statistics() {
    return new PartitionStatistics(
        spec,
        partition,
        rows,
        files,
        bytes,
        new DeleteCounts(positionRecords, positionFiles, equalityRecords, equalityFiles),
        Optional.ofNullable(lastUpdate),
        columns.stream().map(ColumnTally::statistics).toList());
  }
}
