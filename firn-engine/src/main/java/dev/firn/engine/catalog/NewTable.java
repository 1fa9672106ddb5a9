package dev.firn.engine.catalog;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;

/**
 * What a table is to be.
 *
 * @param schema its columns; ids are assigned anew
 * @param location the folder it is to have; empty for one below the warehouse
 * @param properties its settings under Iceberg's names; {@code format-version} among them
 */
public record NewTable(
    TableName name,
    Schema schema,
    PartitionSpec spec,
    SortOrder order,
    Map<String, String> properties,
    Optional<String> location) {

  /** A table without partitions and order. */
  public static NewTable of(TableName name, Schema schema, Map<String, String> properties) {
    return new NewTable(
        name,
        schema,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Map.copyOf(properties),
        Optional.empty());
  }

  /**
   * Refuses what is wrong in itself, whatever the catalog holds: settings, rules, types that the
   * format does not have.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} naming every problem
   */
  public void requireSound() {
    TableCheck.require(
        name, new TableCheck.Shape(schema, properties, Catalog.formatVersion(properties)));
  }
}
