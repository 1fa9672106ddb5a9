package dev.firn.engine.commit;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.registry.CatalogPointer;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits changes to one table. Callers queue up; whoever holds the lock takes all that wait and
 * commits them together: one metadata file and one move of the pointer carry one snapshot per load.
 *
 * <p>Threads: safe; one commit at a time per table and process, other processes compete by
 * compare-and-set.
 *
 * <p>Failures: after every failure the commit ids are looked for before anything else is done. A
 * change that cannot be applied fails alone. {@link CommitUnknownException} if even the look-up
 * fails; any other exception means that the change did not land and never will.
 */
public final class TableCommitter {
  private static final Logger LOG = LoggerFactory.getLogger(TableCommitter.class);

  /** Changes per metadata file; more wait for the next one. */
  private static final int GROUP_MAX = 64;

  /** Waiting callers; each has its files staged already, so this bounds only the queue. */
  private static final int QUEUE_MAX = 1024;

  /** Lost races with other processes; each loser saw somebody else win, so this is generous. */
  private static final int CONFLICTS_MAX = 100;

  /** Failed swaps of which nothing landed: a lost connection may be worth two more tries. */
  private static final int FAILED_SWAPS_MAX = 3;

  /** Tries to ask the registry how a commit ended. */
  private static final int LOOKUPS_MAX = 3;

  private final CommitTarget target;
  private final CatalogPointer pointer;
  private final MetadataFiles metadataFiles;
  private final Leftovers leftovers;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final ReentrantLock lock = new ReentrantLock(true);

  public TableCommitter(CommitTarget target) {
    this(target, target.registry().pointer());
  }

  TableCommitter(CommitTarget target, CatalogPointer pointer) {
    this.target = target;
    this.pointer = pointer;
    this.metadataFiles = target.metadataFiles();
    this.leftovers = new Leftovers(target.storage(), target.registry(), target.ownership());
  }

  /** Commits a change, possibly together with others that wait. */
  public CommittedChange commit(Change change) {
    Waiting own = new Waiting(change);
    if (!queue.offer(own)) {
      throw new FirnException(
          ErrorCode.BUSY,
          "Table '"
              + target.table()
              + "': expected at most "
              + QUEUE_MAX
              + " commits to wait, found more. Try again.");
    }
    lock.lock();
    try {
      if (!own.isDone()) {
        List<Waiting> group = new ArrayList<>();
        do {
          group.clear();
          queue.drainTo(group, GROUP_MAX);
          commitGroup(group);
        } while (!own.isDone());
      }
    } finally {
      lock.unlock();
    }
    return own.result();
  }

  /** Changes that wait for the one under way. */
  int waitingCount() {
    return queue.size();
  }

  private void commitGroup(List<Waiting> group) {
    List<Waiting> open = new ArrayList<>(group);
    List<String> abandoned = new ArrayList<>();
    try {
      for (Failures failures = new Failures(); !open.isEmpty(); ) {
        Optional<Attempt> prepared = prepare(open, abandoned);
        if (prepared.isEmpty()) {
          continue; // A change that cannot be applied has left the group.
        }
        if (swap(prepared.get(), open, abandoned, failures)) {
          return;
        }
      }
    } catch (CommitUnknownException e) {
      open.forEach(each -> each.fail(e));
    } catch (RuntimeException | Error e) {
      failCertainly(open, e);
    }
  }

  /** Drafts the open changes on the newest metadata and writes the result down. */
  private Optional<Attempt> prepare(List<Waiting> open, List<String> abandoned) {
    String commitId = open.get(0).change().commitId();
    Attempt attempt = new Attempt(target, load(), commitId, abandoned);
    try {
      attempt.reserve(open.size());
      for (Waiting each : open) {
        try {
          attempt.apply(each.change());
        } catch (RuntimeException e) {
          attempt.discard(e);
          open.remove(each);
          failCertainly(List.of(each), e);
          return Optional.empty();
        }
      }
      attempt.write();
      return Optional.of(attempt);
    } catch (RuntimeException | Error e) {
      attempt.discard(e);
      throw e;
    }
  }

