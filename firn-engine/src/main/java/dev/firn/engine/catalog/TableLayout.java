package dev.firn.engine.catalog;

import dev.firn.engine.error.FirnException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderBuilder;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types;

/** Partition specs and sort orders made of terms, new ones and next ones of a table. */
public final class TableLayout {
  private TableLayout() {}

  /**
   * The spec of a new table. Its fields are named as Iceberg names those of an evolved one, so that
   * two buckets of a column differ: {@code origin_bucket_8}.
   *
   * @throws FirnException if a term does not fit its column
   */
  public static PartitionSpec specOf(Schema schema, List<PartitionTerm> terms) {
    ColumnLookup columns = new ColumnLookup(schema);
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    Set<String> seen = new HashSet<>();
    for (PartitionTerm term : terms) {
      Types.NestedField source = sourceOf(columns, term.column(), term.transform());
      requireNew(seen, columns.nameOf(source), term.column(), term.transform());
      try {
        add(spec, columns.nameOf(source), term.transform());
      } catch (ValidationException | IllegalArgumentException e) {
        throw icebergRefusal(term.column(), term.transform(), e);
      }
    }
    return spec.build();
  }

  /**
   * The order of a new table.
   *
   * @throws FirnException if a term does not fit its column
   */
  public static SortOrder orderOf(Schema schema, List<SortTerm> terms) {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    sort(new ColumnLookup(schema), order, terms);
    try {
      return order.build();
    } catch (ValidationException | IllegalArgumentException e) {
      // Iceberg looks at all of them at once, so the last one has to stand for them.
      SortTerm last = terms.getLast();
      throw icebergRefusal(last.column(), last.transform(), e);
    }
  }

  /** Takes fields out of a table's spec and adds others; fields that stay keep their place. */
  static void evolveSpec(Table table, List<PartitionTerm> terms) {
    ColumnLookup columns = new ColumnLookup(table.schema());
    Set<String> wanted = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (PartitionTerm term : terms) {
      Types.NestedField source = sourceOf(columns, term.column(), term.transform());
      requireNew(seen, columns.nameOf(source), term.column(), term.transform());
      wanted.add(key(source.fieldId(), term.transform()));
    }
    UpdatePartitionSpec update = table.updateSpec();
    Set<String> kept = new HashSet<>();
    for (PartitionField field : table.spec().fields()) {
      String key = field.sourceId() + ":" + field.transform();
      if (wanted.contains(key)) {
        kept.add(key);
      } else {
        update.removeField(field.name());
      }
    }
    for (PartitionTerm term : terms) {
      Types.NestedField source = columns.require(term.column());
      if (!kept.contains(key(source.fieldId(), term.transform()))) {
        try {
          update.addField(icebergTerm(columns.nameOf(source), term.transform()));
        } catch (ValidationException | IllegalArgumentException e) {
          throw icebergRefusal(term.column(), term.transform(), e);
        }
      }
    }
    update.commit();
  }

  static <B extends SortOrderBuilder<B>> void sort(
      ColumnLookup columns, B order, List<SortTerm> terms) {
    Set<String> seen = new HashSet<>();
    for (SortTerm term : terms) {
      Types.NestedField source = sourceOf(columns, term.column(), term.transform());
      requireNew(seen, columns.nameOf(source), term.column(), term.transform());
      Term iceberg = icebergTerm(columns.nameOf(source), term.transform());
      try {
        if (term.direction() == SortDirection.ASC) {
          order.asc(iceberg, term.nulls());
        } else {
          order.desc(iceberg, term.nulls());
        }
      } catch (ValidationException | IllegalArgumentException e) {
        throw icebergRefusal(term.column(), term.transform(), e);
      }
    }
  }

  private static Types.NestedField sourceOf(
      ColumnLookup columns, ColumnRef column, ColumnTransform transform) {
    Types.NestedField source = columns.require(column);
    if (columns.isRepeated(source.fieldId())) {
      throw Refusal.of(
          column.origin(),
          what(column, transform),
          "a column with one value per row",
          "one inside an array or a map");
    }
    if (!transform.fits(source.type())) {
      List<String> words = ColumnTransform.wordsFor(source.type());
      throw Refusal.of(
          column.origin(),
          what(column, transform),
          words.isEmpty() ? "a column of a plain type" : "one of " + String.join(", ", words),
          transform.word().text() + " of " + source.type());
    }
    return source;
  }

  private static void requireNew(
      Set<String> seen, String source, ColumnRef column, ColumnTransform transform) {
    if (!seen.add(transform.textOver(source))) {
      throw Refusal.of(column.origin(), what(column, transform), "each field once", "it twice");
    }
  }

  private static void add(PartitionSpec.Builder spec, String source, ColumnTransform transform) {
    int argument = transform.argument();
    switch (transform.word()) {
      case IDENTITY -> spec.identity(source, source);
      case YEAR -> spec.year(source, source + "_year");
      case MONTH -> spec.month(source, source + "_month");
      case DAY -> spec.day(source, source + "_day");
      case HOUR -> spec.hour(source, source + "_hour");
      case VOID -> spec.alwaysNull(source, source + "_null");
      case BUCKET -> spec.bucket(source, argument, source + "_bucket_" + argument);
      case TRUNCATE -> spec.truncate(source, argument, source + "_trunc_" + argument);
    }
  }

  private static Term icebergTerm(String source, ColumnTransform transform) {
    return transform.word() == ColumnTransform.Word.IDENTITY
        ? Expressions.ref(source)
        : Expressions.transform(source, transform.toIceberg());
  }

  private static FirnException icebergRefusal(
      ColumnRef column, ColumnTransform transform, RuntimeException cause) {
    return Refusal.of(
        column.origin(),
        what(column, transform),
        "a field that goes with the others",
        "that it does not: " + cause.getMessage());
  }

  private static String key(int sourceId, ColumnTransform transform) {
    return sourceId + ":" + transform.toIceberg();
  }

  private static String what(ColumnRef column, ColumnTransform transform) {
    return "Field '" + transform.textOver(column.dotted()) + "'";
  }
}
