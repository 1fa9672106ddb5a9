package dev.firn.engine.verify;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageFileIO;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/**
 * A table against the bytes on disk: its metadata file, the manifest lists and manifests of all its
 * snapshots, every file that the current snapshot's manifests name, statistics files, and what lies
 * in its folder beside them. Changes nothing.
 *
 * <p>Memory: one batch of values, some bytes for each file of the table, the names of the files in
 * its folder, and at most {@link TableReport#PROBLEMS_MAX} problems.
 *
 * <p>Threads: one. Commits may go on meanwhile: what they add is not looked at.
 */
public final class TableVerification {
  /** How often a pointer is followed that moves while its file is read. */
  private static final int TRIES_MAX = 100;

  private final Parts parts;
  private final TableEntry entry;
  private final FileIO io;
  private final Findings findings = new Findings();
  private final MetadataBytes bytes;
  private final LocationSet known = new LocationSet();

  /** Whether all manifests could be read, so that every file of the table is known. */
  private boolean knowsAll = true;

  /** What a verification works with. */
  public record Parts(
      Storage storage,
      Registry registry,
      Leftovers leftovers,
      ValueReader reader,
      BufferAllocator allocator) {}

  private TableVerification(Parts parts, TableEntry entry) {
    this.parts = parts;
    this.entry = entry;
    this.io = new StorageFileIO(parts.storage());
    this.bytes = new MetadataBytes(parts.storage(), parts.registry().checksums(), findings);
  }

  /**
   * Looks at a table.
   *
   * @throws FirnException {@link ErrorCode#TABLE_NOT_FOUND} if it was dropped meanwhile, {@link
   *     ErrorCode#STORAGE} if the disk fails, {@link ErrorCode#CANCELLED}; what is wrong with the
   *     table is not thrown
   */
  public static TableReport run(Parts parts, TableEntry entry) {
    TableVerification verification = new TableVerification(parts, entry);
    verification.run();
    return verification.findings.report(entry.name());
  }

  private void run() {
    Optional<TableMetadata> before = readMetadata();
    if (before.isEmpty()) {
      return;
    }
    StrayFiles strays =
        StrayFiles.list(
            parts.storage(), parts.registry(), parts.leftovers(), entry.name(), before.get());
    Optional<TableMetadata> now = checkMetadata();
    if (now.isEmpty()) {
      return;
    }
    TableMetadata metadata = now.get();
    Table table =
        new BaseTable(
            new StaticTableOperations(metadata, io), entry.name().toString(), report -> {});
    List<Snapshot> snapshots = new ArrayList<>(metadata.snapshots());
    Snapshot current = metadata.currentSnapshot();
    if (current != null) {
      snapshots.remove(current);
      checkSnapshot(table, current, new FilesOfCurrent(table));
    }
    snapshots.forEach(snapshot -> checkSnapshot(table, snapshot, new FilesOfOthers()));
    checkStatistics(metadata);
    strays.reportLeftovers(findings);
    if (knowsAll) {
      strays.reportUnknown(known, metadata, findings);
    }
  }

  /** What the pointer names now; a file that is gone or cannot be read is a finding. */
  private Optional<TableMetadata> readMetadata() {
    for (int tries = 1; ; tries++) {
      String location = pointer();
      try {
        return Optional.of(TableMetadataParser.read(io, location));
      } catch (FirnException e) {
        throw e;
      } catch (RuntimeException e) {
        // Another process may have moved the pointer and deleted the file meanwhile.
        if (tries == TRIES_MAX || pointer().equals(location)) {
          if (bytes.areRight(location, OptionalLong.empty())) {
            findings.add(location, "Expected Iceberg table metadata, found: " + e.getMessage());
          }
          return Optional.empty();
        }
      }
    }
  }

