package dev.firn.engine.commit;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.PartitionStatsHandler;
import org.apache.iceberg.Partitioning;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iceberg's partition statistics files (table spec, "Partition Statistics"), written with the
 * commit that adds a snapshot where the table asks for it. Iceberg adds the manifests of the new
 * snapshots to the statistics of the newest ancestor that has some; see decision 0602.
 *
 * <p>Failures: storage's and the registry's end the attempt like those of any other file. Whatever
 * else goes wrong is logged, and the snapshot has no statistics: they help readers to plan, they
 * are not the table.
 */
final class PartitionStatisticsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionStatisticsFiles.class);

  /** Needs nothing but Iceberg's core; readers go by the file's name. */
  private static final Map<String, String> AS_AVRO =
      Map.of(TableProperties.DEFAULT_FILE_FORMAT, FileFormat.AVRO.name());

  private PartitionStatisticsFiles() {}

  /** Whether a table asks for them and has partitions, now or in an older spec. */
  static boolean areKept(TableMetadata metadata) {
    try {
      return TableSettings.keepsPartitionStatistics(metadata.properties())
          && metadata.specs().stream().anyMatch(PartitionSpec::isPartitioned);
    } catch (FirnException e) {
      // Loads refuse such a table before they read a row; other changes may mend it.
      LOG.warn("No partition statistics are kept. {}", e.getMessage());
      return false;
    }
  }

  /**
   * Writes statistics of the snapshot that a draft makes current, if it is new.
   *
   * @param view makes a draft over other metadata with the same files
   */
  static void addTo(Draft draft, TableMetadata base, Function<TableMetadata, Draft> view) {
    TableMetadata drafted = draft.current();
    Snapshot current = drafted.currentSnapshot();
    if (current == null || base.snapshot(current.snapshotId()) != null || !areKept(drafted)) {
      return;
    }
    try {
      PartitionStatisticsFile file =
          PartitionStatsHandler.computeAndWriteStatsFile(
              view.apply(readable(drafted, view)).table(), current.snapshotId());
      if (file != null) {
        draft.update(TableMetadata.buildFrom(drafted).setPartitionStatistics(file).build());
      }
    } catch (IOException | RuntimeException e) {
      throwIfStorageFailed(e);
      LOG.warn(
          "Snapshot {} gets no partition statistics: {}", current.snapshotId(), e.getMessage());
    }
  }

  /** The metadata as the writer of statistics is to see it; it is never committed. */
  private static TableMetadata readable(
      TableMetadata drafted, Function<TableMetadata, Draft> view) {
    TableMetadata.Builder builder = TableMetadata.buildFrom(drafted).setProperties(AS_AVRO);
    if (!canBeAddedTo(view.apply(drafted).table())) {
      drafted
          .partitionStatisticsFiles()
          .forEach(file -> builder.removePartitionStatistics(file.snapshotId()));
    }
    return builder.build();
  }

  /**
   * Iceberg 1.12 looks old rows up by position in their own spec, though they are read in the type
   * of all specs together. So where a spec's fields are not the first ones of that type, everything
   * is counted anew.
   */
  private static boolean canBeAddedTo(Table table) {
    List<Integer> all = fieldIds(Partitioning.partitionType(table));
    for (PartitionSpec spec : table.specs().values()) {
      List<Integer> own = fieldIds(spec.partitionType());
      if (own.size() > all.size() || !own.equals(all.subList(0, own.size()))) {
        return false;
      }
    }
    return true;
  }

  private static List<Integer> fieldIds(Types.StructType type) {
    return type.fields().stream().map(Types.NestedField::fieldId).toList();
  }

  private static void throwIfStorageFailed(Exception failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FirnException storage) {
        throw storage;
      }
    }
  }
}
