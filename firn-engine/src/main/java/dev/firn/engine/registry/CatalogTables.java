package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;

/** Names in the catalog: tables, namespaces, and the folders that tables have or had. */
public final class CatalogTables {
  private static final RowMapper<TableEntry> TABLE =
      (row, context) ->
          new TableEntry(
              new TableName(row.getString("table_namespace"), row.getString("table_name")),
              row.getString("metadata_location"));

  /** Iceberg's JDBC catalog keeps an empty namespace alive by this property. */
  private static final String EXISTS_PROPERTY = "exists";

  private final SqlSession session;

  CatalogTables(SqlSession session) {
    this.session = session;
  }

  /** All tables, by namespace and name. */
  public List<TableEntry> list() {
    return session.run(
        "listing tables",
        handle ->
            handle
                .createQuery(
                    "SELECT table_namespace, table_name, metadata_location FROM iceberg_tables"
                        + " WHERE catalog_name = 'firn'"
                        + " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)"
                        + " ORDER BY table_namespace, table_name")
                .map(TABLE)
                .list());
  }

  /** All namespaces, those of tables and those created without any yet. */
  public List<String> listNamespaces() {
    return session.run(
        "listing namespaces",
        handle ->
            handle
                .createQuery(
                    "SELECT table_namespace FROM iceberg_tables WHERE catalog_name = 'firn'"
                        + " UNION SELECT namespace FROM iceberg_namespace_properties"
                        + " WHERE catalog_name = 'firn' ORDER BY 1")
                .mapTo(String.class)
                .list());
  }

  /**
   * Adds a namespace.
   *
   * @return false if it was created before
   */
  public boolean createNamespace(String namespace) {
    return session.transact(
        "creating namespace '" + namespace + "'",
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO iceberg_namespace_properties (catalog_name, namespace,"
                            + " property_key, property_value)"
                            + " VALUES ('firn', :namespace, :key, 'true') ON CONFLICT DO NOTHING")
                    .bind("namespace", namespace)
                    .bind("key", EXISTS_PROPERTY)
                    .execute()
                == 1);
  }

  /**
   * Takes a folder for a table, for ever.
   *
   * @return false if another table has or had it
   */
  public boolean claimLocation(String location, String tableUuid, long atMillis) {
    return session.transact(
        "claiming a table folder",
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO firn_table_locations (location, table_uuid, created_at)"
                            + " VALUES (:location, :table, :at) ON CONFLICT DO NOTHING")
                    .bind("location", location)
                    .bind("table", tableUuid)
                    .bind("at", atMillis)
                    .execute()
                == 1);
  }
}
