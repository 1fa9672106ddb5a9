package dev.firn.engine.owner;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.OwnerEntry;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as an owner of files: an id in the registry and an operating system lock that lives
 * as long as the process. Taken at the first write, so that reading commands cost nothing.
 *
 * <p>Threads: safe.
 */
public final class Ownership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  /** A reading command may hold a dead owner's lock for the moment it takes to look. */
  private static final int LOCK_TRIES_MAX = 3;

  private static final long LOCK_POLL_NANOS = 10_000_000;

  private final Storage storage;
  private final Registry registry;
  private final Environment environment;
  private final String folder;
  private @Nullable String ownerId;
  private @Nullable StorageLock lock;
  private @Nullable String place;
  private boolean closed;

  /**
   * @param folder where the lock files are
   */
  public Ownership(Storage storage, Registry registry, Environment environment, String folder) {
    this.storage = storage;
    this.registry = registry;
    this.environment = environment;
    this.folder = folder;
  }

  /**
   * This process's owner id, registered and locked on first use.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public synchronized String acquire() {
    if (closed) {
      throw new IllegalStateException("Files cannot be made after the engine was closed");
    }
    String current = ownerId;
    if (current == null) {
      current = environment.ulids().get();
      // The lock before the row: whoever reads the row finds the lock held.
      StorageLock taken =
          storage
              .tryLock(lockLocation(current))
              .orElseThrow(() -> new IllegalStateException("A fresh owner's lock is held"));
      try {
        registry.owners().insert(entry(current));
        registry.prune(environment.clock().instant());
      } catch (RuntimeException e) {
        taken.close();
        throw e;
      }
      lock = taken;
      ownerId = current;
    }
    return current;
  }

  /** The time by this process's clock. */
  Instant now() {
    return environment.clock().instant();
  }

  /** Whether an owner id is this process's. */
  public synchronized boolean isOwn(String id) {
    return id.equals(ownerId);
  }

  /** Whether an owner's process has ended. One whose lock is elsewhere is taken for living. */
  public boolean isDead(OwnerEntry owner) {
    return isHere(owner) && !storage.isLocked(lockLocation(owner.id()));
  }

  /**
   * Takes the place of a dead owner, so that nobody else cleans up after it at the same time.
   *
   * @return its lock, or empty if it lives, or may live because its lock is elsewhere
   */
  public Optional<StorageLock> succeed(OwnerEntry owner) {
    for (int tries = 1; isHere(owner); tries++) {
      Optional<StorageLock> taken = storage.tryLock(lockLocation(owner.id()));
      if (taken.isPresent() || tries == LOCK_TRIES_MAX) {
        return taken;
      }
      LockSupport.parkNanos(LOCK_POLL_NANOS);
    }
    return Optional.empty();
  }

  /** Forgets an owner that is dead and has nothing left, and its lock file. */
  public void forget(OwnerEntry owner) {
    registry.owners().delete(owner.id());
    storage.delete(lockLocation(owner.id()));
  }

  /**
   * Gives the lock back. If files are still unsettled, because a commit's outcome is unknown, the
   * row stays and the next writer settles them.
   */
  @Override
  public synchronized void close() {
    closed = true;
    String current = ownerId;
    StorageLock held = lock;
    if (current == null || held == null) {
      return;
    }
    ownerId = null;
    lock = null;
    try (held) {
      if (registry.unsettledFiles().listByOwner(current).isEmpty()) {
        registry.owners().delete(current);
        storage.delete(lockLocation(current));
      }
    } catch (FirnException e) {
      // The row stays: the next writer sees that the lock is free.
      LOG.debug("Forgetting owner {} failed: {}", current, e.getMessage());
    }
  }

  private boolean isHere(OwnerEntry owner) {
    return !isOwn(owner.id()) && owner.place().equals(place());
  }

  private OwnerEntry entry(String id) {
    return new OwnerEntry(
        id, place(), ProcessHandle.current().pid(), environment.clock().instant());
  }

  /**
   * The identity of the folder of locks. Whoever sees the folder can tell living owners from dead
   * ones in it; a host's name could not, because containers change theirs and hosts share some.
   */
  private synchronized String place() {
    String known = place;
    if (known == null) {
      known = FolderIdentity.of(storage, folder, environment.ulids());
      place = known;
    }
    return known;
  }

  private String lockLocation(String id) {
    return folder + "/" + id + ".lock";
  }
}
