package dev.firn.engine.cluster;

import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import java.util.List;
import java.util.Optional;

/**
 * Rows in the order (partition, sort order, arrival), handed out once, partition after partition.
 * First some partitions are announced, so that their files can be named together; then their rows
 * are taken.
 *
 * <p>Threads: one.
 */
public interface ClusteredRows extends AutoCloseable {
  /**
   * The partitions that come next, in their order. Called when all rows of those announced before
   * were taken.
   *
   * @param countMax how many at most; fewer does not mean that there are no more
   * @return none if there are no more
   */
  List<PartitionKey> announce(int countMax);

  /**
   * The next rows of the announced partitions; a slice never spans two.
   *
   * @return empty if all of theirs were taken
   */
  Optional<PartitionSlice> next();

  /**
   * Whether all rows are in it. Asked when none are left: rows that are passed on as they come end
   * where they are found to be out of order, and then must not be used.
   */
  default boolean isWhole() {
    return true;
  }

  /** Gives all memory back. */
  @Override
  void close();
}
