package dev.firn.sql.metadata;

import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.statistics.ColumnStatistics;
import dev.firn.engine.statistics.ColumnStatistics.Bound;
import dev.firn.engine.statistics.PartitionStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** Makes the rows of {@code $partitions}. */
final class PartitionRows {
  private static final List<Field> COLUMNS =
      List.of(
          ArrowColumns.text("partition"),
          ArrowColumns.integer("spec_id"),
          ArrowColumns.number("rows"),
          ArrowColumns.number("files"),
          ArrowColumns.number("bytes"),
          ArrowColumns.number("position_delete_record_count"),
          ArrowColumns.number("position_delete_file_count"),
          ArrowColumns.number("equality_delete_record_count"),
          ArrowColumns.number("equality_delete_file_count"),
          ArrowColumns.moment("last_updated_at"),
          ArrowColumns.number("last_updated_snapshot_id"));

  private PartitionRows() {}

  /**
   * The partitions of a snapshot.
   *
   * @param isAt whether the columns are those that the table had at the snapshot
   */
  static MetadataRows of(Table table, Optional<Snapshot> snapshot, boolean isAt) {
    Schema schema =
        isAt && snapshot.isPresent()
            ? SnapshotUtil.schemaFor(table, snapshot.get().snapshotId())
            : table.schema();
    List<PartitionStatistics> partitions =
        snapshot.map(it -> PartitionStatistics.of(table, it, schema)).orElse(List.of());
    List<Field> columns = new ArrayList<>(COLUMNS);
    List<Field> data =
        PartitionStatistics.columnsOf(schema).stream().map(PartitionRows::field).toList();
    if (!data.isEmpty()) {
      columns.add(ArrowColumns.struct("data", data));
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (PartitionStatistics each : partitions) {
      List<@Nullable Object> cells = cells(each);
      if (!data.isEmpty()) {
        cells.add(each.columns().stream().map(PartitionRows::figures).toArray());
      }
      rows.add(cells.toArray());
    }
    return MetadataRows.of(columns, rows);
  }

  private static List<@Nullable Object> cells(PartitionStatistics partition) {
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(partition.path());
    cells.add(partition.spec().specId());
    cells.add(partition.rows());
    cells.add(partition.files());
    cells.add(partition.bytes());
    cells.add(partition.deletes().positionRecords());
    cells.add(partition.deletes().positionFiles());
    cells.add(partition.deletes().equalityRecords());
    cells.add(partition.deletes().equalityFiles());
    cells.add(partition.lastUpdate().map(it -> it.timestampMillis() * 1_000).orElse(null));
    cells.add(partition.lastUpdate().map(Snapshot::snapshotId).orElse(null));
    return cells;
  }

  private static Field field(ColumnStatistics column) {
    List<Field> figures = new ArrayList<>();
    figures.add(ArrowColumns.number("nulls"));
    figures.add(ArrowColumns.number("nans"));
    figures.add(bound("min", column));
    figures.add(bound("max", column));
    figures.add(ArrowColumns.truth("min_is_exact"));
    figures.add(ArrowColumns.truth("max_is_exact"));
    return ArrowColumns.struct(column.name(), figures);
  }

  private static Field bound(String name, ColumnStatistics column) {
    return switch (column.type().typeId()) {
      // Never a value, and a type that readers may not know.
      case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> ArrowColumns.text(name);
      default ->
          ArrowMapping.toArrow(Types.NestedField.optional(column.fieldId(), name, column.type()));
    };
  }

  private static @Nullable Object[] figures(ColumnStatistics column) {
    return new @Nullable Object[] {
      number(column.nulls()),
      number(column.nans()),
      column.min().map(Bound::value).orElse(null),
      column.max().map(Bound::value).orElse(null),
      column.min().map(Bound::isExact).orElse(null),
      column.max().map(Bound::isExact).orElse(null)
    };
  }

  private static @Nullable Long number(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
