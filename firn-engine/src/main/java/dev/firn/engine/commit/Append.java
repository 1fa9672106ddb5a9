package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * Adds the files of a load as one snapshot. Its manifest is used as it is in every attempt:
 * snapshot id, sequence number and row ids are inherited (table spec, "Sequence Number
 * Inheritance").
 *
 * @param tableUuid the table the files were written for; a table that was made anew is another
 * @param source what was loaded, for the history
 * @param log what becomes of the log's position, if the rows are from one
 */
public record Append(
    String commitId,
    TableName table,
    String tableUuid,
    StagedFiles staged,
    String source,
    long startedAtMillis,
    Optional<LogProgress> log)
    implements Change {
  /** Snapshot summary key of the commit id. */
  public static final String COMMIT_ID_KEY = "firn.commit-id";

  @Override
  public SettledCommit applyTo(Draft draft) {
    requireSameTable(draft.current());
    log.ifPresent(progress -> progress.applyTo(draft, table));
    AppendFiles append = draft.table().newAppend();
    ManifestFile manifest = staged.manifest();
    if (manifest != null) {
      append.appendManifest(manifest);
      if (draft.current().formatVersion() > 1) {
        // A manifest that is taken as it is leaves these out of the summary, and the totals go
        // wrong without. In version 1 it is copied, and counted.
        append.set(SnapshotSummary.ADDED_FILE_SIZE_PROP, Long.toString(staged.bytes()));
        append.set(
            SnapshotSummary.CHANGED_PARTITION_COUNT_PROP, Long.toString(staged.partitions()));
      }
    }
    summary().forEach(append::set);
    log.ifPresent(progress -> progress.summary().forEach(append::set));
    draft.commit(append);
    Snapshot snapshot = draft.current().currentSnapshot();
    return new SettledCommit(
        commitId,
        tableUuid,
        snapshot.operation(),
        snapshot.snapshotId(),
        staged.rows(),
        staged.files(),
        staged.bytes());
  }

  @Override
  public List<FinishedFile> finishedFiles() {
    return staged.unrecorded();
  }

  @Override
  public Optional<SettledCommit.Load> loadOf(SettledCommit commit) {
    return Optional.of(
        new SettledCommit.Load(commit, table, source, startedAtMillis, staged.columns()));
  }

  private Map<String, String> summary() {
    return Map.of(COMMIT_ID_KEY, commitId, "engine-name", "firn");
  }

  /** The files were written for one schema of one table; both may have moved on meanwhile. */
  private void requireSameTable(TableMetadata current) {
    if (!current.uuid().equals(tableUuid)) {
      throw refusal("the table that the load began with", "another of that name");
    }
    ManifestFile manifest = staged.manifest();
    if (manifest != null && !current.specsById().containsKey(manifest.partitionSpecId())) {
      throw refusal("its partition spec", "that the spec was removed");
    }
    if (current.currentSchemaId() == staged.schemaId()) {
      return;
    }
    Schema written = current.schemasById().get(staged.schemaId());
    if (written == null) {
      throw refusal("schema " + staged.schemaId() + " in its history", "that it was removed");
    }
    requireFits(
        TypeUtil.indexById(written.asStruct()), TypeUtil.indexById(current.schema().asStruct()));
  }

  private void requireFits(
      Map<Integer, Types.NestedField> written, Map<Integer, Types.NestedField> current) {
    for (Types.NestedField column : current.values()) {
      Types.NestedField before = written.get(column.fieldId());
      boolean mayBeNull = before == null ? column.initialDefault() == null : before.isOptional();
      if (column.isRequired() && mayBeNull) {
        throw refusal(
            "the schema that the load began with",
            "that column '" + column.name() + "' is required now and may be null in its rows");
      }
    }
    for (Types.NestedField column : written.values()) {
      if (!current.containsKey(column.fieldId())) {
        throw refusal(
            "the schema that the load began with",
            "that column '" + column.name() + "' was dropped, and its values with it");
      }
    }
  }

  private FirnException refusal(String expected, String found) {
    return new FirnException(
        ErrorCode.CONFLICT,
        "Load into '" + table + "': expected " + expected + ", found " + found + ". Load again.");
  }
}
