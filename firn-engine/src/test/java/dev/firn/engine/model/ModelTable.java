package dev.firn.engine.model;

import dev.firn.engine.model.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be in a table and its logs: a plain multiset of rows, each known by its number.
 *
 * <p>A row was sent once or more often, with the columns that the table had then. It is there
 * exactly once if it was acknowledged, unless a rollback took it; at most once otherwise, and then
 * only with all other rows of a batch that had it.
 */
final class ModelTable {
  private final Map<Long, Row> rows = new HashMap<>();
  private final List<List<Long>> openBatches = new ArrayList<>();

  private static final class Row {
    private final List<Set<Integer>> tries = new ArrayList<>();
    private boolean acknowledged;
    private boolean rolledBack;
  }

  /** Where a row was found, and with what values by field id. */
  record Found(String where, Map<Integer, String> values) {}

  /** The value of a column of a row, as text; all of them are small numbers. */
  static long valueOf(long number, int fieldId) {
    return Math.floorMod(number * 0x9E3779B97F4A7C15L + fieldId * 0xC2B2AE3D27D4EB4FL, 100_000L);
  }

  /** Rows are being sent, with these columns. */
  void sent(List<Long> numbers, Set<Integer> fieldIds) {
    for (Long number : numbers) {
      rows.computeIfAbsent(number, each -> new Row()).tries.add(fieldIds);
    }
  }

  /** They were certainly not taken. */
  void refused(List<Long> numbers) {
    for (Long number : numbers) {
      Row row = rows.get(number);
      row.tries.removeLast();
      if (row.tries.isEmpty()) {
        rows.remove(number);
      }
    }
  }

  /** Nobody knows whether they were taken. */
  void leftOpen(List<Long> numbers) {
    openBatches.add(List.copyOf(numbers));
  }

  void acknowledged(List<Long> numbers) {
    numbers.forEach(number -> rows.get(number).acknowledged = true);
  }

  /** How many of the rows are certainly there. */
  long acknowledgedOf(List<Long> numbers) {
    return numbers.stream().filter(each -> isAcknowledged(each)).count();
  }

  /** How many of the rows may be there. */
  long sentBefore(List<Long> numbers) {
    return numbers.stream().filter(rows::containsKey).count();
  }

  boolean isAcknowledged(long number) {
    Row row = rows.get(number);
    return row != null && row.acknowledged;
  }

  boolean isRolledBack(long number) {
    Row row = rows.get(number);
    return row != null && row.rolledBack;
  }

  /** The table's current snapshot is another one now. */
  void rolledBack(Set<Long> before, Set<Long> after) {
    for (Long number : before) {
      if (!after.contains(number)) {
        rows.get(number).rolledBack = true;
        rows.get(number).acknowledged = true;
      }
    }
    for (Long number : after) {
      if (!before.contains(number)) {
        rows.get(number).rolledBack = false;
      }
    }
  }

  /** The table is gone, and its rows with it. */
  void clear() {
    rows.clear();
    openBatches.clear();
  }

  /**
   * Holds what is there against what must be.
   *
   * @param fieldIds of the table's columns now
   */
  void check(Map<Long, List<Found>> found, Set<Integer> fieldIds, String when) {
    for (Map.Entry<Long, List<Found>> entry : found.entrySet()) {
      Row row = rows.get(entry.getKey());
      if (row == null || row.rolledBack) {
        throw new Violation(
            Kind.DOUBLED,
            when
                + ", row "
                + name(entry.getKey())
                + (row == null ? " was never taken" : " was rolled back")
                + " and is there: "
                + entry.getValue());
      }
      if (entry.getValue().size() > 1) {
        throw new Violation(
            Kind.DOUBLED,
            when + ", row " + name(entry.getKey()) + " is there twice: " + entry.getValue());
      }
      requireValues(entry.getKey(), row, entry.getValue().getFirst(), fieldIds, when);
    }
    rows.forEach(
        (number, row) -> {
          if (row.acknowledged && !row.rolledBack && !found.containsKey(number)) {
            throw new Violation(
                Kind.LOST, when + ", row " + name(number) + " was acknowledged and is gone");
          }
        });
    requireWhole(found.keySet(), when);
    settle(found);
  }

  private void requireValues(
      long number, Row row, Found found, Set<Integer> fieldIds, String when) {
    for (Integer fieldId : fieldIds) {
      String value = found.values().get(fieldId);
      boolean fits =
          row.tries.stream()
              .anyMatch(
                  columns ->
                      columns.contains(fieldId)
                          ? String.valueOf(expected(number, fieldId)).equals(value)
                          : value == null);
      if (!fits) {
        throw new Violation(
            Kind.CHANGED,
            when + ", row " + name(number) + ", field " + fieldId + " is " + value + ": " + found);
      }
    }
  }

  private static long expected(long number, int fieldId) {
    return fieldId == 1 ? number : valueOf(number, fieldId);
  }

  /** The open rows that are there must be whole batches together. */
  private void requireWhole(Set<Long> present, String when) {
    Set<Long> open = new HashSet<>();
    for (Long number : present) {
      if (!rows.get(number).acknowledged) {
        open.add(number);
      }
    }
    Set<Long> explained = new HashSet<>();
    for (List<Long> batch : openBatches) {
      boolean whole =
          batch.stream().allMatch(each -> isAcknowledged(each) || present.contains(each));
      if (whole) {
        explained.addAll(batch);
      }
    }
    open.removeAll(explained);
    if (!open.isEmpty()) {
      throw new Violation(
          Kind.HALF_BATCH,
          when
              + ", rows "
              + open.stream().map(ModelTable::name).sorted().toList()
              + " are there without the others of their batches: "
              + openBatches.stream()
                  .filter(batch -> batch.stream().anyMatch(open::contains))
                  .map(batch -> batch.stream().map(ModelTable::name).toList())
                  .toList());
    }
  }

  /** What is in the table stays there. */
  private void settle(Map<Long, List<Found>> found) {
    found.forEach(
        (number, places) -> {
          if (!places.getFirst().where().startsWith("log")) {
            rows.get(number).acknowledged = true;
          }
        });
    openBatches.removeIf(batch -> batch.stream().allMatch(this::isAcknowledged));
  }

  /** A row's number as sender and row. */
  static String name(long number) {
    return (number >> 32) + "#" + (number & 0xFFFFFFFFL);
  }
}
