package dev.firn.engine.commit;

import dev.firn.engine.registry.UnsettledFile.Kind;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * Table metadata in memory to which Iceberg's own producers commit, one after another. It has one
 * owner, so it cannot conflict, and Iceberg's retries and clean-ups never run; the one real commit
 * comes after it, outside of Iceberg.
 *
 * <p>Threads: one.
 */
public final class Draft {
  private final String name;
  private final DraftOperations operations;

  Draft(String name, TableMetadata base, FileIO io, @Nullable AttemptFiles files) {
    this.name = name;
    this.operations = new DraftOperations(base, io, files);
  }

  /** A draft to look at what changes would come to; it cannot write the files of a snapshot. */
  public static Draft withoutFiles(String name, TableMetadata base, FileIO io) {
    return new Draft(name, base, io, null);
  }

  /** The metadata as changed so far. */
  public TableMetadata current() {
    return operations.current();
  }

  /** Replaces the metadata by one built from {@link #current}. */
  public void update(TableMetadata next) {
    operations.commit(operations.current(), next);
  }

  /** The draft as an Iceberg table, for Iceberg's producers. */
  public Table table() {
    return new BaseTable(operations, name, report -> {});
  }

  /**
   * Commits a snapshot to the draft. Work is done in this thread: Iceberg polls its pools every 10
   * ms. Nothing is deleted, because the draft may yet be thrown away and made again.
   */
  public <T extends SnapshotUpdate<?>> void commit(T update) {
    update.scanManifestsWith(CallerRunsExecutor.INSTANCE);
    update.writeManifestsWith(CallerRunsExecutor.INSTANCE, 1);
    update.deleteWith(location -> {});
    update.commit();
  }

  private static final class DraftOperations implements TableOperations {
    private final FileIO io;
    private final @Nullable AttemptFiles files;
    private TableMetadata current;

    DraftOperations(TableMetadata base, FileIO io, @Nullable AttemptFiles files) {
      this.current = base;
      this.io = io;
      this.files = files;
    }

    @Override
    public TableMetadata current() {
      return current;
    }

    @Override
    public TableMetadata refresh() {
      return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      if (base != current) {
        throw new IllegalStateException("A draft has one owner, yet its base has changed");
      }
      current = metadata;
    }

    @Override
    public FileIO io() {
      return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
      AttemptFiles names = files;
      if (names == null) {
        throw new IllegalStateException("A draft without files was asked for one");
      }
      return names.next(kindOf(fileName));
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(current.location(), current.properties());
    }

    /** What Iceberg wants a file for, by the name that it would give it. */
    private static Kind kindOf(String fileName) {
      if (fileName.startsWith("snap-")) {
        return Kind.MANIFEST_LIST;
      }
      return fileName.startsWith("partition-stats-") ? Kind.STATISTICS : Kind.MANIFEST;
    }
  }
}