  private TableMetadata load() {
    String location =
        pointer
            .find(target.table())
            .orElseThrow(
                () ->
                    new FirnException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "Table '"
                            + target.table()
                            + "': expected to exist, found that it was dropped or renamed."));
    return metadataFiles.read(target.table().toString(), location);
  }

  /**
   * Moves the pointer. Whatever happens, the commit ids are looked for before anything else is
   * done: also after a lost race, because the winner may be an earlier attempt of this very group.
   *
   * @return whether the group is done
   */
  private boolean swap(
      Attempt attempt, List<Waiting> open, List<String> abandoned, Failures failures) {
    try {
      boolean moved =
          pointer.swap(
              target.table(), attempt.baseLocation(), attempt.location(), attempt.settlement());
      if (moved) {
        requireLanded(open);
        finish(attempt, open);
        return true;
      }
      failures.lostRace();
      attempt.discard(failures.last());
    } catch (FirnException e) {
      LOG.warn("Commit to {} failed, looking for its outcome: {}", target.table(), e.getMessage());
      failures.failedSwap(e);
      abandoned.addAll(attempt.files());
    }
    if (hasLanded(open)) {
      finishFound(open);
      return true;
    }
    failures.throwIfHopeless(target.table());
    return false;
  }

  /** Reads the commit back, so that a database that says yes and means no is found here. */
  private void requireLanded(List<Waiting> open) {
    if (!hasLanded(open)) {
      throw new IllegalStateException(
          "The registry reported commit "
              + open.get(0).change().commitId()
              + " as done and does not have it");
    }
  }

  /** Whether the group's commit landed; all of its changes did or none. */
  private boolean hasLanded(List<Waiting> open) {
    return findLanded(open.get(0).change().commitId()).isPresent();
  }

  private Optional<SettledCommit> findLanded(String commitId) {
    RuntimeException last = new IllegalStateException("never asked");
    for (int tries = 0; tries < LOOKUPS_MAX; tries++) {
      try {
        return pointer.findLanded(commitId);
      } catch (FirnException e) {
        last = e;
      }
    }
    throw new CommitUnknownException(target.table().toString(), commitId, last);
  }

  private void finish(Attempt attempt, List<Waiting> landed) {
    TableMetadata metadata = attempt.written();
    metadataFiles.remember(target.table().toString(), metadata);
    for (int i = 0; i < landed.size(); i++) {
      landed.get(i).succeed(new CommittedChange(attempt.commits().get(i), metadata));
    }
    try {
      attempt.tidy();
      updateVersionHint(attempt.location());
    } catch (RuntimeException e) {
      // The commit stands. Files that stay are registered; the hint is for engines without catalog.
      LOG.warn("Tidying up after a commit to {} failed: {}", target.table(), e.getMessage());
    }
  }

  /** The group landed in an attempt whose answer was lost: the registry knows what it was. */
  private void finishFound(List<Waiting> landed) {
    for (Waiting each : landed) {
      SettledCommit commit =
          findLanded(each.change().commitId())
              .orElseThrow(() -> new IllegalStateException("Half of a group has landed"));
      each.succeed(new CommittedChange(commit, load()));
    }
  }

  /** Two processes may write their hints in the wrong order; the pointer says which is right. */
  private void updateVersionHint(String committed) {
    metadataFiles.writeVersionHint(committed);
    Optional<String> current = pointer.find(target.table());
    if (current.isPresent() && !current.get().equals(committed)) {
      metadataFiles.writeVersionHint(current.get());
    }
  }

  /**
   * Bars the changes from landing later, then removes their files and fails them; those that did
   * land succeed.
   */
  private void failCertainly(List<Waiting> open, Throwable failure) {
    for (Waiting each : open) {
      if (each.isDone()) {
        continue;
      }
      String commitId = each.change().commitId();
      try {
        Optional<SettledCommit> landed = pointer.abort(commitId);
        if (landed.isPresent()) {
          each.succeed(new CommittedChange(landed.get(), load()));
        } else {
          leftovers.discard(commitId, failure);
          each.fail(failure);
        }
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
        each.fail(new CommitUnknownException(target.table().toString(), commitId, failure));
      }
    }
  }

  /** How often a group was turned back, and why the last time. */
  private static final class Failures {
    private int lostRaces;
    private int failedSwaps;
    private RuntimeException last = new IllegalStateException("no failure yet");

    void lostRace() {
      lostRaces++;
      last = new IllegalStateException("lost a race");
    }

    void failedSwap(FirnException cause) {
      failedSwaps++;
      last = cause;
    }

    RuntimeException last() {
      return last;
    }

    void throwIfHopeless(TableName table) {
      if (failedSwaps >= FAILED_SWAPS_MAX) {
        throw last;
      }
      if (lostRaces >= CONFLICTS_MAX) {
        throw new FirnException(
            ErrorCode.CONFLICT,
            "Table '"
                + table
                + "': expected to win one of "
                + CONFLICTS_MAX
                + " races with other writers, lost them all. Try again.");
      }
    }
  }

  /** A change and, once known, what became of it. Guarded by the committer's lock. */
  private static final class Waiting {
    private final Change change;
    private @Nullable CommittedChange result;
    private @Nullable Throwable failure;

    Waiting(Change change) {
      this.change = change;
    }

    Change change() {
      return change;
    }

    boolean isDone() {
      return result != null || failure != null;
    }

    void succeed(CommittedChange committed) {
      result = committed;
    }

    void fail(Throwable cause) {
      failure = cause;
    }

    CommittedChange result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      CommittedChange committed = result;
      if (committed == null) {
        throw new IllegalStateException("A commit ended without an outcome");
      }
      return committed;
    }
  }
}
