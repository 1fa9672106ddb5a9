package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.storage.LocalStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/** What a table's folder holds against what its metadata refers to. */
public final class TableFolder {
  private final FirnTable table;

  private TableFolder(FirnTable table) {
    this.table = table;
  }

  public static TableFolder of(FirnTable table) {
    return new TableFolder(table);
  }

  /** Rows of the current snapshot, by its manifests. */
  public long rowCount() {
    return table.dataFiles().stream().mapToLong(DataFile::recordCount).sum();
  }

  /** Every file in the folder belongs to a snapshot, and every file of a snapshot is there. */
  public void requireNothingUnreferenced(String where) {
    List<String> present = new ArrayList<>(LocalStorage.create().list(table.metadata().location()));
    present.removeIf(file -> file.endsWith("/version-hint.text"));
    assertThat(present).as(where).containsExactlyInAnyOrderElementsOf(referenced());
  }

  /** Every file that a snapshot or the metadata refers to. */
  public Set<String> referenced() {
    Table iceberg = table.icebergTable();
    TableMetadata metadata = table.metadata();
    Set<String> files = new HashSet<>();
    files.add(metadata.metadataFileLocation());
    metadata.previousFiles().forEach(entry -> files.add(entry.file()));
    metadata.partitionStatisticsFiles().forEach(file -> files.add(file.path()));
    for (Snapshot snapshot : iceberg.snapshots()) {
      files.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(iceberg.io())) {
        files.add(manifest.path());
        ManifestFiles.read(manifest, iceberg.io(), iceberg.specs())
            .forEach(file -> files.add(file.location()));
      }
    }
    return files;
  }
}
