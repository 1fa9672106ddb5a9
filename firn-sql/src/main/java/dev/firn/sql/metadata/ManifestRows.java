package dev.firn.sql.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFile.PartitionFieldSummary;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $manifests}. */
final class ManifestRows {
  private static final List<Field> COLUMNS =
      List.of(
          ArrowColumns.text("path"),
          ArrowColumns.number("length"),
          ArrowColumns.integer("content"),
          ArrowColumns.integer("partition_spec_id"),
          ArrowColumns.number("added_snapshot_id"),
          ArrowColumns.number("sequence_number"),
          ArrowColumns.number("min_sequence_number"),
          ArrowColumns.integer("added_data_files_count"),
          ArrowColumns.integer("existing_data_files_count"),
          ArrowColumns.integer("deleted_data_files_count"),
          ArrowColumns.integer("added_delete_files_count"),
          ArrowColumns.integer("existing_delete_files_count"),
          ArrowColumns.integer("deleted_delete_files_count"),
          ArrowColumns.number("added_rows_count"),
          ArrowColumns.number("existing_rows_count"),
          ArrowColumns.number("deleted_rows_count"),
          ArrowColumns.list(
              "partition_summaries",
              ArrowColumns.struct(
                  "element",
                  List.of(
                      ArrowColumns.truth("contains_null"),
                      ArrowColumns.truth("contains_nan"),
                      ArrowColumns.text("lower_bound"),
                      ArrowColumns.text("upper_bound")))));

  private ManifestRows() {}

  static MetadataRows of(Table table, Optional<Snapshot> snapshot) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (ManifestFile manifest :
        snapshot.map(it -> it.allManifests(table.io())).orElse(List.of())) {
      rows.add(row(manifest, table.specs().get(manifest.partitionSpecId())));
    }
    return MetadataRows.of(COLUMNS, rows);
  }

  private static @Nullable Object[] row(ManifestFile manifest, @Nullable PartitionSpec spec) {
    boolean isOfData = manifest.content() == ManifestContent.DATA;
    return new @Nullable Object[] {
      manifest.path(),
      manifest.length(),
      manifest.content().id(),
      manifest.partitionSpecId(),
      manifest.snapshotId(),
      manifest.sequenceNumber(),
      manifest.minSequenceNumber(),
      isOfData ? manifest.addedFilesCount() : Integer.valueOf(0),
      isOfData ? manifest.existingFilesCount() : Integer.valueOf(0),
      isOfData ? manifest.deletedFilesCount() : Integer.valueOf(0),
      isOfData ? Integer.valueOf(0) : manifest.addedFilesCount(),
      isOfData ? Integer.valueOf(0) : manifest.existingFilesCount(),
      isOfData ? Integer.valueOf(0) : manifest.deletedFilesCount(),
      manifest.addedRowsCount(),
      manifest.existingRowsCount(),
      manifest.deletedRowsCount(),
      summaries(manifest.partitions(), spec)
    };
  }

  private static @Nullable List<@Nullable Object[]> summaries(
      @Nullable List<PartitionFieldSummary> summaries, @Nullable PartitionSpec spec) {
    if (summaries == null || spec == null) {
      return null;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < summaries.size(); i++) {
      PartitionFieldSummary summary = summaries.get(i);
      rows.add(
          new @Nullable Object[] {
            summary.containsNull(),
            summary.containsNaN(),
            text(spec, i, summary.lowerBound()),
            text(spec, i, summary.upperBound())
          });
    }
    return rows;
  }

  /** A partition value as its transform shows it; null if all values are. */
  private static @Nullable String text(PartitionSpec spec, int field, @Nullable ByteBuffer bound) {
    if (bound == null) {
      return null;
    }
    Type type = spec.partitionType().fields().get(field).type();
    return spec.fields()
        .get(field)
        .transform()
        .toHumanString(type, Conversions.fromByteBuffer(type, bound));
  }
}
