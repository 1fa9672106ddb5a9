package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 */
public record Append(
    String commitId,
    TableName table,
    String tableUuid,
    StagedFiles staged,
    String source,
    long startedAtMillis)
    implements Change {
  /** Snapshot summary key of the commit id. */
  public static final String COMMIT_ID_KEY = "firn.commit-id";

  @Override
  public SettledCommit applyTo(Draft draft) {
    requireSameTable(draft.current());
    AppendFiles append = draft.table().newAppend();
    ManifestFile manifest = staged.manifest();
    if (manifest != null) {
      append.appendManifest(manifest);
      // An appended manifest leaves these out of the summary, and the totals go wrong without.
      append.set(SnapshotSummary.ADDED_FILE_SIZE_PROP, Long.toString(staged.bytes()));
      append.set(SnapshotSummary.CHANGED_PARTITION_COUNT_PROP, Long.toString(staged.partitions()));
    }
    summary().forEach(append::set);
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
  public Optional<SettledCommit.Load> loadOf(SettledCommit commit) {
    return Optional.of(new SettledCommit.Load(commit, table, source, startedAtMillis));
  }

  private Map<String, String> summary() {
    return Map.of(COMMIT_ID_KEY, commitId, "engine-name", "firn");
  }

  /** The files were written for one schema of one table; both may have moved on meanwhile. */
  private void requireSameTable(TableMetadata current) {
    if (!current.uuid().equals(tableUuid)) {
      throw refusal("the table that the load began with", "another of that name");
    }
    if (current.currentSchemaId() == staged.schemaId()) {
      return;
    }
    Schema written = current.schemasById().get(staged.schemaId());
    if (written == null) {
      throw refusal("schema " + staged.schemaId() + " in its history", "that it was removed");
    }
    Set<Integer> ids = new HashSet<>(TypeUtil.indexById(written.asStruct()).keySet());
    for (Types.NestedField column : current.schema().columns()) {
      if (column.isRequired() && !ids.contains(column.fieldId())) {
        throw refusal(
            "the schema that the load began with",
            "a new required column '" + column.name() + "' of which the rows have no values");
      }
    }
  }

  private FirnException refusal(String expected, String found) {
    return new FirnException(
        ErrorCode.CONFLICT,
        "Load into '" + table + "': expected " + expected + ", found " + found + ". Load again.");
  }
}
