package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What was loaded and what failed, for people; {@link Registry#prune} forgets it in time. */
public final class LoadHistory {
  private static final int TEXT_CHARS_MAX = 1000;

  private static final String INSERT =
      "INSERT INTO firn_loads (commit_id, table_namespace, table_name, source, outcome, message,"
          + " rows_added, files_added, bytes_added, started_at, finished_at) VALUES (:id,"
          + " :namespace, :name, :source, :outcome, :message, :rows, :files, :bytes, :started,"
          + " :finished)";

  private final SqlSession session;

  LoadHistory(SqlSession session) {
    this.session = session;
  }

  /** One load. */
  public record Line(
      String commitId,
      TableName table,
      String source,
      String outcome,
      String message,
      long rows,
      long files,
      long bytes,
      Instant startedAt,
      Instant finishedAt) {}

  /** Writes down a load that did not land. */
  public void insert(Line line) {
    session.transact(
        "writing the load history",
        handle -> {
          insert(handle, line);
          return 1;
        });
  }

  /** The loads of a table, oldest first. */
  public List<Line> list(TableName table) {
    return session.run(
        "reading the load history",
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM firn_loads WHERE table_namespace = :namespace"
                        + " AND table_name = :name ORDER BY started_at, commit_id")
                .bind("namespace", table.namespace())
                .bind("name", table.name())
                .map(
                    (row, context) ->
                        new Line(
                            row.getString("commit_id"),
                            table,
                            row.getString("source"),
                            row.getString("outcome"),
                            row.getString("message"),
                            row.getLong("rows_added"),
                            row.getLong("files_added"),
                            row.getLong("bytes_added"),
                            Instant.ofEpochMilli(row.getLong("started_at")),
                            Instant.ofEpochMilli(row.getLong("finished_at"))))
                .list());
  }

  static void insertLanded(Handle handle, Settlement settlement) {
    for (SettledCommit.Load load : settlement.loads()) {
      SettledCommit commit = load.commit();
      insert(
          handle,
          new Line(
              commit.commitId(),
              load.table(),
              load.source(),
              "landed",
              "",
              commit.rows(),
              commit.files(),
              commit.bytes(),
              Instant.ofEpochMilli(load.startedAtMillis()),
              settlement.at()));
    }
  }

  private static void insert(Handle handle, Line line) {
    PreparedBatch batch = handle.prepareBatch(INSERT);
    batch
        .bind("id", line.commitId())
        .bind("namespace", line.table().namespace())
        .bind("name", line.table().name())
        .bind("source", shortened(line.source()))
        .bind("outcome", line.outcome())
        .bind("message", shortened(line.message()))
        .bind("rows", line.rows())
        .bind("files", line.files())
        .bind("bytes", line.bytes())
        .bind("started", line.startedAt().toEpochMilli())
        .bind("finished", line.finishedAt().toEpochMilli())
        .add();
    batch.execute();
  }

  private static String shortened(String text) {
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX - 1) + "…";
  }
}
