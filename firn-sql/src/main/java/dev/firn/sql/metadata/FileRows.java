package dev.firn.sql.metadata;

import dev.firn.engine.statistics.PartitionStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $files}, one manifest after another, each read as it is reached. */
final class FileRows {
  private static final List<Field> COLUMNS =
      List.of(
          ArrowColumns.text("path"),
          ArrowColumns.text("partition"),
          ArrowColumns.number("rows"),
          ArrowColumns.number("bytes"),
          ArrowColumns.integer("sort_order_id"),
          ArrowColumns.integer("content"),
          ArrowColumns.text("file_format"),
          ArrowColumns.integer("spec_id"),
          byColumn("column_sizes", ArrowColumns.number("value")),
          byColumn("value_counts", ArrowColumns.number("value")),
          byColumn("null_value_counts", ArrowColumns.number("value")),
          byColumn("nan_value_counts", ArrowColumns.number("value")),
          byColumn("lower_bounds", ArrowColumns.text("value")),
          byColumn("upper_bounds", ArrowColumns.text("value")),
          ArrowColumns.binary("key_metadata"),
          ArrowColumns.list("split_offsets", ArrowColumns.number("element")),
          ArrowColumns.list("equality_ids", ArrowColumns.integer("element")),
          ArrowColumns.number("first_row_id"),
          ArrowColumns.text("referenced_data_file"),
          ArrowColumns.number("content_offset"),
          ArrowColumns.number("content_size_in_bytes"));

  private final Table table;
  private final BoundTexts bounds;

  private FileRows(Table table) {
    this.table = table;
    this.bounds = new BoundTexts(table);
  }

  static MetadataRows of(Table table, Optional<Snapshot> snapshot) {
    FileRows rows = new FileRows(table);
    List<ManifestFile> manifests =
        snapshot.map(it -> it.allManifests(table.io())).orElse(List.of());
    Iterable<CloseableIterable<@Nullable Object[]>> parts =
        () -> manifests.stream().map(rows::of).iterator();
    return new MetadataRows(new Schema(COLUMNS), CloseableIterable.concat(parts).iterator());
  }

  private CloseableIterable<@Nullable Object[]> of(ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? CloseableIterable.transform(
            ManifestFiles.read(manifest, table.io(), table.specs()), this::dataRow)
        : CloseableIterable.transform(
            ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()), this::deleteRow);
  }

  private @Nullable Object[] dataRow(DataFile file) {
    return row(file, null, null, null);
  }

  private @Nullable Object[] deleteRow(DeleteFile file) {
    return row(file, file.referencedDataFile(), file.contentOffset(), file.contentSizeInBytes());
  }

  private @Nullable Object[] row(
      ContentFile<?> file,
      @Nullable String referencedFile,
      @Nullable Long contentOffset,
      @Nullable Long contentBytes) {
    PartitionSpec spec = table.specs().get(file.specId());
    return new @Nullable Object[] {
      file.location(),
      spec == null ? "" : PartitionStatistics.pathOf(spec, file.partition()),
      file.recordCount(),
      file.fileSizeInBytes(),
      file.sortOrderId(),
      file.content().id(),
      file.format().name().toUpperCase(Locale.ROOT),
      file.specId(),
      file.columnSizes(),
      file.valueCounts(),
      file.nullValueCounts(),
      file.nanValueCounts(),
      bounds.of(file.lowerBounds()),
      bounds.of(file.upperBounds()),
      file.keyMetadata(),
      file.splitOffsets(),
      file.equalityFieldIds(),
      file.firstRowId(),
      referencedFile,
      contentOffset,
      contentBytes
    };
  }

  /** A figure for each column, by field id. */
  private static Field byColumn(String name, Field value) {
    return ArrowColumns.map(name, ArrowColumns.integer("key"), value);
  }
}
