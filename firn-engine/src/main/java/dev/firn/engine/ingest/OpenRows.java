package dev.firn.engine.ingest;

import dev.firn.engine.row.RowBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.TableMetadata;

/**
 * Single rows that wait for others to make a batch, and the receipt that all of them will get.
 *
 * @param table the table whose columns the rows have
 * @param firstRow the number of the first
 * @param sinceNanos when the first came
 */
record OpenRows(
    RowBuffer rows,
    TableMetadata table,
    long firstRow,
    long sinceNanos,
    CompletableFuture<Receipt> receipt) {

  /** The number that the next row must have to be of the same batch. */
  long nextRow() {
    return firstRow + rows.rowCount();
  }
}
