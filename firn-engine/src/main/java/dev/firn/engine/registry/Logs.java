package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Which logs there are, and which of them has a producer's row numbers. */
public final class Logs {
  private static final RowMapper<LogRow> LOG =
      (row, context) ->
          new LogRow(
              row.getString("log_id"),
              row.getString("table_uuid"),
              new TableName(row.getString("table_namespace"), row.getString("table_name")),
              row.getString("place"),
              row.getString("folder"),
              Instant.ofEpochMilli(row.getLong("created_at")));

  private final SqlSession session;

  Logs(SqlSession session) {
    this.session = session;
  }

  /** Adds a log, before its folder is made. */
  public void insert(LogRow log) {
    session.transact(
        "registering a log",
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO firn_logs (log_id, table_uuid, table_namespace, table_name, place,"
                        + " folder, created_at) VALUES (:id, :table, :namespace, :name, :place,"
                        + " :folder, :at)")
                .bind("id", log.logId())
                .bind("table", log.tableUuid())
                .bind("namespace", log.table().namespace())
                .bind("name", log.table().name())
                .bind("place", log.place())
                .bind("folder", log.folder())
                .bind("at", log.createdAt().toEpochMilli())
                .execute());
  }

  /** All logs, oldest first. */
  public List<LogRow> list() {
    return session.run(
        "listing logs",
        handle ->
            handle
                .createQuery("SELECT * FROM firn_logs ORDER BY created_at, log_id")
                .map(LOG)
                .list());
  }

  /** The logs of a table, oldest first. */
  public List<LogRow> listByTable(String tableUuid) {
    return session.run(
        "listing logs",
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM firn_logs WHERE table_uuid = :table"
                        + " ORDER BY created_at, log_id")
                .bind("table", tableUuid)
                .map(LOG)
                .list());
  }

  /** The logs that were parted from their tables, oldest first. */
  public List<LogRow> listRetired() {
    return listByTable(LogRow.NO_TABLE);
  }

  /** Parts a log that holds nothing from its table; its folder and its row are still to go. */
  public void retire(String logId) {
    session.transact(
        "retiring a log",
        handle -> {
          handle
              .createUpdate("DELETE FROM firn_log_producers WHERE log_id = :id")
              .bind("id", logId)
              .execute();
          return handle
              .createUpdate("UPDATE firn_logs SET table_uuid = :none WHERE log_id = :id")
              .bind("none", LogRow.NO_TABLE)
              .bind("id", logId)
              .execute();
        });
  }

  /** Removes a log and what it knew of producers; nothing happens if it is gone. */
  public void delete(String logId) {
    session.transact(
        "forgetting a log",
        handle -> {
          handle
              .createUpdate("DELETE FROM firn_log_producers WHERE log_id = :id")
              .bind("id", logId)
              .execute();
          return handle
              .createUpdate("DELETE FROM firn_logs WHERE log_id = :id")
              .bind("id", logId)
              .execute();
        });
  }

  /**
   * Gives a producer's rows to a log, unless another has them.
   *
   * @return the log that has them
   */
  public String claimProducer(String tableUuid, String producer, String logId, Instant now) {
    return session.transact(
        "claiming producer '" + producer + "'",
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO firn_log_producers (table_uuid, producer, log_id, created_at)"
                      + " VALUES (:table, :producer, :log, :at) ON CONFLICT DO NOTHING")
              .bind("table", tableUuid)
              .bind("producer", producer)
              .bind("log", logId)
              .bind("at", now.toEpochMilli())
              .execute();
          return find(handle, tableUuid, producer)
              .orElseThrow(() -> new IllegalStateException("A claimed producer has no log"));
        });
  }

  /** The log that has a producer's rows. */
  public Optional<String> findByProducer(String tableUuid, String producer) {
    return session.run("looking up a producer", handle -> find(handle, tableUuid, producer));
  }

  /** Forgets producers of a log that have been silent for too long. */
  public void forgetProducers(String logId, List<String> producers) {
    if (producers.isEmpty()) {
      return;
    }
    session.transact(
        "forgetting producers",
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "DELETE FROM firn_log_producers WHERE log_id = :log AND producer = :producer");
          for (String producer : producers) {
            batch.bind("log", logId).bind("producer", producer).add();
          }
          return batch.execute();
        });
  }

  private static Optional<String> find(Handle handle, String tableUuid, String producer) {
    return handle
        .createQuery(
            "SELECT log_id FROM firn_log_producers"
                + " WHERE table_uuid = :table AND producer = :producer")
        .bind("table", tableUuid)
        .bind("producer", producer)
        .mapTo(String.class)
        .findOne();
  }
}
