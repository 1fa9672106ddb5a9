package dev.firn.engine.registry;

import java.time.Instant;
import java.util.List;

/**
 * What becomes true together with a pointer's move, in one transaction.
 *
 * @param attemptId the attempt that carries the changes; its files become settled too
 * @param commits the changes that the new metadata carries; their unsettled files become settled
 * @param loads history lines of those changes that are loads
 * @param unusedFiles files registered for these commits that the new metadata does not use: they
 *     stay unsettled until they are deleted
 */
public record Settlement(
    String attemptId,
    List<SettledCommit> commits,
    List<SettledCommit.Load> loads,
    List<String> unusedFiles,
    Instant at) {

  /** A settlement of one change that is not a load and used all its files. */
  public static Settlement of(SettledCommit commit, Instant at) {
    return new Settlement(commit.commitId(), List.of(commit), List.of(), List.of(), at);
  }
}
