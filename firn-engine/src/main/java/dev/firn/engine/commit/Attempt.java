package dev.firn.engine.commit;

import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.registry.Settlement;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.table.FinishedFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableProperties;
import org.jspecify.annotations.Nullable;

/**
 * One try at a commit: the changes drafted on one base, the files written for it, and the
 * settlement that goes with the pointer's move.
 *
 * <p>Threads: one.
 */
final class Attempt {
  private final CommitTarget target;
  private final TableMetadata base;
  private final String id;
  private final String baseLocation;
  private final AttemptFiles files;
  private final Draft draft;
  private final List<SettledCommit> commits = new ArrayList<>();
  private final List<SettledCommit.Load> loads = new ArrayList<>();
  private List<String> unusedFiles = List.of();
  private @Nullable TableMetadata written;

  Attempt(CommitTarget target, TableMetadata base) {
    this.target = target;
    this.base = base;
    this.id = target.environment().ulids().get();
    String location = base.metadataFileLocation();
    if (location == null) {
      throw new IllegalStateException("The base of a commit must be a written metadata file");
    }
    this.baseLocation = location;
    this.files = new AttemptFiles(target, id, target.ownership().acquire(), base.location());
    this.draft = draftOf(base);
  }

  /** The ULID under which the registry knows how this attempt ended. */
  String id() {
    return id;
  }

  /** Names files for the changes, and writes down what files became that were made for them. */
  void reserve(List<Change> changes) {
    int snapshots = changes.size();
    List<FinishedFile> finished =
        changes.stream().flatMap(change -> change.finishedFiles().stream()).toList();
    int statisticsFiles = snapshots > 0 && PartitionStatisticsFiles.areKept(base) ? 1 : 0;
    files.reserve(versionOf(baseLocation) + 1, snapshots, statisticsFiles, finished);
  }

  void apply(Change change) {
    SettledCommit commit = change.applyTo(draft);
    commits.add(commit);
    change.loadOf(commit).ifPresent(loads::add);
  }

  /** Writes the metadata file; then all that the pointer will need is durable. */
  void write() {
    PartitionStatisticsFiles.addTo(draft, base, this::draftOf);
    unusedFiles = new ArrayList<>(unusedManifests());
    unusedFiles.addAll(unusedStatistics());
    if (!files.mergedManifests().isEmpty()) {
      // Those of the loads were synced when they were staged.
      target.storage().syncFolder(base.location() + "/manifests");
    }
    target.storage().syncFolder(base.location() + "/snapshots");
    MetadataFiles.Written file =
        target.metadataFiles().write(draft.current(), files.next(Kind.METADATA));
    files.finished(file.file());
    written = file.metadata();
  }

  String baseLocation() {
    return baseLocation;
  }

  TableMetadata written() {
    TableMetadata metadata = written;
    if (metadata == null) {
      throw new IllegalStateException("The attempt has not been written");
    }
    return metadata;
  }

  String location() {
    String location = written().metadataFileLocation();
    if (location == null) {
      throw new IllegalStateException("Written metadata must know its file");
    }
    return location;
  }

  List<SettledCommit> commits() {
    return commits;
  }

  Settlement settlement() {
    return new Settlement(
        id,
        commits,
        loads,
        unusedFiles,
        files.written(),
        replacedMetadata(),
        target.environment().clock().instant());
  }

  void discard(Throwable reason) {
    files.discard(reason);
  }

  /** Deletes what the landed commit has no use for: merged manifests, metadata past its number. */
  void tidy() {
    List<String> replaced = replacedMetadata();
    if (unusedFiles.isEmpty() && replaced.isEmpty()) {
      return;
    }
    List<String> deleted = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (String location : unusedFiles) {
      (target.storage().delete(location) < 0 ? absent : deleted).add(location);
    }
    for (String location : replaced) {
      target.storage().delete(location);
      // They had their line in the history when they were committed.
      absent.add(location);
    }
    Instant now = target.environment().clock().instant();
    target.registry().unsettledFiles().forget(deleted, absent, now);
  }

  /** Metadata files that the new one does not list any more, where the table wants them deleted. */
  private List<String> replacedMetadata() {
    if (!written()
        .propertyAsBoolean(
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT)) {
      return List.of();
    }
    Set<String> kept = new HashSet<>();
    written().previousFiles().forEach(entry -> kept.add(entry.file()));
    return base.previousFiles().stream()
        .map(MetadataLogEntry::file)
        .filter(file -> !kept.contains(file))
        .toList();
  }

  private Draft draftOf(TableMetadata metadata) {
    return new Draft(target.table().toString(), metadata, files.io(), files);
  }

  /** Begun and then given up; the commit goes on without them. */
  private List<String> unusedStatistics() {
    List<String> unused = new ArrayList<>(files.statisticsFiles());
    draft.current().partitionStatisticsFiles().forEach(file -> unused.remove(file.path()));
    return unused;
  }

  /** Appended manifests that were merged into others before they were ever visible. */
  private List<String> unusedManifests() {
    if (files.mergedManifests().isEmpty()) {
      return List.of();
    }
    Set<String> used = new HashSet<>();
    for (SettledCommit commit : commits) {
      Snapshot snapshot = draft.current().snapshot(commit.snapshotId());
      if (snapshot != null) {
        for (ManifestFile manifest : snapshot.allManifests(target.metadataFiles().io())) {
          used.add(manifest.path());
        }
      }
    }
    List<String> unused = new ArrayList<>();
    List<String> ids = new ArrayList<>(List.of(id));
    commits.forEach(commit -> ids.add(commit.commitId()));
    for (String each : ids) {
      target.registry().unsettledFiles().listByCommit(each).stream()
          .filter(file -> file.kind() == Kind.MANIFEST && !used.contains(file.location()))
          .forEach(file -> unused.add(file.location()));
    }
    return unused;
  }

  /** The number in {@code 00012-<uuid>.metadata.json}; other catalogs' names count from 0. */
  private static int versionOf(String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    int dash = name.indexOf('-');
    try {
      return dash < 0 ? -1 : Integer.parseInt(name.substring(0, dash));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
