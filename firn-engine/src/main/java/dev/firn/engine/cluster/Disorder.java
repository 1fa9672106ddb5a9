package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.partition.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * A row that is before its predecessor, in words.
 *
 * @param column the column by which it is
 * @param value the row's value, cut if it is long
 * @param valueBefore its predecessor's
 */
record Disorder(String column, String value, String valueBefore) {
  private static final int VALUE_LENGTH_MAX = 60;

  private static final BatchOrigin ORIGIN = new BatchOrigin("rows to be compared", 1);

  /** By the key of a plan with this index; both roots have the columns of the plan's schema. */
  static Disorder of(
      ClusterPlan plan,
      int key,
      VectorSchemaRoot before,
      int positionBefore,
      VectorSchemaRoot root,
      int position) {
    int partitions = plan.spec().fields().size();
    int source =
        key < partitions
            ? plan.spec().fields().get(key).sourceId()
            : plan.order().fields().get(key - partitions).sourceId();
    return new Disorder(
        plan.schema().findColumnName(source),
        value(plan.schema(), source, root, position),
        value(plan.schema(), source, before, positionBefore));
  }

  /** The order that rows are expected in: {@code month(day), then n descending}. */
  static String orderOf(ClusterPlan plan) {
    List<String> terms = new ArrayList<>();
    for (PartitionField field : plan.spec().fields()) {
      if (!field.transform().isVoid()) {
        terms.add(term(plan.schema(), field.sourceId(), field.transform()));
      }
    }
    for (SortField field : plan.order().fields()) {
      boolean isAscending = field.direction() == SortDirection.ASC;
      boolean areNullsFirst = field.nullOrder() == NullOrder.NULLS_FIRST;
      terms.add(
          term(plan.schema(), field.sourceId(), field.transform())
              + (isAscending ? "" : " descending")
              // What is usual is not said.
              + (isAscending == areNullsFirst
                  ? ""
                  : " nulls " + (areNullsFirst ? "first" : "last")));
    }
    return String.join(", then ", terms);
  }

  private static String term(Schema schema, int sourceId, Transform<?, ?> transform) {
    String name = schema.findColumnName(sourceId);
    return transform.isIdentity()
        ? name
        : transform.toString().toLowerCase(Locale.ROOT) + "(" + name + ")";
  }

  private static String value(Schema schema, int source, VectorSchemaRoot root, int position) {
    RetainedRows rows = new RetainedRows();
    rows.add(ValidBatch.of(ORIGIN, root));
    SourceColumn column = SourceColumn.of(schema, source, rows);
    String text = text(column.type(), column.value(0, position));
    return text.codePointCount(0, text.length()) <= VALUE_LENGTH_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, VALUE_LENGTH_MAX)) + "…";
  }

  @SuppressWarnings("unchecked")
  private static String text(Type type, @Nullable Object value) {
    return ((Transform<Object, Object>) (Transform<?, ?>) Transforms.identity())
        .toHumanString(type, value);
  }
}
