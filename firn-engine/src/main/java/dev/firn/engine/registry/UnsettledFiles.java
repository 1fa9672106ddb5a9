package dev.firn.engine.registry;

import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Files that may exist and that no snapshot vouches for. One is <em>open</em> until it is known
 * what it became; then it is <em>staged</em>.
 */
public final class UnsettledFiles {
  private static final RowMapper<UnsettledFile> FILE =
      (row, context) ->
          new UnsettledFile(
              row.getString("location"),
              row.getString("commit_id"),
              row.getString("owner_id"),
              new TableName(row.getString("table_namespace"), row.getString("table_name")),
              UnsettledFile.Kind.valueOf(row.getString("kind")),
              Instant.ofEpochMilli(row.getLong("created_at")));

  private final SqlSession session;

  UnsettledFiles(SqlSession session) {
    this.session = session;
  }

  /** Registers files before they are made, in one transaction. */
  public void register(List<UnsettledFile> files) {
    register(files, List.of());
  }

  /**
   * Registers files before they are made, and writes down what others became that are finished; all
   * in one transaction.
   */
  public void register(List<UnsettledFile> files, List<FinishedFile> finished) {
    session.transact(
        "registering files",
        handle -> {
          stage(handle, finished);
          PreparedBatch batch =
              handle.prepareBatch(
                  "INSERT INTO firn_unsettled_files (location, commit_id, owner_id,"
                      + " table_namespace, table_name, kind, created_at) SELECT :location,"
                      + " :commit, :owner, :namespace, :name, :kind, :at WHERE EXISTS"
                      + " (SELECT 1 FROM firn_owners WHERE owner_id = :owner)"
                      + " ON CONFLICT (location) DO UPDATE SET commit_id = EXCLUDED.commit_id,"
                      + " owner_id = EXCLUDED.owner_id");
          for (UnsettledFile file : files) {
            batch
                .bind("location", file.location())
                .bind("commit", file.commitId())
                .bind("owner", file.ownerId())
                .bind("namespace", file.table().namespace())
                .bind("name", file.table().name())
                .bind("kind", file.kind().name())
                .bind("at", file.createdAt().toEpochMilli())
                .add();
          }
          for (int count : batch.execute()) {
            if (count != 1) {
              throw new IllegalStateException("Files are registered by an owner that is closed");
            }
          }
          return files.size();
        });
  }

  /** Writes down what files became that are finished: they are staged from now on. */
  public void stage(List<FinishedFile> finished) {
    session.transact(
        "registering finished files",
        handle -> {
          stage(handle, finished);
          return finished.size();
        });
  }

  /** The unsettled files that are staged, by location; the others are open. */
  public List<FinishedFile> listStaged() {
    return session.run(
        "listing staged files",
        handle ->
            handle
                .createQuery(
                    "SELECT location, file_bytes, file_rows, crc32c FROM firn_unsettled_files"
                        + " WHERE crc32c IS NOT NULL ORDER BY location")
                .map(
                    (row, context) ->
                        new FinishedFile(
                            row.getString("location"),
                            row.getLong("file_bytes"),
                            row.getLong("file_rows"),
                            row.getLong("crc32c")))
                .list());
  }

  /** All unsettled files, by table and age. */
  public List<UnsettledFile> list() {
    return session.run(
        "listing unsettled files",
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM firn_unsettled_files"
                        + " ORDER BY table_namespace, table_name, created_at, location")
                .map(FILE)
                .list());
  }

  /** The unsettled files of a commit or of an attempt at one. */
  public List<UnsettledFile> listByCommit(String commitId) {
    return listWhere("commit_id", commitId);
  }

  /** The unsettled files of a process. */
  public List<UnsettledFile> listByOwner(String ownerId) {
    return listWhere("owner_id", ownerId);
  }

  private List<UnsettledFile> listWhere(String column, String id) {
    return session.run(
        "listing unsettled files",
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM firn_unsettled_files WHERE "
                        + column
                        + " = :id ORDER BY location")
                .bind("id", id)
                .map(FILE)
                .list());
  }

  /** Forgets files that were never made, or whose fate is no longer known. */
  public void forget(List<String> locations) {
    forget(List.of(), locations, Instant.EPOCH);
  }

  /**
   * Forgets files that are gone from storage.
   *
   * @param deleted those that were there; they go to the history
   * @param absent those that were not
   */
  public void forget(List<String> deleted, List<String> absent, Instant at) {
    List<String> locations = new ArrayList<>(deleted);
    locations.addAll(absent);
    session.transact(
        "forgetting files",
        handle -> {
          FileHistory.insertDeleted(handle, deleted, at);
          PreparedBatch batch =
              handle.prepareBatch("DELETE FROM firn_unsettled_files WHERE location = :location");
          for (String location : locations) {
            batch.bind("location", location).add();
          }
          return batch.execute();
        });
  }

  /** Forgets the files of landed commits but for those that the new metadata does not use. */
  static void settle(Handle handle, Settlement settlement) {
    Set<String> ids = settlement.commitIds();
    stage(handle, settlement.writtenFiles());
    PreparedBatch unused =
        handle.prepareBatch(
            "UPDATE firn_unsettled_files SET commit_id = '' WHERE location = :location");
    for (String location : settlement.unusedFiles()) {
      unused.bind("location", location).add();
    }
    unused.execute();
    registerReplaced(handle, settlement);
    Checksums.settle(handle, settlement, ids);
    FileHistory.insertCommitted(handle, ids, settlement.at());
    PreparedBatch settled =
        handle.prepareBatch("DELETE FROM firn_unsettled_files WHERE commit_id = :id");
    ids.forEach(id -> settled.bind("id", id).add());
    settled.execute();
  }

  /** A crash between this commit and their deletion must not leave files that nobody knows. */
  private static void registerReplaced(Handle handle, Settlement settlement) {
    if (settlement.replacedFiles().isEmpty()) {
      return;
    }
    PreparedBatch replaced =
        handle.prepareBatch(
            "INSERT INTO firn_unsettled_files (location, commit_id, owner_id, table_namespace,"
                + " table_name, kind, created_at) SELECT :location, '', owner_id,"
                + " table_namespace, table_name, :kind, :at FROM firn_unsettled_files"
                + " WHERE commit_id = :attempt AND kind = :kind"
                + " ON CONFLICT (location) DO NOTHING");
    for (String location : settlement.replacedFiles()) {
      replaced
          .bind("location", location)
          .bind("kind", UnsettledFile.Kind.METADATA.name())
          .bind("at", settlement.at().toEpochMilli())
          .bind("attempt", settlement.attemptId())
          .add();
    }
    replaced.execute();
  }

  private static void stage(Handle handle, List<FinishedFile> finished) {
    if (finished.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "UPDATE firn_unsettled_files SET file_bytes = :bytes, file_rows = :rows,"
                + " crc32c = :crc32c WHERE location = :location");
    for (FinishedFile file : finished) {
      batch
          .bind("bytes", file.bytes())
          .bind("rows", file.rows())
          .bind("crc32c", file.crc32c())
          .bind("location", file.location())
          .add();
    }
    batch.execute();
  }
}
