package dev.firn.engine.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A caller's names for its loads, per table, for 24 hours, so that a load that is tried again is
 * done once. A key points to a commit id; the commit's outcome is the key's. Of more than 10,000
 * keys of a table the oldest settled ones are forgotten earlier.
 */
public final class IdempotencyKeys {
  /** How long a key is remembered after its first use. */
  public static final Duration RETENTION = Duration.ofHours(24);

  /** Keys per table; beyond that the oldest are forgotten. At 150 bytes each, 1.5 MB. */
  private static final int KEYS_PER_TABLE_MAX = 10_000;

  /** A load that runs, or whose outcome nobody knows yet, keeps its key however old it is. */
  private static final String SETTLED = " AND commit_id IN (SELECT commit_id FROM firn_commits)";

  private final SqlSession session;
  private final CatalogPointer pointer;

  IdempotencyKeys(SqlSession session, CatalogPointer pointer) {
    this.session = session;
    this.pointer = pointer;
  }

  /** Asks for a key on behalf of a commit that has not begun. */
  public KeyClaim claim(
      String tableUuid, String key, String commitId, String ownerId, Instant now) {
    KeyClaim claim =
        session.transact(
            "claiming key '" + key + "'",
            handle -> {
              expire(handle, tableUuid, now);
              while (true) {
                int added =
                    handle
                        .createUpdate(
                            "INSERT INTO firn_idempotency_keys (table_uuid, idempotency_key,"
                                + " commit_id, owner_id, created_at)"
                                + " VALUES (:table, :key, :commit, :owner, :at)"
                                + " ON CONFLICT DO NOTHING")
                        .bind("table", tableUuid)
                        .bind("key", key)
                        .bind("commit", commitId)
                        .bind("owner", ownerId)
                        .bind("at", now.toEpochMilli())
                        .execute();
                if (added == 1) {
                  return new KeyClaim.Granted();
                }
                Optional<KeyClaim.Held> holder = find(handle, tableUuid, key);
                if (holder.isPresent()) {
                  return holder.get();
                }
                // Its holder gave it back between the two statements: ask again.
              }
            });
    if (claim instanceof KeyClaim.Held held) {
      Optional<SettledCommit> landed = pointer.findLanded(held.commitId());
      return landed.isPresent() ? new KeyClaim.Landed(landed.get()) : held;
    }
    return claim;
  }

  /** Gives a key back, unless its load landed. */
  public void release(String commitId) {
    session.transact(
        "releasing a key",
        handle ->
            handle
                .createUpdate(
                    "DELETE FROM firn_idempotency_keys WHERE commit_id = :commit AND NOT EXISTS"
                        + " (SELECT 1 FROM firn_commits c WHERE c.commit_id = :commit"
                        + " AND c.outcome = 'landed')")
                .bind("commit", commitId)
                .execute());
  }

  private static Optional<KeyClaim.Held> find(Handle handle, String tableUuid, String key) {
    return handle
        .createQuery(
            "SELECT commit_id, owner_id FROM firn_idempotency_keys"
                + " WHERE table_uuid = :table AND idempotency_key = :key")
        .bind("table", tableUuid)
        .bind("key", key)
        .map(
            (row, context) ->
                new KeyClaim.Held(row.getString("commit_id"), row.getString("owner_id")))
        .findOne();
  }

  private static void expire(Handle handle, String tableUuid, Instant now) {
    handle
        .createUpdate(
            "DELETE FROM firn_idempotency_keys WHERE table_uuid = :table"
                + " AND created_at < :before"
                + SETTLED)
        .bind("table", tableUuid)
        .bind("before", now.minus(RETENTION).toEpochMilli())
        .execute();
    handle
        .createUpdate(
            "DELETE FROM firn_idempotency_keys WHERE table_uuid = :table AND created_at <="
                + " (SELECT created_at FROM firn_idempotency_keys WHERE table_uuid = :table"
                + " ORDER BY created_at DESC LIMIT 1 OFFSET :max)"
                + SETTLED)
        .bind("table", tableUuid)
        .bind("max", KEYS_PER_TABLE_MAX - 1)
        .execute();
  }
}
