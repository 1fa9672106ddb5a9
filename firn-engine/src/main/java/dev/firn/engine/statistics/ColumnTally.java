package dev.firn.engine.statistics;

import dev.firn.engine.statistics.ColumnStatistics.Bound;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.jspecify.annotations.Nullable;

/** What the files of one partition add up to in one column so far. */
final class ColumnTally {
  private final StatisticsColumn column;
  private long nulls;
  private boolean knowsNulls = true;
  private long nans;
  private boolean knowsNans = true;
  private @Nullable Bound min;
  private @Nullable Bound max;
  private boolean knowsMin = true;
  private boolean knowsMax = true;

  ColumnTally(StatisticsColumn column) {
    this.column = column;
  }

  /** Adds a file that has rows. */
  void add(DataFile file) {
    Long fileNulls = figure(file.nullValueCounts());
    Long fileNans = column.hasNans() ? figure(file.nanValueCounts()) : Long.valueOf(0);
    knowsNulls &= fileNulls != null;
    nulls += fileNulls == null ? 0 : fileNulls;
    knowsNans &= fileNans != null;
    nans += fileNans == null ? 0 : fileNans;
    if (column.order().isPresent() && !hasNoValues(file, fileNulls, fileNans)) {
      addBounds(file, column.order().get());
    }
  }

  ColumnStatistics statistics() {
    return new ColumnStatistics(
        column.fieldId(),
        column.name(),
        column.type(),
        knowsNulls ? OptionalLong.of(nulls) : OptionalLong.empty(),
        knowsNans && column.hasNans() ? OptionalLong.of(nans) : OptionalLong.empty(),
        knowsMin ? Optional.ofNullable(min) : Optional.empty(),
        knowsMax ? Optional.ofNullable(max) : Optional.empty());
  }

  private void addBounds(DataFile file, Comparator<Object> order) {
    Object lower = bound(file.lowerBounds());
    Object upper = bound(file.upperBounds());
    boolean areSame = lower != null && upper != null && order.compare(lower, upper) == 0;
    boolean isExact = !column.isCut() || areSame;
    knowsMin &= lower != null;
    knowsMax &= upper != null;
    if (lower != null) {
      min = outer(min, new Bound(lower, isExact), order);
    }
    if (upper != null) {
      max = outer(max, new Bound(upper, isExact), order.reversed());
    }
  }

  /**
   * Whether the file says that all its values are null or not numbers; such a file has no bounds.
   */
  private boolean hasNoValues(DataFile file, @Nullable Long fileNulls, @Nullable Long fileNans) {
    Long values = figure(file.valueCounts());
    return values != null
        && fileNulls != null
        && fileNulls + (fileNans == null ? 0 : fileNans) >= values;
  }

  private static Bound outer(@Nullable Bound known, Bound other, Comparator<Object> order) {
    if (known == null) {
      return other;
    }
    int compared = order.compare(other.value(), known.value());
    return compared < 0 || (compared == 0 && other.isExact()) ? other : known;
  }

  private @Nullable Long figure(@Nullable Map<Integer, Long> figures) {
    return figures == null ? null : figures.get(column.fieldId());
  }

  /** A file's bound as a value that does not share the reader's memory. */
  private @Nullable Object bound(@Nullable Map<Integer, ByteBuffer> bounds) {
    ByteBuffer bytes = bounds == null ? null : bounds.get(column.fieldId());
    if (bytes == null) {
      return null;
    }
    Object value = Conversions.fromByteBuffer(column.type(), bytes);
    return switch (value) {
      case CharSequence text -> text.toString();
      case ByteBuffer binary ->
          ByteBuffer.allocate(binary.remaining()).put(binary.duplicate()).flip();
      // Old writers let it into the bounds, where it says nothing.
      case Float number -> number.isNaN() ? null : number;
      case Double number -> number.isNaN() ? null : number;
      default -> value;
    };
  }
}
