package dev.firn.sql.metadata;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.io.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a metadata table, made as they are asked for.
 *
 * @param schema of the batches
 * @param rows a cell for each column, in the forms that {@link VectorCells} takes; a row is done
 *     with when the next one is asked for
 */
record MetadataRows(Schema schema, CloseableIterator<@Nullable Object[]> rows) {
  /** Rows that are few and known. */
  static MetadataRows of(List<Field> columns, List<@Nullable Object[]> rows) {
    return new MetadataRows(new Schema(columns), CloseableIterator.withClose(rows.iterator()));
  }
}
