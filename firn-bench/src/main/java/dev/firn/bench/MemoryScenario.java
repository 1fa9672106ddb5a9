package dev.firn.bench;

import java.util.List;

/**
 * A load whose memory is measured.
 *
 * @param partitions how many there are, of so many values
 * @param sortedBy columns, ascending; empty for none
 */
record MemoryScenario(String name, GeneratedRows rows, int partitions, List<String> sortedBy) {
  MemoryScenario {
    sortedBy = List.copyOf(sortedBy);
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
