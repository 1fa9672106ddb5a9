package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.Receipt;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * An unpartitioned Firn table with every setting at its default: batches are appended one after
 * another, each with its own sync, and one seal makes the data file.
 */
final class FirnFlights implements FlightsStore {
  /** More than a batch of the source, so that each of them is logged by one sync. */
  private static final int BATCH_ROWS_MAX = 100_000;

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.LongType.get()),
          Types.NestedField.optional(3, "distance", Types.LongType.get()),
          Types.NestedField.optional(4, "origin", Types.StringType.get()),
          Types.NestedField.optional(5, "destination", Types.StringType.get()));

  private final Firn firn;
  private final FirnTable table;
  private final Appender appender;
  private final Sending sending;
  private long nextRow = 1;

  /** How a batch gets into the log. */
  private interface Sending {
    CompletionStage<Receipt> send(Appender appender, VectorSchemaRoot batch, long firstRow);
  }

  private FirnFlights(Firn firn, Sending sending) {
    this.firn = firn;
    this.table = firn.createTable(NewTable.of(new TableName("air", "flights"), SCHEMA, Map.of()));
    this.appender = table.appender("flights");
    this.sending = sending;
  }

  /** Batches are given as they are, in Arrow. */
  static FirnFlights ofBatches(Path folder) {
    return new FirnFlights(open(folder), (to, batch, firstRow) -> to.append(batch, firstRow));
  }

  /** Each row is given as Java values, as a JSON store's are. */
  static FirnFlights ofRows(Path folder) {
    return new FirnFlights(open(folder), FirnFlights::sendRows);
  }

  private static Firn open(Path folder) {
    FirnConfig config = FirnConfig.of(folder);
    return Firn.open(
        config.withLog(config.log().withBatches(BATCH_ROWS_MAX, config.log().batchBytesMax())));
  }

  private static CompletionStage<Receipt> sendRows(
      Appender appender, VectorSchemaRoot batch, long firstRow) {
    CompletionStage<Receipt> receipt = new CompletableFuture<>();
    for (int position = 0; position < batch.getRowCount(); position++) {
      Flight flight = Flight.of(batch, position);
      receipt =
          appender.appendRow(
              firstRow + position,
              flight.date(),
              flight.delay(),
              flight.distance(),
              flight.origin(),
              flight.destination());
    }
    appender.flush();
    return receipt;
  }

  @Override
  public BufferAllocator allocator() {
    return firn.allocator();
  }

  @Override
  public void append(VectorSchemaRoot batch) {
    int rows = batch.getRowCount();
    sending.send(appender, batch, nextRow).toCompletableFuture().join();
    nextRow += rows;
  }

  @Override
  public void finish() {
    table.seal();
  }

  /** Arrow's buffers and the codecs' contexts. */
  @Override
  public long nativeBytesMax() {
    return firn.budget().peakBytes();
  }

  @Override
  public void close() {
    appender.close();
    firn.close();
  }
}
