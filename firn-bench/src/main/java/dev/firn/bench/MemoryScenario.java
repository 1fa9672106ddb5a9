package dev.firn.bench;

import java.util.List;

/**
 * A load whose memory is measured.
 *
 * @param partitions how many there are, of so many values
 * @param sortedBy columns, ascending; empty for none
 */
record MemoryScenario(String name, GeneratedRows rows, int partitions, List<String> sortedBy) {
  /** The numbers of values that a column of the rows has. */
  private static final List<Integer> PARTITION_COUNTS = List.of(1, 10, 100, 1_000, 10_000, 100_000);

  MemoryScenario {
    sortedBy = List.copyOf(sortedBy);
    if (!PARTITION_COUNTS.contains(partitions)) {
      throw new IllegalArgumentException(
          "Partitions: expected one of " + PARTITION_COUNTS + ", found " + partitions + ".");
    }
  }

  /** Rows that are only put into partitions, by a number of so many values. */
  static MemoryScenario partitioned(GeneratedRows rows, int partitions) {
    return new MemoryScenario("identity of an int", rows, partitions, List.of());
  }

  /** Rows that are put into partitions and sorted by a random key in each. */
  static MemoryScenario sorted(String name, GeneratedRows rows, int partitions) {
    return new MemoryScenario(name, rows, partitions, List.of(GeneratedRows.SORT_KEY));
  }

  String createTable() {
    String partitioning = ", partitioning = ARRAY['p_" + partitions + "']";
    String order = sortedBy.isEmpty() ? "" : ", sorted_by = ARRAY['" + sortedBy.getFirst() + "']";
    return rows.createTable(partitioning + order);
  }
}
