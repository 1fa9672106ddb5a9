package dev.firn.engine.commit;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.registry.UnsettledFiles;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageFileIO;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.io.FileIO;

/**
 * Names for the metadata files of one attempt to commit, registered as unsettled in blocks before
 * they are used, so that a crash at any moment leaves nothing unknown.
 *
 * <p>Threads: one.
 */
final class AttemptFiles {
  /** Merged manifests are rare: one per hundred commits. */
  private static final int MANIFEST_BLOCK = 2;

  private final Storage storage;
  private final UnsettledFiles registry;
  private final Environment environment;
  private final TableName table;
  private final String tableFolder;
  private final String attemptId;
  private final String ownerId;
  private final Map<Kind, Deque<String>> free = new EnumMap<>(Kind.class);
  private final List<String> registered = new ArrayList<>();
  private final List<String> manifests = new ArrayList<>();
  private final List<String> statistics = new ArrayList<>();
  private final List<FinishedFile> written = new ArrayList<>();

  AttemptFiles(CommitTarget target, String attemptId, String ownerId, String tableFolder) {
    this.storage = target.storage();
    this.registry = target.registry().unsettledFiles();
    this.environment = target.environment();
    this.table = target.table();
    this.tableFolder = tableFolder;
    this.attemptId = attemptId;
    this.ownerId = ownerId;
  }

  /**
   * Registers a metadata file of the given version, and manifest lists and statistics files for as
   * many snapshots.
   *
   * @param finished what files of the changes became, written down in the same transaction
   */
  void reserve(int version, int snapshots, int statisticsFiles, List<FinishedFile> finished) {
    List<UnsettledFile> files = new ArrayList<>();
    String name =
        String.format(Locale.ROOT, "%05d-%s.metadata.json", version, environment.uuids().get());
    files.add(file(Kind.METADATA, tableFolder + "/metadata/" + name));
    for (int i = 0; i < snapshots; i++) {
      files.add(fresh(Kind.MANIFEST_LIST));
    }
    for (int i = 0; i < statisticsFiles; i++) {
      files.add(fresh(Kind.STATISTICS));
    }
    register(files, finished);
  }

  /** The next registered name of a kind. */
  String next(Kind kind) {
    Deque<String> names = free.computeIfAbsent(kind, each -> new ArrayDeque<>());
    if (names.isEmpty()) {
      List<UnsettledFile> block = new ArrayList<>();
      for (int i = 0; i < MANIFEST_BLOCK; i++) {
        block.add(fresh(kind));
      }
      register(block, List.of());
    }
    String name = names.remove();
    if (kind == Kind.MANIFEST) {
      manifests.add(name);
    } else if (kind == Kind.STATISTICS) {
      statistics.add(name);
    }
    return name;
  }

  /** File calls for Iceberg, which remember what was written. */
  FileIO io() {
    return new StorageFileIO(storage, written::add);
  }

  /** Remembers a file that was written without Iceberg. */
  void finished(FinishedFile file) {
    written.add(file);
  }

  /** The files that were written, as far as they were finished. */
  List<FinishedFile> written() {
    return written;
  }

  /** Manifests that Iceberg wrote by itself, because it merged others. */
  List<String> mergedManifests() {
    return manifests;
  }

  /** Statistics files that were begun. */
  List<String> statisticsFiles() {
    return statistics;
  }

  /**
   * Removes every file of a failed attempt. Best effort: what stays is registered, and is removed
   * with its owner's leftovers.
   */
  void discard(Throwable reason) {
    List<String> deleted = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    try {
      for (String location : registered) {
        (storage.delete(location) < 0 ? absent : deleted).add(location);
      }
      registry.forget(deleted, absent, environment.clock().instant());
    } catch (FirnException e) {
      reason.addSuppressed(e);
    }
  }

  private UnsettledFile fresh(Kind kind) {
    String ulid = environment.ulids().get();
    String name =
        switch (kind) {
          case MANIFEST -> "/manifests/" + ulid + "-m0.avro";
          case MANIFEST_LIST -> "/snapshots/snap-" + ulid + ".avro";
          case STATISTICS -> "/metadata/partition-stats-" + ulid + ".avro";
          case DATA, METADATA, TABLE ->
              throw new IllegalStateException("An attempt does not name files of kind " + kind);
        };
    return file(kind, tableFolder + name);
  }

  private UnsettledFile file(Kind kind, String location) {
    return new UnsettledFile(
        location, attemptId, ownerId, table, kind, environment.clock().instant());
  }

  private void register(List<UnsettledFile> files, List<FinishedFile> finished) {
    registry.register(files, finished);
    for (UnsettledFile file : files) {
      registered.add(file.location());
      free.computeIfAbsent(file.kind(), each -> new ArrayDeque<>()).add(file.location());
    }
  }
}
