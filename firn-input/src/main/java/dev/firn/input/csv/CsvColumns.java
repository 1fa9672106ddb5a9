package dev.firn.input.csv;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.schema.SourceShape;
import dev.firn.input.convert.ScalarWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Types;

/**
 * Which cell of a record is which of the table's columns.
 *
 * @param cellCount cells that every record must have
 * @param columns those that are read, in the order of their cells
 */
record CsvColumns(int cellCount, List<Column> columns) {
  /**
   * A column that is read.
   *
   * @param cell where it stands in a record
   * @param field its name in the source, its type in the table
   * @param column the table's column
   */
  record Column(int cell, Field field, Types.NestedField column) {}

  /**
   * Finds the columns that a header names; cells without a name are not read.
   *
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH} with all differences, as for sources
   *     that have types
   */
  static CsvColumns ofHeader(String source, List<String> names, LoadTarget target) {
    Map<String, Types.NestedField> table = new HashMap<>();
    for (Types.NestedField column : target.schema().columns()) {
      table.putIfAbsent(key(column.name(), target), column);
    }
    List<Column> found = new ArrayList<>();
    List<Field> shape = new ArrayList<>();
    for (int cell = 0; cell < names.size(); cell++) {
      String name = names.get(cell);
      Types.NestedField column = table.get(key(name, target));
      if (column == null && name.isEmpty()) {
        // Names are not compared with each other here: several cells may have none.
        continue;
      }
      if (column == null) {
        shape.add(new Field(name, FieldType.nullable(ArrowType.Utf8.INSTANCE), List.of()));
      } else {
        Field field = renamed(ArrowMapping.toArrow(column), name);
        shape.add(field);
        found.add(new Column(cell, field, column));
      }
    }
    refuseUnwritable(source, found, target);
    // All names are compared here, although only those that are read become the source's shape.
    SourceMatch match =
        SourceMatch.of(
            target.table().toString(),
            target.schema(),
            SourceShape.of(source, new Schema(shape)),
            target.match());
    Set<String> read = new HashSet<>(match.sourceColumns());
    return new CsvColumns(
        names.size(), found.stream().filter(each -> read.contains(each.field.getName())).toList());
  }

  /** The table's own columns in their order, for a source without a header. */
  static CsvColumns ofTable(String source, LoadTarget target) {
    List<Column> columns = new ArrayList<>();
    for (Types.NestedField column : target.schema().columns()) {
      columns.add(new Column(columns.size(), ArrowMapping.toArrow(column), column));
    }
    refuseUnwritable(source, columns, target);
    return new CsvColumns(columns.size(), columns);
  }

  /** The source's columns, as they are read. */
  Schema schema() {
    return new Schema(columns.stream().map(Column::field).toList());
  }

  private static String key(String name, LoadTarget target) {
    return target.match().names() == Names.EXACT ? name : name.toLowerCase(Locale.ROOT);
  }

  private static Field renamed(Field field, String name) {
    return new Field(name, field.getFieldType(), field.getChildren());
  }

  private static void refuseUnwritable(String source, List<Column> columns, LoadTarget target) {
    List<Violation> refused =
        columns.stream()
            .filter(each -> !ScalarWriter.isWritable(each.column.type()))
            .map(each -> violation(each.column).inSource(source))
            .toList();
    if (refused.isEmpty()) {
      return;
    }
    Violation first = refused.getFirst();
    throw new FirnException(
        ErrorCode.SCHEMA_MISMATCH,
        "Source '"
            + source
            + "' for table '"
            + target.table()
            + "': expected columns whose values a CSV cell can hold, found '"
            + first.column()
            + "' of type "
            + first.expected()
            + (refused.size() == 1 ? "" : " and " + (refused.size() - 1) + " more")
            + ". "
            + wayOut(columns)
            + " Nothing was read.",
        refused,
        Map.of(ViolationKind.SCHEMA, (long) refused.size()));
  }

  private static Violation violation(Types.NestedField column) {
    return Violation.ofColumn(column.name(), column.type().toString(), "text of a CSV cell");
  }

  private static String wayOut(List<Column> columns) {
    return columns.stream().anyMatch(each -> each.column.type().isNestedType())
        ? "Load nested values from NDJSON, JSON, Parquet or Arrow, or leave the column out."
        : "Load them from Parquet or Arrow, or leave the column out.";
  }
}
