package dev.firn.bench;

import dev.firn.engine.row.RowBuffer;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/** Rows made up from a fixed seed, so that they are the same ones whenever they are asked for. */
interface MadeUpRows {
  /** As the batches of the other Arrow files have. */
  int BATCH_ROWS = 65_536;

  /** Batches of wide rows end before: a writer must not have to wait for all of them. */
  long BATCH_BYTES = 32L << 20;

  Schema schema();

  /** The next row's values, one for each column; see {@link RowBuffer}. */
  @Nullable Object[] next();

  /** Writes so many rows as an Arrow file, which is there when it is whole. */
  default void write(long rows, Path arrow) throws IOException {
    Path unfinished = arrow.resolveSibling(arrow.getFileName() + ".unfinished");
    try (BufferAllocator allocator = new RootAllocator();
        RowBuffer buffer = RowBuffer.of(new TableName("bench", "rows"), schema(), allocator);
        VectorSchemaRoot batch = buffer.take();
        FileChannel file =
            FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        ArrowFileWriter writer = new ArrowFileWriter(batch, null, file)) {
      for (long row = 1; row <= rows; row++) {
        buffer.add(next());
        if (row == rows || buffer.rowCount() == BATCH_ROWS || buffer.bufferBytes() >= BATCH_BYTES) {
          load(batch, buffer);
          writer.writeBatch();
        }
      }
      writer.end();
    }
    Files.move(unfinished, arrow, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void load(VectorSchemaRoot batch, RowBuffer buffer) {
    try (VectorSchemaRoot rows = buffer.take();
        ArrowRecordBatch moved = new VectorUnloader(rows).getRecordBatch()) {
      new VectorLoader(batch).load(moved);
    }
  }
}
