package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The pointer in Iceberg's JDBC catalog tables, and the settlement beside it in the same
 * transaction.
 */
final class JdbcCatalogPointer implements CatalogPointer {
  private static final String LANDED = "landed";
  private static final String ABORTED = "aborted";
  private static final String ONE_TABLE =
      " WHERE catalog_name = 'firn' AND table_namespace = :namespace AND table_name = :name"
          + " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)";
  private static final RowMapper<SettledCommit> COMMIT =
      (row, context) ->
          new SettledCommit(
              row.getString("commit_id"),
              row.getString("table_uuid"),
              row.getString("operation"),
              row.getLong("snapshot_id"),
              row.getLong("rows_added"),
              row.getLong("files_added"),
              row.getLong("bytes_added"));

  private final SqlSession session;

  JdbcCatalogPointer(SqlSession session) {
    this.session = session;
  }

  @Override
  public Optional<String> find(TableName table) {
    return session.run(
        "looking up table '" + table + "'",
        handle ->
            handle
                .createQuery("SELECT metadata_location FROM iceberg_tables" + ONE_TABLE)
                .bind("namespace", table.namespace())
                .bind("name", table.name())
                .mapTo(String.class)
                .findOne());
  }

  @Override
  public boolean swap(TableName table, String expected, String next, Settlement settlement) {
    return session.transact(
        "committing to table '" + table + "'",
        handle -> {
          if (anyAborted(handle, settlement)) {
            return false;
          }
          int moved =
              handle
                  .createUpdate(
                      "UPDATE iceberg_tables SET metadata_location = :next,"
                          + " previous_metadata_location = :expected"
                          + ONE_TABLE
                          + " AND metadata_location = :expected")
                  .bind("next", next)
                  .bind("expected", expected)
                  .bind("namespace", table.namespace())
                  .bind("name", table.name())
                  .execute();
          if (moved == 1) {
            settle(handle, next, settlement);
          }
          return moved == 1;
        });
  }

  @Override
  public boolean insert(TableName table, String next, Settlement settlement) {
    return session.transact(
        "creating table '" + table + "'",
        handle -> {
          if (anyAborted(handle, settlement)) {
            return false;
          }
          if (isTaken(handle, table)) {
            return false;
          }
          int added =
              handle
                  .createUpdate(
                      "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name,"
                          + " metadata_location, iceberg_type)"
                          + " VALUES ('firn', :namespace, :name, :next, 'TABLE')"
                          + " ON CONFLICT DO NOTHING")
                  .bind("namespace", table.namespace())
                  .bind("name", table.name())
                  .bind("next", next)
                  .execute();
          if (added == 1) {
            settle(handle, next, settlement);
          }
          return added == 1;
        });
  }

  @Override
  public boolean remove(TableName table, String expected, Settlement settlement) {
    return session.transact(
        "dropping table '" + table + "'",
        handle -> {
          int removed =
              handle
                  .createUpdate(
                      "DELETE FROM iceberg_tables" + ONE_TABLE + " AND metadata_location = :old")
                  .bind("namespace", table.namespace())
                  .bind("name", table.name())
                  .bind("old", expected)
                  .execute();
          if (removed == 1) {
            insertCommits(handle, expected, settlement);
            String uuid = settlement.commits().getFirst().tableUuid();
            Checksums.forgetTable(handle, uuid);
            CompressionHistory.forgetTable(handle, uuid);
          }
          return removed == 1;
        });
  }

  @Override
  public boolean rename(TableEntry from, TableName to, Settlement settlement) {
    return session.transact(
        "renaming table '" + from.name() + "'",
        handle -> {
          // A name that differs only in case is taken by the table itself, and free for it.
          if (anyAborted(handle, settlement) || (!from.name().matches(to) && isTaken(handle, to))) {
            return false;
          }
          int renamed =
              handle
                  .createUpdate(
                      "UPDATE iceberg_tables SET table_namespace = :toNamespace,"
                          + " table_name = :toName"
                          + ONE_TABLE
                          + " AND metadata_location = :expected")
                  .bind("toNamespace", to.namespace())
                  .bind("toName", to.name())
                  .bind("namespace", from.name().namespace())
                  .bind("name", from.name().name())
                  .bind("expected", from.metadataLocation())
                  .execute();
          if (renamed == 1) {
            renameIn(handle, "firn_unsettled_files", from.name(), to);
            renameIn(handle, "firn_loads", from.name(), to);
            renameIn(handle, "firn_file_history", from.name(), to);
            insertCommits(handle, from.metadataLocation(), settlement);
          }
          return renamed == 1;
        });
  }