  private Optional<TableMetadata> checkMetadata() {
    Optional<TableMetadata> read = readMetadata();
    if (read.isPresent()) {
      TableMetadata metadata = read.get();
      String location = String.valueOf(metadata.metadataFileLocation());
      known.add(location);
      if (parts.storage().exists(location) || pointer().equals(location)) {
        bytes.areRight(location, OptionalLong.empty());
      }
      for (MetadataLogEntry older : metadata.previousFiles()) {
        known.add(older.file());
        // Nothing needs it any more, and the next commit may delete it; damage is still told.
        if (parts.storage().exists(older.file())) {
          bytes.areRight(older.file(), OptionalLong.empty());
        }
      }
    }
    return read;
  }

  private String pointer() {
    return parts
        .registry()
        .pointer()
        .find(entry.name())
        .orElseThrow(
            () ->
                new FirnException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Table '"
                        + entry.name()
                        + "': expected to exist, found that it was dropped or renamed."));
  }

  private void checkSnapshot(Table table, Snapshot snapshot, EntryCheck entries) {
    String list = snapshot.manifestListLocation();
    if (list != null) {
      known.add(list);
      if (!bytes.areRight(list, OptionalLong.empty())) {
        knowsAll = false;
        return;
      }
    }
    List<ManifestFile> manifests;
    try {
      manifests = snapshot.allManifests(io);
    } catch (RuntimeException e) {
      throwIfOurs(e);
      unreadable(String.valueOf(list), "a manifest list", e);
      return;
    }
    for (ManifestFile manifest : manifests) {
      // Snapshots share manifests; the current one's were looked at first.
      if (known.add(manifest.path())) {
        checkManifest(table, manifest, entries);
      }
    }
  }

  private void checkManifest(Table table, ManifestFile manifest, EntryCheck entries) {
    if (!bytes.areRight(manifest.path(), OptionalLong.of(manifest.length()))) {
      knowsAll = false;
      return;
    }
    try (ManifestReader<? extends ContentFile<?>> reader = open(table, manifest)) {
      for (ContentFile<?> file : reader) {
        requireNotCancelled();
        known.add(file.location());
        entries.check(file);
      }
    } catch (IOException e) {
      unreadable(manifest.path(), "a manifest", e);
    } catch (RuntimeException e) {
      throwIfOurs(e);
      unreadable(manifest.path(), "a manifest", e);
    }
  }

  private ManifestReader<? extends ContentFile<?>> open(Table table, ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, io, table.specs())
        : ManifestFiles.readDeleteManifest(manifest, io, table.specs());
  }

  private void checkStatistics(TableMetadata metadata) {
    metadata
        .statisticsFiles()
        .forEach(file -> checkStatistics(file.path(), file.fileSizeInBytes()));
    metadata
        .partitionStatisticsFiles()
        .forEach(file -> checkStatistics(file.path(), file.fileSizeInBytes()));
  }

  private void checkStatistics(String location, long fileBytes) {
    known.add(location);
    bytes.areRight(location, OptionalLong.of(fileBytes));
  }

  private void unreadable(String location, String what, Exception e) {
    knowsAll = false;
    findings.add(location, "Expected " + what + ", found: " + e.getMessage());
  }

  /** A disk or a database that fails says nothing of the table. */
  private static void throwIfOurs(RuntimeException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FirnException ours) {
        throw ours;
      }
    }
  }

  private void requireNotCancelled() {
    if (Thread.currentThread().isInterrupted()) {
      throw new FirnException(
          ErrorCode.CANCELLED, "Verification of '" + entry.name() + "' was cancelled.");
    }
  }

  /** What is done with each file of a manifest. */
  private sealed interface EntryCheck {
    void check(ContentFile<?> file);
  }

  /** Files of the current snapshot are looked at from end to end. */
  private final class FilesOfCurrent implements EntryCheck {
    private final DataFileCheck check;

    FilesOfCurrent(Table table) {
      this.check =
          new DataFileCheck(parts.storage(), table, parts.reader(), parts.allocator(), findings);
    }

    @Override
    public void check(ContentFile<?> file) {
      check.check(file);
    }
  }

  /** Files of older snapshots only have to be known. */
  private record FilesOfOthers() implements EntryCheck {
    @Override
    public void check(ContentFile<?> file) {
      // What is known is known already.
    }
  }
}
