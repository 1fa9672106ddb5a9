package dev.firn.sql;

import dev.firn.engine.catalog.OnExisting;
import dev.firn.engine.catalog.OnMissing;
import dev.firn.engine.catalog.TableEdit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** One statement of a script, understood but not executed. Names are as they were written. */
public sealed interface Statement {
  /** Where its mistakes are shown: the name of its table or schema, else its first word. */
  SqlPosition position();

  /** {@code CREATE SCHEMA}. */
  record CreateSchema(SqlPosition position, Namespace schema, OnExisting onExisting)
      implements Statement {}

  /** {@code DROP SCHEMA}. */
  record DropSchema(SqlPosition position, Namespace schema, OnMissing onMissing)
      implements Statement {}

  /**
   * {@code CREATE TABLE}.
   *
   * @param schema the columns, with field ids from 1 as Iceberg assigns them
   */
  record CreateTable(
      SqlPosition position,
      TableIdentifier name,
      Schema schema,
      Optional<String> comment,
      TableSettings settings,
      OnExisting onExisting)
      implements Statement {}

  /** {@code DROP TABLE}. */
  record DropTable(SqlPosition position, TableIdentifier name, OnMissing onMissing)
      implements Statement {}

  /** {@code ALTER TABLE} and {@code COMMENT ON}, but for new names of tables. */
  record AlterTable(
      SqlPosition position, TableIdentifier name, List<TableEdit> edits, OnMissing onMissing)
      implements Statement {}

  /**
   * {@code ALTER TABLE … RENAME TO}.
   *
   * @param toPosition where the new name stands
   */
  record RenameTable(
      SqlPosition position,
      TableIdentifier name,
      SqlPosition toPosition,
      TableIdentifier to,
      OnMissing onMissing)
      implements Statement {}

  /** {@code SHOW SCHEMAS}. */
  record ShowSchemas(SqlPosition position, NamePattern like) implements Statement {}

  /** {@code SHOW TABLES}, of one schema or of all. */
  record ShowTables(SqlPosition position, Optional<Namespace> schema, NamePattern like)
      implements Statement {}

  /** {@code SHOW CREATE TABLE}. */
  record ShowCreateTable(SqlPosition position, TableIdentifier name) implements Statement {}

  /** {@code DESCRIBE} and {@code SHOW COLUMNS}. */
  record DescribeTable(SqlPosition position, TableIdentifier name, NamePattern like)
      implements Statement {}

  /**
   * {@code INSERT INTO}: a load of a query's rows.
   *
   * @param columns those that the query's columns are for, in this order; none means all of the
   *     table's
   * @param query what gives the rows, in DuckDB's dialect
   */
  record Insert(SqlPosition position, TableIdentifier name, List<InsertColumn> columns, Query query)
      implements Statement {
    public Insert {
      columns = List.copyOf(columns);
    }
  }

  /** A column that an INSERT names. */
  record InsertColumn(SqlPosition position, String name) {}

  /**
   * Anything that only reads: DuckDB's dialect, so DuckDB parses it.
   *
   * @param text the statement without its semicolon
   */
  record Query(SqlPosition position, String text) implements Statement {}

  /**
   * What stands in {@code WITH (…)}.
   *
   * @param formatVersion Iceberg's, 2 unless said otherwise
   * @param location the table's folder, if it was chosen
   * @param properties by Iceberg's names
   */
  record TableSettings(
      int formatVersion,
      Optional<String> location,
      Map<String, String> properties,
      PartitionSpec spec,
      SortOrder order) {
    public TableSettings {
      properties = Map.copyOf(properties);
    }
  }
}
