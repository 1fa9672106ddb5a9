package dev.firn.engine.verify;

import java.util.Comparator;
import java.util.Optional;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
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
    Comparator<StructLike> comparator = (_, _) -> 0;
    for (SortField field : order.fields()) {
      comparator = comparator.thenComparing(comparatorOf(schema, field));
    }
    return Optional.of(new OrderCheck(order, comparator));
  }

  /** Iceberg's comparator of one field; of UUIDs the right one, see {@link ArrowCell#orderOf}. */
  private static Comparator<StructLike> comparatorOf(Schema schema, SortField field) {
    Type type = schema.findType(field.sourceId());
    if (type.typeId() == Type.TypeID.UUID && field.transform().isIdentity()) {
      Comparator<Object> values = ArrowCell.orderOf(type);
      Comparator<Object> directed =
          field.direction() == SortDirection.ASC ? values : values.reversed();
      Comparator<Object> withNulls =
          field.nullOrder() == NullOrder.NULLS_FIRST
              ? Comparator.nullsFirst(directed)
              : Comparator.nullsLast(directed);
      return Comparator.comparing(schema.accessorForField(field.sourceId())::get, withNulls);
    }
    SortOrder alone =
        SortOrder.builderFor(schema)
            .sortBy(
                Expressions.<Object>transform(
                    schema.findColumnName(field.sourceId()), field.transform()),
                field.direction(),
                field.nullOrder())
            .build();
    return SortOrderComparators.forSchema(schema, alone);
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
