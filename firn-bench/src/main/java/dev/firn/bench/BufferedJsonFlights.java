package dev.firn.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * JSON lines as platforms write them that collect rows until a file is due: each row is marshalled
 * at once and its bytes are kept on the Java heap; when so many wait, all of them become one file,
 * synced once. Rows that wait are lost with the process, so its receipts say less than the others'.
 * In its favour rows wait as bytes; kept as maps of boxed values they would take several times as
 * much.
 */
final class BufferedJsonFlights implements FlightsStore {
  private static final int BUFFER_BYTES = 64 << 10;

  private final BufferAllocator allocator = new RootAllocator();
  private final Path folder;
  private final int rotationRows;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final JsonGenerator marshaller;
  private List<byte[]> waiting = new ArrayList<>();
  private int files;

  BufferedJsonFlights(Path folder, int rotationRows) throws IOException {
    this.folder = folder;
    this.rotationRows = rotationRows;
    this.marshaller = FlightLines.generator(line);
  }

  @Override
  public BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public void append(VectorSchemaRoot batch) throws IOException {
    for (int position = 0; position < batch.getRowCount(); position++) {
      line.reset();
      FlightLines.write(Flight.of(batch, position), marshaller);
      marshaller.flush();
      waiting.add(line.toByteArray());
      if (waiting.size() == rotationRows) {
        rotate();
      }
    }
  }

  @Override
  public void finish() throws IOException {
    if (!waiting.isEmpty()) {
      rotate();
    }
  }

  private void rotate() throws IOException {
    files++;
    Path path = folder.resolve("flights-" + files + ".ndjson");
    try (FileOutputStream file = new FileOutputStream(path.toFile());
        OutputStream buffered = new BufferedOutputStream(file, BUFFER_BYTES)) {
      for (byte[] each : waiting) {
        buffered.write(each);
      }
      buffered.flush();
      file.getChannel().force(true);
    }
    waiting = new ArrayList<>();
  }

  @Override
  public long nativeBytesMax() {
    return allocator.getPeakMemoryAllocation();
  }

  @Override
  public void close() throws IOException {
    try (allocator) {
      marshaller.close();
    }
  }
}
