package dev.firn.sql;

import dev.firn.engine.catalog.OnExisting;
import dev.firn.engine.catalog.OnMissing;
import io.trino.sql.tree.CreateSchema;
import io.trino.sql.tree.DropSchema;
import io.trino.sql.tree.ShowColumns;
import io.trino.sql.tree.ShowCreate;
import io.trino.sql.tree.ShowSchemas;
import io.trino.sql.tree.ShowTables;

/** From Trino's syntax trees of schemas, and of what shows them and their tables. */
final class SchemaMapping {
  private SchemaMapping() {}

  static Statement create(SqlPosition start, CreateSchema create) {
    if (!create.getProperties().isEmpty() || create.getPrincipal().isPresent()) {
      throw start.unsupported(
          "CREATE SCHEMA with properties or owner: expected a name alone, found more. Create it by"
              + " its name alone.");
    }
    return new Statement.CreateSchema(
        TableMapping.placeOf(start, create.getSchemaName()),
        TableMapping.schemaName(start, create.getSchemaName()),
        create.isNotExists() ? OnExisting.SKIP : OnExisting.FAIL);
  }

  static Statement drop(SqlPosition start, DropSchema drop) {
    if (drop.isCascade()) {
      throw start.unsupported(
          "DROP SCHEMA CASCADE: expected RESTRICT, found CASCADE. Drop its tables by their names"
              + " first.");
    }
    return new Statement.DropSchema(
        TableMapping.placeOf(start, drop.getSchemaName()),
        TableMapping.schemaName(start, drop.getSchemaName()),
        drop.isExists() ? OnMissing.SKIP : OnMissing.FAIL);
  }

  static Statement showSchemas(SqlPosition start, ShowSchemas show) {
    if (show.getCatalog().isPresent()) {
      throw start
          .of(show.getCatalog().get())
          .unsupported(
              "SHOW SCHEMAS: expected no catalog, found one. There is only the warehouse.");
    }
    return new Statement.ShowSchemas(
        start, NamePattern.of(start, show.getLikePattern(), show.getEscape()));
  }

  static Statement showTables(SqlPosition start, ShowTables show) {
    return new Statement.ShowTables(
        show.getSchema().map(name -> TableMapping.placeOf(start, name)).orElse(start),
        show.getSchema().map(name -> TableMapping.schemaName(start, name)),
        NamePattern.of(start, show.getLikePattern(), show.getEscape()));
  }

  static Statement showColumns(SqlPosition start, ShowColumns show) {
    return new Statement.DescribeTable(
        TableMapping.placeOf(start, show.getTable()),
        TableMapping.tableName(start, show.getTable()),
        NamePattern.of(start, show.getLikePattern(), show.getEscape()));
  }

  static Statement showCreate(SqlPosition start, ShowCreate show) {
    return switch (show.getType()) {
      case TABLE ->
          new Statement.ShowCreateTable(
              TableMapping.placeOf(start, show.getName()),
              TableMapping.tableName(start, show.getName()));
      case VIEW, SCHEMA, MATERIALIZED_VIEW, FUNCTION ->
          throw start.unsupported(
              "SHOW CREATE "
                  + show.getType()
                  + ": expected a table, found something else. Firn keeps tables.");
    };
  }
}