  @Override
  public Optional<SettledCommit> findLanded(String commitId) {
    return session.run("looking up a commit", handle -> findLanded(handle, commitId));
  }

  @Override
  public Optional<SettledCommit> abort(String commitId) {
    return session.transact(
        "settling a commit",
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO firn_commits (commit_id, outcome, table_uuid, operation,"
                      + " metadata_location, snapshot_id, rows_added, files_added, bytes_added,"
                      + " settled_at) VALUES (:id, :outcome, '', '', '', 0, 0, 0, 0, 0)"
                      + " ON CONFLICT DO NOTHING")
              .bind("id", commitId)
              .bind("outcome", ABORTED)
              .execute();
          return findLanded(handle, commitId);
        });
  }

  private static Optional<SettledCommit> findLanded(Handle handle, String commitId) {
    return handle
        .createQuery("SELECT * FROM firn_commits WHERE commit_id = :id AND outcome = :outcome")
        .bind("id", commitId)
        .bind("outcome", LANDED)
        .map(COMMIT)
        .findOne();
  }

  private static void renameIn(Handle handle, String table, TableName from, TableName to) {
    handle
        .createUpdate(
            "UPDATE "
                + table
                + " SET table_namespace = :toNamespace, table_name = :toName"
                + " WHERE table_namespace = :namespace AND table_name = :name")
        .bind("toNamespace", to.namespace())
        .bind("toName", to.name())
        .bind("namespace", from.namespace())
        .bind("name", from.name())
        .execute();
  }

  /** Names that differ only in case are one name to SQL. */
  private static boolean isTaken(Handle handle, TableName table) {
    return handle
        .createQuery(
            "SELECT 1 FROM iceberg_tables WHERE catalog_name = 'firn'"
                + " AND LOWER(table_namespace) = LOWER(:namespace)"
                + " AND LOWER(table_name) = LOWER(:name)")
        .bind("namespace", table.namespace())
        .bind("name", table.name())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  private static boolean anyAborted(Handle handle, Settlement settlement) {
    return settlement.commitIds().stream()
        .anyMatch(
            id ->
                handle
                    .createQuery(
                        "SELECT 1 FROM firn_commits WHERE commit_id = :id AND outcome = :aborted")
                    .bind("id", id)
                    .bind("aborted", ABORTED)
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent());
  }

  private static void settle(Handle handle, String metadataLocation, Settlement settlement) {
    insertCommits(handle, metadataLocation, settlement);
    LoadHistory.insertLanded(handle, settlement);
    CompressionHistory.insertLanded(handle, settlement);
    UnsettledFiles.settle(handle, settlement);
  }

  private static void insertCommits(Handle handle, String metadataLocation, Settlement settlement) {
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO firn_commits (commit_id, outcome, table_uuid, operation,"
                + " metadata_location, snapshot_id, rows_added, files_added, bytes_added,"
                + " settled_at) VALUES (:id, :outcome, :table, :operation, :metadata, :snapshot,"
                + " :rows, :files, :bytes, :at)");
    List<SettledCommit> rows = new ArrayList<>(settlement.commits());
    SettledCommit first = rows.getFirst();
    if (!settlement.attemptId().equals(first.commitId())) {
      rows.add(SettledCommit.of(settlement.attemptId(), first.tableUuid(), "attempt", 0));
    }
    for (SettledCommit commit : rows) {
      batch
          .bind("id", commit.commitId())
          .bind("outcome", LANDED)
          .bind("table", commit.tableUuid())
          .bind("operation", commit.operation())
          .bind("metadata", metadataLocation)
          .bind("snapshot", commit.snapshotId())
          .bind("rows", commit.rows())
          .bind("files", commit.files())
          .bind("bytes", commit.bytes())
          .bind("at", settlement.at().toEpochMilli())
          .add();
    }
    batch.execute();
  }
}
