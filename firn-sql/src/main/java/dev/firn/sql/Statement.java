package dev.firn.sql;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** One statement of a script, understood but not executed. Names are as they were written. */
public sealed interface Statement {
  /** Where it stands in its script. */
  SqlPosition position();

  /** {@code CREATE SCHEMA}. */
  record CreateSchema(SqlPosition position, Namespace schema, OnExisting onExisting)
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
      int formatVersion, Optional<String> location, Map<String, String> properties) {
    public TableSettings {
      properties = Map.copyOf(properties);
    }
  }

  /** What happens if the thing to create is there; skipped with {@code IF NOT EXISTS}. */
  enum OnExisting {
    FAIL,
    SKIP
  }

  /** What happens if the thing to drop is not there; skipped with {@code IF EXISTS}. */
  enum OnMissing {
    FAIL,
    SKIP
  }
}
