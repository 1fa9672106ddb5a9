package dev.firn.engine.ingest;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.KeyClaim;
import dev.firn.engine.registry.OwnerEntry;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.storage.StorageLock;
import dev.firn.engine.table.TableName;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Idempotency keys of loads: who has one, and what to do when somebody else does.
 *
 * <p>Threads: safe.
 */
final class KeyedLoads {
  private static final int KEY_CHARS_MAX = 255;

  private final Registry registry;
  private final Ownership ownership;
  private final Clock clock;

  /** Commits of this process that are under way: their keys are held although the owner is us. */
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  KeyedLoads(Registry registry, Ownership ownership, Clock clock) {
    this.registry = registry;
    this.ownership = ownership;
    this.clock = clock;
  }

  /**
   * Takes a key for a commit that is about to begin.
   *
   * @return the commit that had it and landed, else empty: the key is the caller's
   * @throws FirnException {@link ErrorCode#BUSY} if a load with this key is under way
   */
  Optional<SettledCommit> claim(TableName table, String tableUuid, String key, String commitId) {
    if (key.isEmpty() || key.length() > KEY_CHARS_MAX) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Idempotency key: expected 1 to "
              + KEY_CHARS_MAX
              + " characters, found "
              + key.length()
              + ".");
    }
    running.add(commitId);
    try {
      Optional<SettledCommit> landed = claimRegistered(table, tableUuid, key, commitId);
      if (landed.isPresent()) {
        running.remove(commitId);
      }
      return landed;
    } catch (RuntimeException e) {
      running.remove(commitId);
      throw e;
    }
  }

  /** Gives the key of a load that did not land back. */
  void release(String commitId, Throwable reason) {
    try {
      registry.idempotencyKeys().release(commitId);
    } catch (FirnException e) {
      reason.addSuppressed(e);
    }
  }

  /** The load is over, one way or the other. */
  void ended(String commitId) {
    running.remove(commitId);
  }

  private Optional<SettledCommit> claimRegistered(
      TableName table, String tableUuid, String key, String commitId) {
    while (true) {
      KeyClaim claim =
          registry
              .idempotencyKeys()
              .claim(tableUuid, key, commitId, ownership.acquire(), clock.instant());
      switch (claim) {
        case KeyClaim.Granted _ -> {
          return Optional.empty();
        }
        case KeyClaim.Landed(SettledCommit commit) -> {
          return Optional.of(commit);
        }
        case KeyClaim.Held held -> {
          requireDead(table, key, held);
          // It may have landed while its owner died; then the next claim says so.
          if (registry.pointer().abort(held.commitId()).isEmpty()) {
            registry.idempotencyKeys().release(held.commitId());
          }
        }
      }
    }
  }

  private void requireDead(TableName table, String key, KeyClaim.Held held) {
    boolean dead =
        ownership.isOwn(held.ownerId())
            ? !running.contains(held.commitId())
            : isDeadOwner(held.ownerId());
    if (!dead) {
      throw new FirnException(
          ErrorCode.BUSY,
          "Load into '"
              + table
              + "' with key '"
              + key
              + "': expected the key to be free, found a load with it under way. Try again; if"
              + " that load lands, you get its answer.");
    }
  }

  private boolean isDeadOwner(String ownerId) {
    return registry.owners().list().stream()
        .filter(owner -> owner.id().equals(ownerId))
        .findFirst()
        .map(this::hasEnded)
        .orElse(true);
  }

  /** By taking its lock, which waits out a reader that looks at it at this moment. */
  private boolean hasEnded(OwnerEntry owner) {
    Optional<StorageLock> lock = ownership.succeed(owner);
    lock.ifPresent(StorageLock::close);
    return lock.isPresent();
  }
}
