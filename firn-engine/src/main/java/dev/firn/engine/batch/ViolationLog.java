package dev.firn.engine.batch;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was wrong with the rows of one load: all violations counted by kind, the first ones kept.
 * Batches are checked column by column, so the kept ones are put in the order of their rows;
 * sources stay in the order in which they were read.
 *
 * <p>Limit: {@code keptMax} violations are held, whatever the input; further ones only count. Of
 * the batch that is being checked, one bit per row is held.
 *
 * <p>Threads: one at a time.
 */
public final class ViolationLog {
  /** As many as a person reads at once; the total says how many more there are. */
  public static final int KEPT_MAX_DEFAULT = 20;

  private final String tableName;
  private final int keptMax;
  private final String outcome;
  private final List<Kept> kept = new ArrayList<>();
  private final Map<ViolationKind, Long> counts = new EnumMap<>(ViolationKind.class);
  private final BitSet refused = new BitSet();
  private @Nullable BatchOrigin refusedIn;
  private long count;

  private ViolationLog(String tableName, int keptMax, String outcome) {
    this.tableName = tableName;
    this.keptMax = keptMax;
    this.outcome = outcome;
  }

  /** An empty log of a load into {@code tableName} that keeps the first {@code keptMax}. */
  public static ViolationLog of(String tableName, int keptMax) {
    if (keptMax < 1) {
      throw new IllegalArgumentException("A log must keep a violation, found " + keptMax);
    }
    return new ViolationLog(tableName, keptMax, "Nothing was written");
  }

  /** An empty log that keeps the first {@value #KEPT_MAX_DEFAULT}. */
  public static ViolationLog of(String tableName) {
    return of(tableName, KEPT_MAX_DEFAULT);
  }

  /** The log of one batch among others, which stay when it is refused. */
  public static ViolationLog ofBatch(String tableName) {
    return new ViolationLog(tableName, KEPT_MAX_DEFAULT, "The batch was not logged");
  }

  /** Counts a violation of a row of a batch and keeps it if it is among the first. */
  public void add(BatchOrigin origin, int position, Finding finding) {
    if (!origin.equals(refusedIn)) {
      refused.clear();
      refusedIn = origin;
    }
    refused.set(position);
    add(origin.sourceName(), origin.rowAt(position), origin.lineAt(position), finding);
  }

  /**
   * Says that the row of a batch that was reported is left out of it, and that another takes its
   * position. Its violations stay counted.
   */
  public void leaveOut(BatchOrigin origin, int position) {
    if (origin.equals(refusedIn)) {
      refused.clear(position);
    }
  }

  /**
   * Counts a violation of a record that is in no batch, because it could not be taken apart.
   *
   * @param row the record's number in the source, from 1
   */
  public void add(String sourceName, long row, OptionalLong line, Finding finding) {
    count++;
    counts.merge(finding.kind(), 1L, Long::sum);
    if (kept.size() == keptMax && !kept.getLast().isAfter(sourceName, row)) {
      return;
    }
    int place = kept.size();
    while (place > 0 && kept.get(place - 1).isAfter(sourceName, row)) {
      place--;
    }
    Violation violation =
        Violation.ofRow(row, finding.column(), finding.expected(), finding.found().get())
            .inSource(sourceName);
    Violation placed = line.isPresent() ? violation.onLine(line.getAsLong()) : violation;
    kept.add(place, new Kept(sourceName, row, placed));
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

  /** All violations so far, kept or not, by kind; kinds without any are left out. */
  public Map<ViolationKind, Long> countsByKind() {
    return Collections.unmodifiableMap(counts);
  }

  /** The first violations, in the order of their rows. */
  public List<Violation> kept() {
    return kept.stream().map(Kept::violation).toList();
  }

  /**
   * Whether something is wrong with this row of the batch that is being checked: then its values
   * are not what the source meant, and no rule over them means anything.
   */
  public boolean isRefused(BatchOrigin origin, int position) {
    return origin.equals(refusedIn) && refused.get(position);
  }

  /**
   * Refuses the load if anything was wrong.
   *
   * @throws FirnException {@link ErrorCode#DATA_REFUSED} with the totals and the first violations
   */
  public void requireEmpty() {
    if (!isEmpty()) {
      throw new FirnException(ErrorCode.DATA_REFUSED, refusal(), kept(), counts);
    }
  }

  /**
   * The refusal of a load whose source failed after violations had been found: they count as ever,
   * and those that the failure has itself count with them.
   *
   * @param failure why a source could not be read on
   * @return {@link ErrorCode#DATA_REFUSED} with the failure as its cause
   */
  public FirnException refusalEndedBy(FirnException failure) {
    List<Violation> first = new ArrayList<>(kept());
    failure.violations().stream().limit(keptMax - first.size()).forEach(first::add);
    Map<ViolationKind, Long> all = new EnumMap<>(ViolationKind.class);
    all.putAll(counts);
    failure.violationCountsByKind().forEach((kind, more) -> all.merge(kind, more, Long::sum));
    String message = refusal() + " Reading ended there: " + failure.getMessage();
    FirnException refusal = new FirnException(ErrorCode.DATA_REFUSED, message, first, all);
    refusal.initCause(failure);
    return refusal;
  }

  private String refusal() {
    Violation first = kept.getFirst().violation();
    return String.format(
        Locale.ROOT,
        "Rows for table '%s': expected every value to fit, found %,d violation%s (%s). The first is"
            + " in '%s', %srow %d%s: expected %s, found %s. %s; correct the input or"
            + " change the table.",
        tableName,
        count,
        count == 1 ? "" : "s",
        kinds(),
        first.source(),
        first.line() == null ? "" : "line " + first.line() + ", ",
        first.row(),
        first.column().isEmpty() ? "" : ", column '" + first.column() + "'",
        first.expected(),
        first.found(),
        outcome);
  }

  private String kinds() {
    return counts.entrySet().stream()
        .map(
            entry ->
                String.format(Locale.ROOT, "%s: %,d", entry.getKey().label(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private record Kept(String sourceName, long row, Violation violation) {
    boolean isAfter(String otherSource, long otherRow) {
      return sourceName.equals(otherSource) && row > otherRow;
    }
  }
}
