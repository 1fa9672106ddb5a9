package dev.firn.engine;

import dev.firn.engine.catalog.TableChange;
import dev.firn.engine.catalog.TableEdit;
import dev.firn.engine.commit.Rollback;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.datafile.FileCheck;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.statistics.PartitionStatistics;
import dev.firn.engine.table.TableName;
import dev.firn.engine.verify.TableReport;
import dev.firn.parquet.ParquetFooter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/**
 * A table of a warehouse. Its metadata is read anew by each call, so that what other processes
 * commit is seen.
 *
 * <p>Threads: safe.
 */
public final class FirnTable {
  private final Firn firn;
  private final TableEntry entry;

  FirnTable(Firn firn, TableEntry entry) {
    this.firn = firn;
    this.entry = entry;
  }

  /** Namespace and name as they were created. */
  public TableName name() {
    return entry.name();
  }

  /** The table's metadata as it is now. */
  public TableMetadata metadata() {
    return firn.metadataFiles()
        .readCurrent(
            entry.name().toString(), () -> firn.catalog().load(entry.name()).metadataLocation());
  }

  /** The table as it is now, to be read with Iceberg's own interfaces; it cannot be changed. */
  public Table icebergTable() {
    return new BaseTable(
        new StaticTableOperations(metadata(), firn.metadataFiles().io()),
        entry.name().toString(),
        report -> {});
  }

  /**
   * Loads all batches of a reader as one snapshot. The reader is closed.
   *
   * @param key the caller's name for this load: the same key again within 24 hours is answered with
   *     the first load's snapshot, and nothing is loaded
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH}, {@link ErrorCode#DATA_REFUSED}; then
   *     nothing is committed and no file stays
   */
  public CommittedSnapshot load(ArrowReader reader, String key) {
    try (reader) {
      return load(List.of(sourceOf(reader)), LoadOptions.withKey(key));
    } catch (IOException e) {
      throw new UncheckedIOException("Closing the reader failed", e);
    }
  }

  /** Loads all batches of a reader as one snapshot, without a key. The reader is closed. */
  public CommittedSnapshot load(ArrowReader reader) {
    try (reader) {
      return load(List.of(sourceOf(reader)), LoadOptions.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException("Closing the reader failed", e);
    }
  }

  /** Loads all rows of several sources, one after another, as one snapshot. */
  public CommittedSnapshot load(List<LoadSource> sources, LoadOptions options) {
    firn.settle(entry.name());
    return firn.bulkLoad()
        .load(entry.name(), metadata(), firn.committer(entry.name()), sources, options);
  }

  /**
   * A way for rows that come batch by batch or one by one: they are acknowledged as soon as they
   * are on disk, and committed when they are due.
   *
   * @param producer names the sender: rows that it sends again under the same numbers are stored
   *     once
   */
  public Appender appender(String producer) {
    return appender(AppenderOptions.of(producer));
  }

  /** The same with a choice of receipts, order and patience. */
  public Appender appender(AppenderOptions options) {
    firn.settle(entry.name());
    return firn.lanes().appender(entry.name(), options);
  }

  /** Commits the rows that wait in the table's log. */
  public List<CommittedSnapshot> seal() {
    firn.settle(entry.name());
    return firn.lanes().seal(entry.name());
  }

  /**
   * Makes another snapshot the current one.
   *
   * @return what was current before and what is now
   * @throws FirnException {@link ErrorCode#SNAPSHOT_NOT_FOUND}
   */
  public RolledBack rollback(SnapshotTarget target) {
    firn.settle(entry.name());
    Rollback rollback =
        new Rollback(firn.environment().ulids().get(), entry.name().toString(), target);
    TableMetadata before = metadata();
    long previous = before.currentSnapshot() == null ? -1 : before.currentSnapshot().snapshotId();
    if (rollback.targetIn(before) == previous) {
      // Nothing to change, so no new metadata file either.
      return new RolledBack(previous, previous);
    }
    SettledCommit commit = firn.committer(entry.name()).commit(rollback);
    return new RolledBack(commit.snapshotId(), previous);
  }

  /**
   * Changes the table's definition: columns, partition spec, sort order, properties. All edits
   * become true together, or none.
   *
   * @return the commit; empty if there was nothing to change
   * @throws FirnException {@link ErrorCode#USAGE} or {@link ErrorCode#CONFIGURATION} if the table
   *     cannot be changed so, {@link ErrorCode#CONFLICT} if it could be a moment ago
   */
  public Optional<SettledCommit> alter(List<TableEdit> edits) {
    firn.settle(entry.name());
    boolean hasLogs = firn.hasLogs(metadata().uuid());
    if (hasLogs) {
      firn.lanes().beforeChange(entry.name());
    }
    TableMetadata before = metadata();
    TableChange change =
        new TableChange(
            firn.environment().ulids().get(),
            entry.name(),
            before.uuid(),
            edits,
            firn.config().tableDefaults());
    // Most refusals come here, before anything is registered or written.
    if (change.preview(before, firn.metadataFiles().io()) == before) {
      return Optional.empty();
    }
    try {
      SettledCommit changed = firn.committer(entry.name()).commit(change);
      if (hasLogs) {
        firn.lanes().afterChange(before.uuid());
      }
      return Optional.of(changed);
    } catch (FirnException e) {
      if (e.code() == ErrorCode.USAGE || e.code() == ErrorCode.CONFIGURATION) {
        throw new FirnException(
            ErrorCode.CONFLICT,
            "Change of table '"
                + entry.name()
                + "': expected the table as it was a moment ago, found that another commit changed"
                + " it. Look at it and try again. "
                + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  /** The outcome of a rollback. */
  public record RolledBack(long snapshotId, long previousSnapshotId) {}

  /** The data files of the current snapshot, in the order of its manifests. */
  public List<DataFile> dataFiles() {
    Table table = icebergTable();
    List<DataFile> files = new ArrayList<>();
    Snapshot current = table.currentSnapshot();
    if (current == null) {
      return files;
    }
    for (ManifestFile manifest : current.dataManifests(table.io())) {
      try (ManifestReader<DataFile> reader =
          ManifestFiles.read(manifest, table.io(), table.specs())) {
        reader.forEach(file -> files.add(file.copy()));
      } catch (IOException e) {
        throw new UncheckedIOException("Reading manifest '" + manifest.path() + "' failed", e);
      }
    }
    return files;
  }

  /**
   * What the manifests of the current snapshot say about each partition: rows, files, deletes, and
   * each column's nulls, least and greatest value.
   */
  public List<PartitionStatistics> partitions() {
    Table table = icebergTable();
    Snapshot current = table.currentSnapshot();
    return current == null ? List.of() : PartitionStatistics.of(table, current, table.schema());
  }

  /** Whether rows of the current snapshot are deleted by delete files. */
  public boolean hasDeletes() {
    Table table = icebergTable();
    return Optional.ofNullable(table.currentSnapshot())
        .map(current -> !current.deleteManifests(table.io()).isEmpty())
        .orElse(false);
  }

  /**
   * Holds the table against the bytes on disk: metadata, manifests, every file of the current
   * snapshot down to its values, and what lies in the folder beside them. Nothing is changed.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} if the warehouse was opened without a
   *     reader of values
   */
  public TableReport verify() {
    return firn.verify(entry);
  }

  /** The footer of one of the table's data files. */
  public ParquetFooter footerOf(DataFile file) {
    return FileCheck.footerOf(firn.storage(), file.location());
  }

  private static LoadSource sourceOf(ArrowReader reader) {
    return LoadSource.ofArrow("batches", () -> reader);
  }
}
