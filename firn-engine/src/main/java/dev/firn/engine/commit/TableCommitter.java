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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
 * <p>Failures: after every failure the attempt is looked for before anything else is done. A change
 * that cannot be applied fails alone. {@link CommitUnknownException} if even the look-up fails; any
 * other exception means that the change did not land and never will.
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
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(QUEUE_MAX);
  private final ReentrantLock lock = new ReentrantLock(true);

  public TableCommitter(CommitTarget target) {
    this(target, target.registry().pointer());
  }

  TableCommitter(CommitTarget target, CatalogPointer pointer) {
    this.target = target;
    this.pointer = pointer;
    this.metadataFiles = target.metadataFiles();
    this.leftovers =
        new Leftovers(target.storage(), target.registry(), target.ownership(), target::metrics);
  }

  /**
   * Commits a change, possibly together with others that wait. An interrupt of the caller does not
   * reach the commit, whose files it would close, and with them those of the others in the group.
   */
  public SettledCommit commit(Change change) {
    Waiting own = new Waiting(change, target.environment().nanos().getAsLong());
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
      List<Waiting> group = new ArrayList<>();
      while (!own.isDone()) {
        group.clear();
        queue.drainTo(group, GROUP_MAX);
        runShielded(() -> commitGroup(group));
        // Nothing is left without an outcome, or its caller would wait for ever.
        failAsUnknown(group, new IllegalStateException("The commit ended without an outcome"));
      }
    } finally {
      lock.unlock();
    }
    count(own);
    return own.result();
  }

  private void count(Waiting done) {
    long nanos = target.environment().nanos().getAsLong() - done.begunNanos();
    switch (done.failure()) {
      case null -> target.metrics().commitLanded(target.table(), nanos);
      case CommitUnknownException _ -> target.metrics().commitUnknown(target.table(), nanos);
      case Throwable _ -> target.metrics().commitFailed(target.table(), nanos);
    }
  }

  /** Runs work in a thread that nobody interrupts, and waits for its end. */
  private static void runShielded(Runnable work) {
    Thread thread = Thread.ofVirtual().name("firn-commit").start(work);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Changes that wait for the one under way. */
  int waitingCount() {
    return queue.size();
  }

  /** Commits a group; afterwards each of its changes has an outcome, whatever went wrong. */
  private void commitGroup(List<Waiting> group) {
    List<Waiting> open = new ArrayList<>(group);
    try {
      Failures failures = new Failures();
      boolean done = false;
      while (!done && !open.isEmpty()) {
        Optional<Attempt> prepared = prepare(open);
        // Without an attempt, a change that cannot be applied has left the group.
        done = prepared.isPresent() && swap(prepared.get(), open, failures);
      }
    } catch (CommitUnknownException e) {
      failAsUnknown(open, e);
    } catch (RuntimeException | Error e) {
      failCertainly(open, e);
    }
  }

  /** Drafts the open changes on the newest metadata and writes the result down. */
  private Optional<Attempt> prepare(List<Waiting> open) {
    Attempt attempt = new Attempt(target, load());
    try {
      attempt.reserve(open.stream().map(Waiting::change).toList());
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
    return metadataFiles.readCurrent(
        target.table().toString(),
        () ->
            pointer
                .find(target.table())
                .orElseThrow(
                    () ->
                        new FirnException(
                            ErrorCode.TABLE_NOT_FOUND,
                            "Table '"
                                + target.table()
                                + "': expected to exist, found that it was dropped or renamed.")));
  }

  /**
   * Moves the pointer. After a failure the attempt is looked for, and barred from landing later if
   * it has not, before anything else is done; so when this returns, its outcome is certain.
   *
   * @return whether the group is done
   */
  private boolean swap(Attempt attempt, List<Waiting> open, Failures failures) {
    try {
      boolean moved =
          pointer.swap(
              target.table(), attempt.baseLocation(), attempt.location(), attempt.settlement());
      if (moved) {
        requireLanded(attempt);
        finish(attempt, open);
        return true;
      }
      failures.lostRace();
      target.metrics().raceLost(target.table());
    } catch (FirnException e) {
      LOG.warn("Commit to {} failed, looking for its outcome: {}", target.table(), e.getMessage());
      if (hasLanded(attempt, e)) {
        finish(attempt, open);
        return true;
      }
      failures.failedSwap(e);
      target.metrics().swapFailed(target.table());
    }
    attempt.discard(failures.last());
    failures.throwIfHopeless(target.table());
    return false;
  }

  /** Reads the commit back, so that a database that says yes and means no is found here. */
  private void requireLanded(Attempt attempt) {
    if (pointer.findLanded(attempt.id()).isEmpty()) {
      throw new CommitUnknownException(
          target.table().toString(),
          attempt.id(),
          new IllegalStateException("The registry reported the commit as done and lacks it"));
    }
  }

  /** How an attempt ended whose swap failed; if it has not landed, it never will. */
  private boolean hasLanded(Attempt attempt, FirnException failure) {
    RuntimeException last = failure;
    for (int tries = 0; tries < LOOKUPS_MAX; tries++) {
      try {
        return pointer.abort(attempt.id()).isPresent();
      } catch (FirnException e) {
        last = e;
      }
    }
    throw new CommitUnknownException(target.table().toString(), attempt.id(), last);
  }

  private void finish(Attempt attempt, List<Waiting> landed) {
    metadataFiles.remember(target.table().toString(), attempt.written());
    for (int i = 0; i < landed.size(); i++) {
      landed.get(i).succeed(attempt.commits().get(i));
    }
    try {
      updateVersionHint(attempt.location());
      attempt.tidy();
    } catch (RuntimeException e) {
      // The commit stands. Files that stay are registered; the hint is for engines without catalog.
      LOG.warn("Tidying up after a commit to {} failed: {}", target.table(), e.getMessage());
    }
  }

  /** Two processes may write their hints in the wrong order; the pointer says which is right. */
  private void updateVersionHint(String committed) {
    metadataFiles.tryWriteVersionHint(committed);
    Optional<String> current = pointer.find(target.table());
    if (current.isPresent() && !current.get().equals(committed)) {
      metadataFiles.tryWriteVersionHint(current.get());
    }
  }

  /** Each caller is told its own commit id, by which it can look. */
  private void failAsUnknown(List<Waiting> open, Throwable cause) {
    for (Waiting each : open) {
      if (!each.isDone()) {
        each.fail(
            new CommitUnknownException(target.table().toString(), each.change().commitId(), cause));
      }
    }
  }

  /**
   * Bars the changes from landing later, then removes their files and fails them; those that did
   * land succeed.
   */
  private void failCertainly(List<Waiting> open, Throwable failure) {
    try {
      for (Waiting each : open) {
        if (!each.isDone()) {
          failOne(each, failure);
        }
      }
    } catch (RuntimeException | Error e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
      failAsUnknown(open, failure);
    }
  }

  private void failOne(Waiting waiting, Throwable failure) {
    String commitId = waiting.change().commitId();
    Optional<SettledCommit> landed = pointer.abort(commitId);
    if (landed.isPresent()) {
      waiting.succeed(landed.get());
    } else {
      leftovers.discard(commitId, failure);
      waiting.fail(failure);
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
    private final long begunNanos;
    private @Nullable SettledCommit result;
    private @Nullable Throwable failure;

    Waiting(Change change, long begunNanos) {
      this.change = change;
      this.begunNanos = begunNanos;
    }

    long begunNanos() {
      return begunNanos;
    }

    @Nullable Throwable failure() {
      return failure;
    }

    Change change() {
      return change;
    }

    boolean isDone() {
      return result != null || failure != null;
    }

    void succeed(SettledCommit committed) {
      result = committed;
    }

    void fail(Throwable cause) {
      failure = cause;
    }

    SettledCommit result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      SettledCommit committed = result;
      if (committed == null) {
        throw new IllegalStateException("A commit ended without an outcome");
      }
      return committed;
    }
  }
}
