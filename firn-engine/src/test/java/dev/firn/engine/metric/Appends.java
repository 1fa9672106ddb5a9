package dev.firn.engine.metric;

import dev.firn.engine.Firn;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.ingest.Receipt;
import dev.firn.engine.log.Sender;
import dev.firn.engine.schema.ArrowMapping;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Batches of one sender that asked for order, through the log. */
final class Appends {
  private Appends() {}

  static Receipt append(Firn firn, long firstRow, long... values) {
    VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowMapping.toArrow(TestWarehouse.SCHEMA), firn.allocator());
    TestWarehouse.fill(root, values);
    return firn.table(TestWarehouse.TABLE.toString())
        .appender(AppenderOptions.of(Sender.ordered("p")))
        .append(root, firstRow)
        .toCompletableFuture()
        .join();
  }
}
