package dev.firn.engine.registry;

import dev.firn.engine.table.FinishedFile;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes true together with a pointer's move, in one transaction.
 *
 * @param attemptId the attempt that carries the changes; its files become settled too
 * @param commits the changes that the new metadata carries; their unsettled files become settled
 * @param loads history lines of those changes that are loads
 * @param unusedFiles files registered for these commits that the new metadata does not use: they
 *     stay unsettled until they are deleted
 * @param writtenFiles files that the attempt wrote itself: metadata, manifest lists and the like
 * @param replacedFiles files that were the table's and are not any more: they will be deleted
 */
public record Settlement(
    String attemptId,
    List<SettledCommit> commits,
    List<SettledCommit.Load> loads,
    List<String> unusedFiles,
    List<FinishedFile> writtenFiles,
    List<String> replacedFiles,
    Instant at) {

  /** A settlement of one change that is not a load and used all its files. */
  public static Settlement of(SettledCommit commit, Instant at) {
    return of(commit, List.of(), at);
  }

  /** The same of a change that wrote files. */
  public static Settlement of(SettledCommit commit, List<FinishedFile> written, Instant at) {
    return new Settlement(
        commit.commitId(), List.of(commit), List.of(), List.of(), written, List.of(), at);
  }

  /** Of the attempt and of all changes. */
  Set<String> commitIds() {
    Set<String> ids = new LinkedHashSet<>(List.of(attemptId));
    commits.forEach(commit -> ids.add(commit.commitId()));
    return ids;
  }
}
