package dev.firn.engine.registry;

import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * How files ended that were unsettled: as part of their table or deleted. For people; the manifests
 * are the truth. Kept for 90 days, and of the last 100,000 files.
 */
public final class FileHistory {
  /** At 300 bytes each, 30 MB. */
  private static final int LINES_MAX = 100_000;

  private static final String INSERT =
      "INSERT INTO firn_file_history (location, table_namespace, table_name, kind, outcome,"
          + " commit_id, file_bytes, file_rows, crc32c, created_at, ended_at) SELECT location,"
          + " table_namespace, table_name, kind, :outcome, commit_id, file_bytes, file_rows, crc32c,"
          + " created_at, :at FROM firn_unsettled_files";

  private final SqlSession session;

  FileHistory(SqlSession session) {
    this.session = session;
  }

  /** How a file ended. */
  public enum Outcome {
    /** As part of its table. */
    COMMITTED,
    /** Removed, because its commit did not land or had no use for it. */
    DELETED
  }

  /**
   * One file.
   *
   * @param commitId the commit it was made for; empty if that landed and had no use for it
   * @param file what it became; with zeros for one that was never finished
   */
  public record Line(
      FinishedFile file,
      TableName table,
      Kind kind,
      Outcome outcome,
      String commitId,
      Instant createdAt,
      Instant endedAt) {}

  /** The files of a table, in the order in which they ended. */
  public List<Line> list(TableName table) {
    return session.run(
        "reading the history of files",
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM firn_file_history WHERE table_namespace = :namespace"
                        + " AND table_name = :name ORDER BY ended_at, location")
                .bind("namespace", table.namespace())
                .bind("name", table.name())
                .map(
                    (row, context) ->
                        new Line(
                            new FinishedFile(
                                row.getString("location"),
                                row.getLong("file_bytes"),
                                row.getLong("file_rows"),
                                row.getLong("crc32c")),
                            table,
                            Kind.valueOf(row.getString("kind")),
                            Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                            row.getString("commit_id"),
                            Instant.ofEpochMilli(row.getLong("created_at")),
                            Instant.ofEpochMilli(row.getLong("ended_at"))))
                .list());
  }

  /** Writes down the staged files of landed commits; names that were never used are no files. */
  static void insertCommitted(Handle handle, Set<String> commitIds, Instant at) {
    PreparedBatch batch =
        handle.prepareBatch(INSERT + " WHERE commit_id = :id AND crc32c IS NOT NULL");
    for (String id : commitIds) {
      batch
          .bind("outcome", wordOf(Outcome.COMMITTED))
          .bind("at", at.toEpochMilli())
          .bind("id", id)
          .add();
    }
    batch.execute();
  }

  /** Writes down files that were deleted, while they still are registered. */
  static void insertDeleted(Handle handle, List<String> locations, Instant at) {
    if (locations.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(INSERT + " WHERE location = :location");
    for (String location : locations) {
      batch
          .bind("outcome", wordOf(Outcome.DELETED))
          .bind("at", at.toEpochMilli())
          .bind("location", location)
          .add();
    }
    batch.execute();
  }

  static int prune(Handle handle, long endedBeforeMillis) {
    int old =
        handle
            .createUpdate("DELETE FROM firn_file_history WHERE ended_at < :before")
            .bind("before", endedBeforeMillis)
            .execute();
    int tooMany =
        handle
            .createUpdate(
                "DELETE FROM firn_file_history WHERE ended_at <= (SELECT ended_at FROM"
                    + " firn_file_history ORDER BY ended_at DESC LIMIT 1 OFFSET :max)")
            .bind("max", LINES_MAX)
            .execute();
    return old + tooMany;
  }

  private static String wordOf(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
