package dev.firn.sql;

import dev.firn.duckdb.arrow.PlainArrowReader;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.engine.schema.NearestName;
import dev.firn.engine.table.TableName;
import dev.firn.sql.query.SnapshotQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Types;

/**
 * An INSERT: the rows of a query become one snapshot of a table, by the rules of a load. The
 * query's columns are matched by their places, as SQL has it.
 *
 * <p>Threads: one, but {@link #cancel} may come from any.
 */
public final class TableInsert implements AutoCloseable {
  /** What violations call the rows. */
  private static final String SOURCE = "INSERT";

  private final Firn firn;
  private final FirnTable table;
  private final SqlPosition place;
  private final List<Types.NestedField> columns;
  private final SnapshotQuery query;

  private TableInsert(
      Firn firn,
      FirnTable table,
      SqlPosition place,
      List<Types.NestedField> columns,
      SnapshotQuery query) {
    this.firn = firn;
    this.table = table;
    this.place = place;
    this.columns = columns;
    this.query = query;
  }

  /**
   * Finds the table and the columns.
   *
   * @throws FirnException {@link ErrorCode#TABLE_NOT_FOUND}, or {@link ErrorCode#USAGE} for columns
   *     that the table does not have
   */
  static TableInsert of(Firn firn, Statement.Insert insert) {
    FirnTable table =
        firn.table(
            new TableName(insert.name().namespace().toString(), insert.name().name()).toString());
    List<Types.NestedField> all = table.icebergTable().schema().columns();
    List<Types.NestedField> columns =
        insert.columns().isEmpty() ? all : namedColumns(insert.columns(), all, table.name());
    SnapshotQuery query = SnapshotQuery.of(firn, insert.query().text(), columns);
    return new TableInsert(firn, table, insert.query().position(), columns, query);
  }

  /** The table that is added to. */
  public TableName table() {
    return table.name();
  }

  /**
   * Runs the query and loads its rows.
   *
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH} if the types do not fit, {@link
   *     ErrorCode#DATA_REFUSED} if rows do not; then nothing is committed
   */
  public CommittedSnapshot run() {
    query.plan();
    return table.load(List.of(LoadSource.ofArrow(SOURCE, this::rows)), LoadOptions.DEFAULT);
  }

  /** Stops the query; nothing is committed then. */
  public void cancel() {
    query.cancel();
  }

  @Override
  public void close() {
    query.close();
  }

  /** The query's rows under the names of the table's columns. */
  private ArrowReader rows() {
    ArrowReader rows = query.run();
    try {
      List<Field> fields = rows.getVectorSchemaRoot().getSchema().getFields();
      if (fields.size() != columns.size()) {
        throw place.place(
            new FirnException(
                ErrorCode.USAGE,
                "INSERT INTO "
                    + table.name()
                    + ": expected a query of "
                    + columns.size()
                    + " columns ("
                    + String.join(", ", columns.stream().map(Types.NestedField::name).toList())
                    + "), found "
                    + fields.size()
                    + ". Name the columns that the query is for."));
      }
      return PlainArrowReader.relabelled(rows, firn.allocator(), labels(fields));
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the query's columns failed", e);
    } catch (RuntimeException | Error e) {
      try (rows) {
        throw e;
      } catch (IOException closing) {
        throw new UncheckedIOException("Closing the query failed", closing);
      }
    }
  }

  private Schema labels(List<Field> fields) {
    List<Field> labels = new ArrayList<>();
    for (int index = 0; index < fields.size(); index++) {
      Field field = fields.get(index);
      FieldType type =
          new FieldType(field.isNullable(), field.getType(), null, field.getMetadata());
      labels.add(new Field(columns.get(index).name(), type, field.getChildren()));
    }
    return new Schema(labels);
  }

  private static List<Types.NestedField> namedColumns(
      List<Statement.InsertColumn> names, List<Types.NestedField> all, TableName table) {
    List<Types.NestedField> columns = new ArrayList<>();
    for (Statement.InsertColumn name : names) {
      Types.NestedField column =
          all.stream()
              .filter(each -> each.name().equalsIgnoreCase(name.name()))
              .findFirst()
              .orElseThrow(() -> unknown(name, all, table));
      if (columns.contains(column)) {
        throw name.position()
            .syntax("INSERT INTO " + table, "each column once", "'" + name.name() + "' again", "");
      }
      columns.add(column);
    }
    return columns;
  }

  private static FirnException unknown(
      Statement.InsertColumn name, List<Types.NestedField> all, TableName table) {
    List<String> known = all.stream().map(Types.NestedField::name).toList();
    String expected =
        NearestName.of(name.name(), known)
            .map(nearest -> "'" + nearest + "'")
            .orElse("one of " + String.join(", ", known));
    return name.position()
        .place(
            new FirnException(
                ErrorCode.USAGE,
                "INSERT INTO "
                    + table
                    + ": expected "
                    + expected
                    + ", found no column '"
                    + name.name()
                    + "'."));
  }
}
