package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.commit.Append;
import dev.firn.engine.commit.CommitTarget;
import dev.firn.engine.commit.MetadataFiles;
import dev.firn.engine.commit.TableCommitter;
import dev.firn.engine.datafile.DataFilePlan;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.datafile.ParquetSettings;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import dev.firn.parquet.WriterResources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;

/**
 * Commits of three data files of one row each, one snapshot a commit, over tables in a warehouse of
 * its own. A commit is the engine's own {@link TableCommitter}, given files that are staged, so
 * that its time has nothing of writing them.
 *
 * <p>Threads: one at a time.
 */
final class StagedCommits implements AutoCloseable {
  private static final int FILES = 3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Schema SCHEMA =
      new Schema(List.of(Types.NestedField.required(1, "id", Types.LongType.get())));

  private final Path folder;
  private final Firn firn;
  private final Environment environment = Environment.system();
  private final MetadataFiles metadataFiles;
  private final Ownership ownership;

  private StagedCommits(Path folder, Firn firn) {
    this.folder = folder;
    this.firn = firn;
    this.metadataFiles = new MetadataFiles(firn.storage());
    this.ownership =
        new Ownership(
            firn.storage(),
            firn.registry(),
            environment,
            LocalStorage.locationOf(firn.config().warehouse()) + "/owners");
  }

  static StagedCommits open(Path folder) throws IOException {
    return new StagedCommits(folder, Firn.open(FirnConfig.of(Folders.createEmpty(folder))));
  }

  /**
   * What one commit took.
   *
   * @param stageMillis three files and their manifest written, synced and checked, folders synced
   * @param commitMillis from there until the engine says that the snapshot is in the table:
   *     manifest list and metadata file written and synced, the registry's transaction, its outcome
   *     read back, the version hint, files that are not needed any more deleted
   */
  record Timing(double stageMillis, double commitMillis) {}

  /** A new table, and the way to commit to it. */
  CommittedTable createTable(String name, Map<String, String> properties) {
    TableName table = new TableName("bench", name);
    firn.createTable(NewTable.of(table, SCHEMA, properties));
    return new CommittedTable(
        table,
        new TableCommitter(
            new CommitTarget(
                table,
                firn.storage(),
                firn.registry(),
                ownership,
                metadataFiles,
                environment,
                EngineMetrics.inMemory())));
  }

  /** A table and its committer. */
  final class CommittedTable {
    private final TableName name;
    private final TableCommitter committer;

    CommittedTable(TableName name, TableCommitter committer) {
      this.name = name;
      this.committer = committer;
    }

    /** Stages three files and commits them. */
    Timing commit() {
      long from = System.nanoTime();
      TableMetadata metadata =
          metadataFiles.readCurrent(
              name.toString(), () -> firn.catalog().load(name).metadataLocation());
      String commitId = environment.ulids().get();
      StagedFiles staged = stage(metadata, commitId);
      Append append =
          new Append(
              commitId,
              name,
              metadata.uuid(),
              staged,
              "commit-curve",
              environment.clock().millis(),
              Optional.empty());
      long stagedAt = System.nanoTime();
      committer.commit(append);
      long committedAt = System.nanoTime();
      return new Timing(
          (stagedAt - from) / NANOS_PER_MILLI, (committedAt - stagedAt) / NANOS_PER_MILLI);
    }

    /** Manifests and snapshots that the table has now. */
    Size size() {
      TableMetadata metadata =
          metadataFiles.readCurrent(
              name.toString(), () -> firn.catalog().load(name).metadataLocation());
      return new Size(
          metadata.snapshots().size(),
          metadata.currentSnapshot().allManifests(metadataFiles.io()).size());
    }

    private StagedFiles stage(TableMetadata metadata, String commitId) {
      try (DataFileWriter writer = new DataFileWriter(plan(metadata, commitId))) {
        for (int file = 0; file < FILES; file++) {
          try (ValidBatch row = row()) {
            writer.append(row);
          }
          writer.endRun();
        }
        return writer.finish();
      }
    }

    private DataFilePlan plan(TableMetadata metadata, String commitId) {
      TableSettings settings =
          TableSettings.of(metadata.properties(), firn.config().fileBytesMax());
      return new DataFilePlan(
          name,
          metadata,
          settings,
          ParquetSettings.optionsOf(settings, metadata.schema()),
          metadata.sortOrder(),
          commitId,
          ownership.acquire(),
          firn.storage(),
          firn.registry().unsettledFiles(),
          environment,
          WriterResources.singleThreaded(firn.allocator()),
          firn.budget(),
          Optional.empty(),
          EngineMetrics.inMemory());
    }
  }

  /** How large a table's metadata is. */
  record Size(int snapshots, int manifests) {}

  private ValidBatch row() {
    VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), firn.allocator());
    LineitemColumn.ORDER_KEY_LONG.fill(root.getVector(0), 1);
    root.setRowCount(1);
    return ValidBatch.of(new BatchOrigin("commit-curve", 1), root);
  }

  @Override
  public void close() throws IOException {
    try (firn) {
      ownership.close();
    }
    Folders.delete(folder);
  }
}
