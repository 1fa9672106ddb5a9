package dev.firn.sql;

import dev.firn.engine.catalog.ColumnRef;
import dev.firn.engine.catalog.OnExisting;
import dev.firn.engine.catalog.OnMissing;
import dev.firn.engine.catalog.TableEdit;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.Statement.AlterTable;
import dev.firn.sql.Statement.RenameTable;
import io.trino.sql.tree.AddColumn;
import io.trino.sql.tree.ColumnPosition;
import io.trino.sql.tree.Comment;
import io.trino.sql.tree.DropColumn;
import io.trino.sql.tree.DropDefaultValue;
import io.trino.sql.tree.DropNotNullConstraint;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.RenameColumn;
import io.trino.sql.tree.SetColumnType;
import io.trino.sql.tree.SetDefaultValue;
import io.trino.sql.tree.SetProperties;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** From Trino's syntax trees of changes to edits of a table. */
final class AlterMapping {
  /** Which types the table's format has is known only when the statement runs. */
  private static final int FORMAT_VERSION_NEWEST = 3;

  private final SqlPosition start;

  AlterMapping(SqlPosition start) {
    this.start = start;
  }

  Statement addColumn(AddColumn add) {
    List<String> path = ColumnMapping.parts(add.getColumn().getName());
    SqlPosition place = TableMapping.placeOf(start, add.getColumn().getName());
    Optional<ColumnRef> parent =
        path.size() == 1
            ? Optional.empty()
            : Optional.of(new ColumnRef(path.subList(0, path.size() - 1), place.origin()));
    TableEdit edit =
        new TableEdit.AddColumn(
            parent,
            new ColumnMapping(start, FORMAT_VERSION_NEWEST).of(add.getColumn()),
            place(add.getPosition()),
            add.isColumnNotExists() ? OnExisting.SKIP : OnExisting.FAIL,
            place.origin());
    return alter(add.getName(), edit, add.isTableExists());
  }

  Statement dropColumn(DropColumn drop) {
    return alter(
        drop.getTable(),
        new TableEdit.DropColumn(column(drop.getField()), onMissing(drop.isColumnExists())),
        drop.isTableExists());
  }

  Statement renameColumn(RenameColumn rename) {
    return alter(
        rename.getTable(),
        new TableEdit.RenameColumn(
            column(rename.getSource()),
            rename.getTarget().getValue(),
            onMissing(rename.isColumnExists())),
        rename.isTableExists());
  }

  Statement setType(SetColumnType set) {
    ColumnRef column = column(set.getColumnName());
    return alter(
        set.getTableName(),
        new TableEdit.ChangeType(
            column,
            new ColumnMapping(start, FORMAT_VERSION_NEWEST).typeOf(column.dotted(), set.getType())),
        set.isTableExists());
  }

  /** The parser takes a path here only before SET DATA TYPE, so that is what it was given. */
  Statement dropNotNull(SetColumnType set) {
    return alter(
        set.getTableName(),
        new TableEdit.MakeOptional(column(set.getColumnName())),
        set.isTableExists());
  }

  /** Where a comment follows, the parser's own form of it comes after all. */
  Statement dropNotNull(DropNotNullConstraint drop) {
    SqlPosition place = start.of(drop.getColumn());
    return alter(
        drop.getTable(),
        new TableEdit.MakeOptional(
            new ColumnRef(List.of(drop.getColumn().getValue()), place.origin())),
        drop.isTableExists());
  }

  Statement setDefault(SetDefaultValue set) {
    return alter(
        set.getTableName(),
        new TableEdit.SetDefault(
            column(set.getColumnName()), DefaultMapping.of(start, set.getDefaultValue())),
        set.isTableExists());
  }

  Statement dropDefault(DropDefaultValue drop) {
    return alter(
        drop.getTableName(),
        new TableEdit.SetDefault(column(drop.getColumnName()), Optional.empty()),
        drop.isTableExists());
  }

  Statement setProperties(SetProperties set) {
    if (set.getType() != SetProperties.Type.TABLE) {
      throw start.unsupported("ALTER MATERIALIZED VIEW: expected a table, found a view.");
    }
    return new AlterTable(
        TableMapping.placeOf(start, set.getName()),
        TableMapping.tableName(start, set.getName()),
        SettingsMapping.of(start, set.getProperties()).ofExistingTable(),
        OnMissing.FAIL);
  }

  Statement comment(Comment comment) {
    return switch (comment.getType()) {
      case TABLE ->
          alter(comment.getName(), new TableEdit.SetTableComment(comment.getComment()), false);
      case COLUMN -> columnComment(comment);
      case VIEW -> throw start.unsupported("COMMENT ON VIEW: expected a table, found a view.");
    };
  }

  private Statement columnComment(Comment comment) {
    List<String> parts = ColumnMapping.parts(comment.getName());
    SqlPosition place = TableMapping.placeOf(start, comment.getName());
    if (parts.size() < 3) {
      throw place.syntax(
          "Column name", "schema.table.column", "'" + String.join(".", parts) + "'", "");
    }
    return new AlterTable(
        place,
        TableIdentifier.of(parts.get(0), parts.get(1)),
        List.of(
            new TableEdit.SetColumnComment(
                new ColumnRef(parts.subList(2, parts.size()), place.origin()),
                comment.getComment())),
        OnMissing.FAIL);
  }

  /** A new name alone stays in the schema. */
  Statement renameTable(io.trino.sql.tree.RenameTable rename) {
    TableIdentifier name = TableMapping.tableName(start, rename.getSource());
    List<String> target = ColumnMapping.parts(rename.getTarget());
    TableIdentifier to =
        target.size() == 1
            ? TableIdentifier.of(name.namespace(), target.getFirst())
            : TableMapping.tableName(start, rename.getTarget());
    return new RenameTable(
        TableMapping.placeOf(start, rename.getSource()),
        name,
        TableMapping.placeOf(start, rename.getTarget()),
        to,
        onMissing(rename.isExists()));
  }

  /** Rows that are there may hold nulls, and nobody looks at all of them. */
  static FirnException setNotNull(SqlPosition place) {
    return place.unsupported(
        "SET NOT NULL: expected a change that old rows keep to, found one that they may break:"
            + " existing rows may hold nulls, so Iceberg calls it incompatible. Make a table with"
            + " the column NOT NULL and load the rows into it, or add a rule in 'checks'.");
  }

  private Statement alter(QualifiedName table, TableEdit edit, boolean ifExists) {
    return new AlterTable(
        TableMapping.placeOf(start, table),
        TableMapping.tableName(start, table),
        List.of(edit),
        onMissing(ifExists));
  }

  private ColumnRef column(QualifiedName name) {
    return new ColumnRef(ColumnMapping.parts(name), TableMapping.placeOf(start, name).origin());
  }

  private static OnMissing onMissing(boolean ifExists) {
    return ifExists ? OnMissing.SKIP : OnMissing.FAIL;
  }

  private static TableEdit.Place place(Optional<ColumnPosition> position) {
    return position
        .<TableEdit.Place>map(
            given ->
                switch (given) {
                  case ColumnPosition.First _ -> new TableEdit.Place.First();
                  case ColumnPosition.After after ->
                      new TableEdit.Place.After(after.column().getValue());
                  case ColumnPosition.Last _ -> new TableEdit.Place.Last();
                  default -> throw new IllegalStateException("A position " + given);
                })
        .orElse(new TableEdit.Place.Last());
  }
}
