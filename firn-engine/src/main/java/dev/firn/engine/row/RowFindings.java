package dev.firn.engine.row;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is wrong with one row: all violations counted, the first ones kept.
 *
 * <p>Threads: one at a time. Lives as long as the check of its row.
 */
final class RowFindings {
  /**
   * Every column of a wide table may be wrong; a list of a million elements must not fill memory.
   */
  private static final int KEPT_MAX = 200;

  private final TableName table;
  private final long row;
  private final List<Violation> kept = new ArrayList<>(0);
  private final Map<ViolationKind, Long> counts = new EnumMap<>(ViolationKind.class);

  /**
   * Nothing found yet.
   *
   * @param row its number among all rows that were added, from 1
   */
  RowFindings(TableName table, long row) {
    this.table = table;
    this.row = row;
  }

  /** Notes a value that is not one of its column's. */
  void addValue(String path, String expected, Object found) {
    add(ViolationKind.VALUE, path, expected, () -> FoundWords.of(found));
  }

  /** Notes a violation; its words are only made if it is kept. */
  void add(ViolationKind kind, String path, String expected, Supplier<String> found) {
    counts.merge(kind, 1L, Long::sum);
    if (kept.size() < KEPT_MAX) {
      kept.add(Violation.ofRow(row, path, expected, found.get()));
    }
  }

  /**
   * Refuses the row if anything is wrong with it.
   *
   * @throws FirnException {@link ErrorCode#DATA_REFUSED}
   */
  void requireNone() {
    if (!kept.isEmpty()) {
      throw new FirnException(ErrorCode.DATA_REFUSED, refusal(), kept, counts);
    }
  }

  private String refusal() {
    Violation first = kept.getFirst();
    long count = counts.values().stream().mapToLong(Long::longValue).sum();
    String kinds =
        counts.entrySet().stream()
            .map(
                kind ->
                    String.format(Locale.ROOT, "%s: %,d", kind.getKey().label(), kind.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "Row %d for table '%s': expected every value to fit, found %,d violation%s (%s). The first"
            + "%s: expected %s, found %s. The row was not added, the rows before it are kept;"
            + " correct it or change the table.",
        row,
        table,
        count,
        count == 1 ? "" : "s",
        kinds,
        first.column().isEmpty() ? "" : " is in column '" + first.column() + "'",
        first.expected(),
        first.found());
  }
}
