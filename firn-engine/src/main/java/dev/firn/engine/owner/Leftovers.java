package dev.firn.engine.owner;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.registry.OwnerEntry;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.storage.StorageLock;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what dead processes left: exactly their files, never those of a living one. A file goes
 * only after its commit has been barred from landing, so that a transaction that is still under way
 * somewhere cannot refer to it later.
 *
 * <p>Threads: safe; two that settle at once exclude each other by the dead owner's lock.
 */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Storage storage;
  private final Registry registry;
  private final Ownership ownership;
  private final Supplier<EngineMetrics> metrics;

  /**
   * @param metrics asked only when something was removed, so that looking costs nothing
   */
  public Leftovers(
      Storage storage, Registry registry, Ownership ownership, Supplier<EngineMetrics> metrics) {
    this.storage = storage;
    this.registry = registry;
    this.ownership = ownership;
    this.metrics = metrics;
  }

  /**
   * Removes what dead processes left on a table, and folders of dropped tables that nobody will
   * touch by name again.
   */
  public List<Leftover> settle(TableName table) {
    List<Leftover> removed = new ArrayList<>();
    for (OwnerEntry owner : registry.owners().list()) {
      Optional<StorageLock> lock = ownership.succeed(owner);
      if (lock.isPresent()) {
        try (StorageLock _ = lock.get()) {
          // Listed with the lock in hand: before, the owner might still have settled some itself.
          List<UnsettledFile> files =
              registry.unsettledFiles().listByOwner(owner.id()).stream()
                  .filter(file -> file.kind() == Kind.TABLE || file.table().matches(table))
                  .toList();
          removed.addAll(remove(owner, files));
        }
      }
    }
    return removed;
  }

  /**
   * Removes the files of a commit of this process that did not land. Best effort: what cannot be
   * removed stays registered, and the next writer after this process removes it.
   *
   * @param reason the failure that ended the commit; gets whatever goes wrong here
   */
  public void discard(String commitId, Throwable reason) {
    try {
      remove(commitId);
    } catch (FirnException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Removes the files of a commit of this process that is under way, because it begins again. What
   * cannot be removed must not be taken for one of its files, so the commit has to fail then.
   *
   * @throws FirnException if a file cannot be removed
   */
  public void remove(String commitId) {
    List<UnsettledFile> files = registry.unsettledFiles().listByCommit(commitId);
    List<String> deleted = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (UnsettledFile file : files) {
      (storage.delete(file.location()) < 0 ? absent : deleted).add(file.location());
    }
    registry.unsettledFiles().forget(deleted, absent, ownership.now());
  }

  /** Forgets the registrations of a commit that did not land, and leaves the files alone. */
  public void forget(String commitId, Throwable reason) {
    try {
      registry
          .unsettledFiles()
          .forget(
              registry.unsettledFiles().listByCommit(commitId).stream()
                  .map(UnsettledFile::location)
                  .toList());
    } catch (FirnException e) {
      reason.addSuppressed(e);
    }
  }

  /** What dead processes left on all tables; nothing is touched. */
  public List<Leftover> report() {
    List<Leftover> waiting = new ArrayList<>();
    for (OwnerEntry owner : registry.owners().list()) {
      if (ownership.isDead(owner)) {
        for (UnsettledFile file : registry.unsettledFiles().listByOwner(owner.id())) {
          waiting.add(new Leftover(file.table(), file.location(), -1, owner.pid()));
        }
      }
    }
    return waiting;
  }

  private List<Leftover> remove(OwnerEntry owner, List<UnsettledFile> files) {
    List<Leftover> removed = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Map<String, Boolean> landedCommits = new HashMap<>();
    for (UnsettledFile file : files) {
      List<String> ended = others;
      boolean landed = landedCommits.computeIfAbsent(file.commitId(), this::hasLanded);
      try {
        // A table's folder is in the list because of its drop: it goes if that landed.
        if (landed == (file.kind() == Kind.TABLE)) {
          long bytes = removeFile(file);
          if (bytes >= 0) {
            removed.add(new Leftover(file.table(), file.location(), bytes, owner.pid()));
            ended = file.kind() == Kind.TABLE ? others : deleted;
            metrics.get().leftoverRemoved(file.table(), bytes);
          }
        }
        ended.add(file.location());
      } catch (FirnException e) {
        // It stays registered; one file that cannot be removed must not stop every load.
        LOG.warn("A leftover of process {} stays. {}", owner.pid(), e.getMessage());
      }
    }
    registry.unsettledFiles().forget(deleted, others, ownership.now());
    if (registry.unsettledFiles().listByOwner(owner.id()).isEmpty()) {
      ownership.forget(owner);
    }
    return removed;
  }

  /** Whether a commit landed; if not, it never will. The empty id marks files no commit uses. */
  private boolean hasLanded(String commitId) {
    return !commitId.isEmpty() && registry.pointer().abort(commitId).isPresent();
  }

  private long removeFile(UnsettledFile file) {
    if (file.kind() != Kind.TABLE) {
      return storage.delete(file.location());
    }
    boolean present = storage.folderExists(file.location());
    storage.deleteFolder(file.location());
    return present ? 0 : -1;
  }
}
