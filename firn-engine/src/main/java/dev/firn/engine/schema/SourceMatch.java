package dev.firn.engine.schema;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.ColumnPlan.Slot;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;

/**
 * A source whose columns fit a table: for each of the table's columns, where its values come from
 * and how they become the table's type without losing anything. Columns are matched by name at
 * every depth, because a file's field ids, if it has any, are another table's.
 */
public final class SourceMatch {
  private final Schema table;
  private final SourceShape source;
  private final List<Slot> columns;

  private SourceMatch(Schema table, SourceShape source, List<Slot> columns) {
    this.table = table;
    this.source = source;
    this.columns = columns;
  }

  /**
   * Compares a source with a table.
   *
   * @param tableName the table's name, for messages
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH} naming every difference, if there is
   *     one
   */
  public static SourceMatch of(
      String tableName, Schema table, SourceShape source, MatchOptions options) {
    MatchPlanner planner = new MatchPlanner(source.dictionaries(), options);
    List<Slot> columns = planner.plan(table.columns(), source.schema().getFields());
    if (!planner.differences().isEmpty()) {
      throw refusal(tableName, source.name(), planner);
    }
    return new SourceMatch(table, source, columns);
  }

  /** The table's schema. */
  public Schema table() {
    return table;
  }

  /** The source's columns that are read, in the table's order; a reader may leave out others. */
  public List<String> sourceColumns() {
    return columns.stream()
        .filter(Slot::readsSource)
        .map(slot -> source.schema().getFields().get(slot.sourceIndex()))
        .map(Field::getName)
        .toList();
  }

  /** Where each of the table's columns comes from, in the table's order. */
  List<Slot> columns() {
    return columns;
  }

  private static FirnException refusal(String tableName, String source, MatchPlanner planner) {
    List<Violation> differences =
        planner.differences().stream().map(difference -> difference.inSource(source)).toList();
    String message =
        "Source '%s' for table '%s': expected its columns, found %d difference%s. The first: %s. %s"
            .formatted(
                source,
                tableName,
                differences.size(),
                differences.size() == 1 ? "" : "s",
                words(differences.getFirst()),
                planner.wayOut());
    return new FirnException(
        ErrorCode.SCHEMA_MISMATCH,
        message,
        differences,
        Map.of(ViolationKind.SCHEMA, (long) differences.size()));
  }

  private static String words(Violation difference) {
    return "column '%s', expected %s, found %s"
        .formatted(difference.column(), difference.expected(), difference.found());
  }
}
