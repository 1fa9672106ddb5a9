package dev.firn.engine.verify;

import java.util.Comparator;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** Whether rows come in the order that their file claims, by Iceberg's own comparators. */
final class OrderCheck {
  private final SortOrder order;
  private final Comparator<StructLike> comparator;
  private @Nullable ArrowRow previous;
  private @Nullable String problem;

  private OrderCheck(SortOrder order, Comparator<StructLike> comparator) {
    this.order = order;
    this.comparator = comparator;
  }

  /** A check of an order; empty if a column of the order is gone, so that it says nothing. */
  static Optional<OrderCheck> of(Schema schema, SortOrder order) {
    for (SortField field : order.fields()) {
      if (schema.accessorForField(field.sourceId()) == null) {
        return Optional.empty();
      }
    }
    return Optional.of(new OrderCheck(order, SortOrderComparators.forSchema(schema, order)));
  }

  /** Takes the next row in. */
  void add(ArrowRow row, long rowIndex) {
    ArrowRow before = previous;
    if (problem == null && before != null && comparator.compare(before, row) > 0) {
      problem =
          "Row "
              + rowIndex
              + ": expected rows in sort order "
              + order.orderId()
              + ", which the file claims, found one that belongs before row "
              + (rowIndex - 1)
              + ".";
    }
    previous = row;
  }

  /** To be called before a batch goes: the last row is kept apart from it. */
  void keepLastRow() {
    ArrowRow last = previous;
    previous = last == null ? null : last.copy();
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
