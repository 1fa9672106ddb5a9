package dev.firn.engine.registry;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names in the catalog: tables, namespaces, and the folders that tables have or had. */
public final class CatalogTables {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTables.class);

  private static final RowMapper<Optional<TableEntry>> TABLE =
      (row, context) ->
          entry(
              row.getString("table_namespace"),
              row.getString("table_name"),
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
                .stream()
                .flatMap(Optional::stream)
                .toList());
  }

  /** Another engine's table may have a name that cannot be a folder; it must not hide the rest. */
  private static Optional<TableEntry> entry(String namespace, String name, String location) {
    try {
      return Optional.of(new TableEntry(new TableName(namespace, name), location));
    } catch (FirnException e) {
      LOG.warn("A table of another engine is passed over. {}", e.getMessage());
      return Optional.empty();
    }
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
   * Removes a namespace.
   *
   * @return false if there are tables or views in it; then nothing changed
   */
  public boolean dropNamespace(String namespace) {
    return session.transact(
        "dropping namespace '" + namespace + "'",
        handle -> {
          boolean isEmpty =
              handle
                  .createQuery(
                      "SELECT 1 FROM iceberg_tables WHERE catalog_name = 'firn'"
                          + " AND table_namespace = :namespace")
                  .bind("namespace", namespace)
                  .mapTo(Integer.class)
                  .findFirst()
                  .isEmpty();
          if (isEmpty) {
            handle
                .createUpdate(
                    "DELETE FROM iceberg_namespace_properties WHERE catalog_name = 'firn'"
                        + " AND namespace = :namespace")
                .bind("namespace", namespace)
                .execute();
          }
          return isEmpty;
        });
  }

  /**
   * Takes a folder for a table, for ever.
   *
   * @return false if another table has or had it, one inside it or one around it
   */
  public boolean claimLocation(String location, String tableUuid, long atMillis) {
    return session.transact(
        "claiming a table folder",
        handle ->
            isApart(handle, location)
                && handle
                        .createUpdate(
                            "INSERT INTO firn_table_locations (location, table_uuid, created_at)"
                                + " VALUES (:location, :table, :at) ON CONFLICT DO NOTHING")
                        .bind("location", location)
                        .bind("table", tableUuid)
                        .bind("at", atMillis)
                        .execute()
                    == 1);
  }

  /** Whether a folder was claimed for this table; only such a folder may be deleted whole. */
  public boolean isClaimedBy(String location, String tableUuid) {
    return session.run(
        "looking up a table folder",
        handle ->
            handle
                .createQuery(
                    "SELECT 1 FROM firn_table_locations"
                        + " WHERE location = :location AND table_uuid = :table")
                .bind("location", location)
                .bind("table", tableUuid)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  private static boolean isApart(Handle handle, String location) {
    return handle
        .createQuery("SELECT location FROM firn_table_locations")
        .mapTo(String.class)
        .stream()
        .noneMatch(
            other ->
                (other + "/").startsWith(location + "/")
                    || (location + "/").startsWith(other + "/"));
  }
}
