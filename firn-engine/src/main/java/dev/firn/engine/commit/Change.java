package dev.firn.engine.commit;

import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.FinishedFile;
import java.util.List;
import java.util.Optional;

/**
 * One change to a table, applied to a draft of its metadata as often as conflicts make necessary.
 * So it must not remember anything of an earlier try.
 */
public interface Change {

  /** The ULID by which the outcome of this change is found again. */
  String commitId();

  /**
   * Applies the change.
   *
   * @return what is written down about it if the draft lands
   */
  SettledCommit applyTo(Draft draft);

  /** What files became that were made for this change, where the registry has not been told yet. */
  default List<FinishedFile> finishedFiles() {
    return List.of();
  }

  /** The load history's line, if the change is a load that ends with the given commit. */
  default Optional<SettledCommit.Load> loadOf(SettledCommit commit) {
    return Optional.empty();
  }
}
