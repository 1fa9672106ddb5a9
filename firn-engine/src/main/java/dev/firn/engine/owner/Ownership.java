package dev.firn.engine.owner;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.OwnerEntry;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This process as an owner of files: an id in the registry and an operating system lock that lives
 * as long as the process. Taken at the first write, so that reading commands cost nothing.
 *
 * <p>Threads: safe.
 */
public final class Ownership implements AutoCloseable {
  private final Storage storage;
  private final Registry registry;
  private final Environment environment;
  private final String folder;
  private @Nullable String ownerId;
  private @Nullable StorageLock lock;

  /**
   * @param folder where the lock files are, on a disk of this host
   */
  public Ownership(Storage storage, Registry registry, Environment environment, String folder) {
    this.storage = storage;
    this.registry = registry;
    this.environment = environment;
    this.folder = folder;
  }

  /** This process's owner id, registered and locked on first use. */
  public synchronized String acquire() {
    String current = ownerId;
    if (current == null) {
      current = environment.ulids().get();
      // The lock before the row: whoever reads the row finds the lock held.
      StorageLock taken =
          storage
              .tryLock(lockLocation(current))
              .orElseThrow(() -> new IllegalStateException("A fresh owner's lock is held"));
      try {
        registry
            .owners()
            .insert(
                new OwnerEntry(
                    current,
                    environment.host(),
                    ProcessHandle.current().pid(),
                    environment.clock().instant()));
      } catch (FirnException e) {
        taken.close();
        throw e;
      }
      lock = taken;
      ownerId = current;
    }
    return current;
  }

  /** Whether an owner id is this process's. */
  public synchronized boolean isOwn(String id) {
    return id.equals(ownerId);
  }

  /**
   * Takes the place of a dead owner, so that nobody else cleans up after it at the same time.
   *
   * @return its lock, or empty if it lives, or may live because it is on another host
   */
  public Optional<StorageLock> succeed(OwnerEntry owner) {
    if (!owner.host().equals(environment.host()) || isOwn(owner.id())) {
      return Optional.empty();
    }
    return storage.tryLock(lockLocation(owner.id()));
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
    String current = ownerId;
    StorageLock held = lock;
    if (current == null || held == null) {
      return;
    }
    ownerId = null;
    lock = null;
    try (held) {
      if (registry.unsettledFiles().countByOwner(current) == 0) {
        registry.owners().delete(current);
        storage.delete(lockLocation(current));
      }
    } catch (FirnException e) {
      if (e.code() != ErrorCode.STORAGE && e.code() != ErrorCode.BUSY) {
        throw e;
      }
      // The row stays: the next writer sees that the lock is free.
    }
  }

  private String lockLocation(String id) {
    return folder + "/" + id + ".lock";
  }
}
