package dev.firn.engine.batch;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was wrong with the rows of one load: all violations counted, the first ones kept. Batches
 * are checked column by column, so the kept ones are put in the order of their rows; sources stay
 * in the order in which they were read.
 *
 * <p>Limit: {@code keptMax} violations are held, whatever the input; further ones only count.
 *
 * <p>Threads: one at a time.
 */
public final class ViolationLog {
  /** As many as a person reads at once; the total says how many more there are. */
  public static final int KEPT_MAX_DEFAULT = 20;

  private final String tableName;
  private final int keptMax;
  private final List<Kept> kept = new ArrayList<>();
  private long count;

  private ViolationLog(String tableName, int keptMax) {
    this.tableName = tableName;
    this.keptMax = keptMax;
  }

  /** An empty log of a load into {@code tableName} that keeps the first {@code keptMax}. */
  public static ViolationLog of(String tableName, int keptMax) {
    if (keptMax < 1) {
      throw new IllegalArgumentException("A log must keep a violation, found " + keptMax);
    }
    return new ViolationLog(tableName, keptMax);
  }

  /** An empty log that keeps the first {@value #KEPT_MAX_DEFAULT}. */
  public static ViolationLog of(String tableName) {
    return of(tableName, KEPT_MAX_DEFAULT);
  }

  /** Counts a violation and keeps it if it is among the first. */
  public void add(BatchOrigin origin, int position, Finding finding) {
    long row = origin.rowAt(position);
    boolean keeps = keeps(origin, row);
    count++;
    if (!keeps) {
      return;
    }
    int place = kept.size();
    while (place > 0 && kept.get(place - 1).isAfter(origin, row)) {
      place--;
    }
    Violation violation =
        Violation.ofRow(row, finding.column(), finding.expected(), finding.found().get())
            .inSource(origin.sourceName());
    kept.add(place, new Kept(origin.sourceName(), row, violation));
    if (kept.size() > keptMax) {
      kept.removeLast();
    }
  }

  /** Nothing was wrong so far. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** All violations so far, kept or not. */
  public long count() {
    return count;
  }

  /** The first violations, in the order of their rows. */
  public List<Violation> kept() {
    return kept.stream().map(Kept::violation).toList();
  }

  /**
   * Refuses the load if anything was wrong.
   *
   * @throws FirnException {@link ErrorCode#DATA_REFUSED} with the total and the first violations
   */
  public void requireEmpty() {
    if (!isEmpty()) {
      throw new FirnException(ErrorCode.DATA_REFUSED, refusal(), kept(), count);
    }
  }

  private boolean keeps(BatchOrigin origin, long row) {
    return kept.size() < keptMax || kept.getLast().isAfter(origin, row);
  }

  private String refusal() {
    Violation first = kept.getFirst().violation();
    return String.format(
        Locale.ROOT,
        "Rows for table '%s': expected every value to fit, found %,d violation%s. The first is in"
            + " '%s', row %,d, column '%s': expected %s, found %s. Nothing was written; correct the"
            + " input or change the table.",
        tableName,
        count,
        count == 1 ? "" : "s",
        first.source(),
        first.row(),
        first.column(),
        first.expected(),
        first.found());
  }

  private record Kept(String sourceName, long row, Violation violation) {
    boolean isAfter(BatchOrigin origin, long otherRow) {
      return sourceName.equals(origin.sourceName()) && row > otherRow;
    }
  }
}
