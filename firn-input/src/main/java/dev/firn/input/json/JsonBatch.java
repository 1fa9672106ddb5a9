package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonFactory;
import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.input.text.RecordPlaces;
import dev.firn.input.text.RowWidth;
import dev.firn.input.text.TextLimits;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows of one batch while they are read. A batch has a root of its own, because Arrow's structs
 * lose their children when a root is closed.
 *
 * <p>Owns its root until {@link #finish} or {@link #close}.
 *
 * <p>Threads: one at a time.
 */
final class JsonBatch implements AutoCloseable {
  private final BatchOrigin origin;
  private final RecordPlaces places;
  private final RecordContext context;
  private final VectorSchemaRoot root;
  private final ObjectReader columns;
  private final int rowBytes;
  private int rowCount;

  private JsonBatch(
      BatchOrigin origin,
      RecordPlaces places,
      RecordContext context,
      VectorSchemaRoot root,
      ObjectReader columns) {
    this.origin = origin;
    this.places = places;
    this.context = context;
    this.root = root;
    this.columns = columns;
    this.rowBytes = RowWidth.of(root.getFieldVectors());
  }

  /** What all batches of a source are made with. */
  record Parts(
      String sourceName,
      Schema schema,
      LoadTarget target,
      JsonFactory parsers,
      BufferAllocator allocator,
      TextLimits limits) {}

  static JsonBatch create(Parts parts) {
    RecordPlaces places = RecordPlaces.ofBatch(parts.limits().batchRows());
    BatchOrigin origin = new BatchOrigin(parts.sourceName(), places);
    LoadTarget target = parts.target();
    RecordContext context =
        new RecordContext(parts.parsers(), target.match(), target.violations(), origin);
    VectorSchemaRoot root = VectorSchemaRoot.create(parts.schema(), parts.allocator());
    ObjectReader columns =
        ObjectReader.of(target.schema().columns(), "", root.getFieldVectors(), context);
    return new JsonBatch(origin, places, context, root, columns);
  }

  int rowCount() {
    return rowCount;
  }

  /** Bytes of a row in the vectors, without those that its text decides. */
  int rowBytes() {
    return rowBytes;
  }

  /** Reads the record that the records stand at; it becomes a row unless it breaks off. */
  void read(Records records) throws IOException {
    places.set(rowCount, records.row(), records.line());
    context.begin(rowCount);
    try {
      columns.read(records.json(), rowCount);
      if (records.isEnded()) {
        rowCount++;
      } else {
        context.leaveOut();
      }
    } catch (IOException e) {
      context.leaveOut();
      records.takeBack(e);
    }
  }

  /** Hands the rows on. */
  IncomingBatch finish() {
    columns.finish(rowCount);
    root.setRowCount(rowCount);
    return IncomingBatch.of(origin, root);
  }

  @Override
  public void close() {
    root.close();
  }
}
