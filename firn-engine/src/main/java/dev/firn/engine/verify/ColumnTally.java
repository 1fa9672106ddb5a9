package dev.firn.engine.verify;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Accessor;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest entry says of one column, against the column's values: how many there are, how
 * many are null or NaN, and that none lies outside of the bounds. Bounds may be wider than the
 * values, as cut texts are; readers skip a file by them, so a value outside would be lost.
 */
final class ColumnTally {
  private final String name;
  private final Accessor<StructLike> accessor;
  private final Comparator<Object> order;
  private final @Nullable Object lower;
  private final @Nullable Object upper;
  private final @Nullable Long valuesClaimed;
  private final @Nullable Long nullsClaimed;
  private final @Nullable Long nansClaimed;
  private final List<String> outside = new ArrayList<>();
  private boolean isBelow;
  private boolean isAbove;
  private long values;
  private long nulls;
  private long nans;

  private ColumnTally(Schema schema, Types.NestedField field, DataFile file) {
    int id = field.fieldId();
    Type type = field.type();
    this.name = schema.findColumnName(id);
    this.accessor = schema.accessorForField(id);
    this.order = ArrowCell.orderOf(type);
    this.lower = bound(file.lowerBounds(), id, type);
    this.upper = bound(file.upperBounds(), id, type);
    this.valuesClaimed = count(file.valueCounts(), id);
    this.nullsClaimed = count(file.nullValueCounts(), id);
    this.nansClaimed = count(file.nanValueCounts(), id);
  }

  /** The columns of a schema of which an entry says something that can be looked at. */
  static List<ColumnTally> of(Schema schema, DataFile file) {
    List<ColumnTally> tallies = new ArrayList<>();
    for (Integer id : schema.idToName().keySet()) {
      Types.NestedField field = schema.findField(id);
      // Values in lists and maps have no accessor, and what is said of them says nothing of rows.
      if (ArrowCell.isComparable(field.type()) && schema.accessorForField(id) != null) {
        ColumnTally tally = new ColumnTally(schema, field, file);
        if (tally.claimsAnything()) {
          tallies.add(tally);
        }
      }
    }
    return tallies;
  }

  /** Takes a row in. */
  void add(StructLike row, long rowIndex) {
    Object value = accessor.get(row);
    values++;
    if (value == null) {
      nulls++;
    } else if (isNan(value)) {
      nans++;
    } else {
      compare(value, rowIndex);
    }
  }

  /** What does not fit, in sentences. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(outside);
    addCount("values", valuesClaimed, values, problems);
    addCount("nulls", nullsClaimed, nulls, problems);
    addCount("NaNs", nansClaimed, nans, problems);
    return problems;
  }

  private boolean claimsAnything() {
    return lower != null
        || upper != null
        || valuesClaimed != null
        || nullsClaimed != null
        || nansClaimed != null;
  }

  /** The first value below and the first above are named. */
  private void compare(Object value, long rowIndex) {
    if (lower != null && !isBelow && order.compare(value, lower) < 0) {
      isBelow = true;
      addOutside("least", lower, value, rowIndex);
    }
    if (upper != null && !isAbove && order.compare(value, upper) > 0) {
      isAbove = true;
      addOutside("most", upper, value, rowIndex);
    }
  }

  private void addOutside(String side, Object bound, Object value, long rowIndex) {
    outside.add(
        "Column '"
            + name
            + "', row "
            + rowIndex
            + ": expected at "
            + side
            + " the manifest's bound "
            + text(bound)
            + ", found "
            + text(value)
            + ".");
  }

  private void addCount(String what, @Nullable Long claimed, long found, List<String> problems) {
    if (claimed != null && claimed != found) {
      problems.add(
          "Column '"
              + name
              + "': expected the manifest's "
              + claimed
              + " "
              + what
              + ", found "
              + found
              + ".");
    }
  }

  private static boolean isNan(Object value) {
    return switch (value) {
      case Float number -> number.isNaN();
      case Double number -> number.isNaN();
      default -> false;
    };
  }

  private static @Nullable Object bound(
      @Nullable Map<Integer, ByteBuffer> bounds, int id, Type type) {
    ByteBuffer bytes = bounds == null ? null : bounds.get(id);
    return bytes == null ? null : Conversions.fromByteBuffer(type, bytes);
  }

  private static @Nullable Long count(@Nullable Map<Integer, Long> counts, int id) {
    return counts == null ? null : counts.get(id);
  }

  /** Long values are cut: they are to be recognised, not to be copied. */
  private static String text(Object value) {
    int limit = 80;
    String text =
        value instanceof ByteBuffer bytes ? bytes.remaining() + " bytes" : value.toString();
    return "'" + (text.length() <= limit ? text : text.substring(0, limit) + "…") + "'";
  }
}
