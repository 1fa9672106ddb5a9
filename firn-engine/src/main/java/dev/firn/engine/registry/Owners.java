package dev.firn.engine.registry;

import java.time.Instant;
import java.util.List;

/** Processes that write. Whether one lives is told by its lock, not by its row. */
public final class Owners {
  private final SqlSession session;

  Owners(SqlSession session) {
    this.session = session;
  }

  /** Adds a process that is about to write. */
  public void insert(OwnerEntry owner) {
    session.transact(
        "registering an owner",
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO firn_owners (owner_id, place, pid, started_at)"
                        + " VALUES (:id, :place, :pid, :at)")
                .bind("id", owner.id())
                .bind("place", owner.place())
                .bind("pid", owner.pid())
                .bind("at", owner.startedAt().toEpochMilli())
                .execute());
  }

  /** All processes that have not been forgotten. */
  public List<OwnerEntry> list() {
    return session.run(
        "listing owners",
        handle ->
            handle
                .createQuery("SELECT * FROM firn_owners ORDER BY started_at, owner_id")
                .map(
                    (row, context) ->
                        new OwnerEntry(
                            row.getString("owner_id"),
                            row.getString("place"),
                            row.getLong("pid"),
                            Instant.ofEpochMilli(row.getLong("started_at"))))
                .list());
  }

  /** Forgets a process that owns nothing any more. */
  public void delete(String ownerId) {
    session.transact(
        "forgetting an owner",
        handle ->
            handle
                .createUpdate(
                    "DELETE FROM firn_owners WHERE owner_id = :id AND NOT EXISTS"
                        + " (SELECT 1 FROM firn_unsettled_files f WHERE f.owner_id = :id)")
                .bind("id", ownerId)
                .execute());
  }
}
