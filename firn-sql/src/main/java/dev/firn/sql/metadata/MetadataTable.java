package dev.firn.sql.metadata;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * A table of facts about a table, named {@code flights$files} beside {@code flights}. Columns are
 * those of the {@code firn} command of the same name, then Iceberg's further ones; docs/sql.md
 * lists them.
 */
public enum MetadataTable {
  /** All snapshots, oldest first. */
  SNAPSHOTS,
  /** What was current when. */
  HISTORY,
  /** The data files and delete files of a snapshot. */
  FILES,
  /** The manifests of a snapshot. */
  MANIFESTS,
  /** The partitions of a snapshot. */
  PARTITIONS,
  /** Branches and tags. */
  REFS,
  /** The table's properties. */
  PROPERTIES;

  /**
   * The metadata table that a name's part after {@code $} means, in any case.
   *
   * @return empty if there is none of that name
   */
  public static Optional<MetadataTable> of(String suffix) {
    return Arrays.stream(values())
        .filter(each -> each.suffix().equals(suffix.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** All parts that there are, as messages list them. */
  public static String suffixes() {
    return Arrays.stream(values())
        .map(each -> "$" + each.suffix())
        .collect(Collectors.joining(", "));
  }

  /** Its part of the name after {@code $}, in lower case. */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is of one snapshot, and so can be asked at an older one. */
  public boolean takesSnapshot() {
    return switch (this) {
      case FILES, MANIFESTS, PARTITIONS -> true;
      case SNAPSHOTS, HISTORY, REFS, PROPERTIES -> false;
    };
  }

  /**
   * Opens the table's rows. Files are read from one manifest after another, batch by batch, so that
   * memory does not grow with their number. The rows of the other kinds are made at once; there are
   * as many as the metadata holds in memory anyway, or as there are partitions.
   *
   * @param name the table's, for messages
   * @param snapshotId which snapshot; empty for the current one
   * @param allocator where the batches come from
   * @return plain Arrow; its owner is the caller, who closes it
   * @throws FirnException {@link ErrorCode#SNAPSHOT_NOT_FOUND} if the table lacks the snapshot
   * @throws IllegalArgumentException if a snapshot is given and none is taken
   */
  public ArrowReader open(
      TableName name, Table table, OptionalLong snapshotId, BufferAllocator allocator) {
    if (snapshotId.isPresent() && !takesSnapshot()) {
      throw new IllegalArgumentException("Table $" + suffix() + " is of no single snapshot");
    }
    Optional<Snapshot> snapshot = Optional.ofNullable(table.currentSnapshot());
    if (snapshotId.isPresent()) {
      snapshot = Optional.of(snapshotOf(name, table, snapshotId.getAsLong()));
    }
    return new MetadataReader(allocator, rows(table, snapshot, snapshotId.isPresent()));
  }

  private MetadataRows rows(Table table, Optional<Snapshot> snapshot, boolean isAt) {
    return switch (this) {
      case SNAPSHOTS -> SnapshotRows.of(table);
      case HISTORY -> HistoryRows.of(table);
      case FILES -> FileRows.of(table, snapshot);
      case MANIFESTS -> ManifestRows.of(table, snapshot);
      case PARTITIONS -> PartitionRows.of(table, snapshot, isAt);
      case REFS -> RefRows.of(table);
      case PROPERTIES -> PropertyRows.of(table);
    };
  }

  private Snapshot snapshotOf(TableName name, Table table, long id) {
    Snapshot found = table.snapshot(id);
    if (found == null) {
      throw new FirnException(
          ErrorCode.SNAPSHOT_NOT_FOUND,
          "Table '"
              + name
              + "$"
              + suffix()
              + "': expected snapshot "
              + id
              + ", found none of that id. 'firn snapshots "
              + name
              + "' lists them.");
    }
    return found;
  }
}
