package dev.firn.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * One file of JSON lines behind a buffer of 64 KiB. Rows are marshalled one by one and go on to the
 * file; after each batch the file is synced.
 */
final class StreamedJsonFlights implements FlightsStore {
  private static final int BUFFER_BYTES = 64 << 10;

  private final BufferAllocator allocator = new RootAllocator();
  private final FileOutputStream file;
  private final JsonGenerator lines;

  StreamedJsonFlights(Path folder) throws IOException {
    this.file = new FileOutputStream(folder.resolve("flights.ndjson").toFile());
    OutputStream buffered = new BufferedOutputStream(file, BUFFER_BYTES);
    this.lines = FlightLines.generator(buffered);
  }

  @Override
  public BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public void append(VectorSchemaRoot batch) throws IOException {
    for (int position = 0; position < batch.getRowCount(); position++) {
      FlightLines.write(Flight.of(batch, position), lines);
    }
    lines.flush();
    file.getChannel().force(false);
  }

  @Override
  public void finish() throws IOException {
    lines.flush();
    file.getChannel().force(true);
  }

  @Override
  public long nativeBytesMax() {
    return allocator.getPeakMemoryAllocation();
  }

  @Override
  public void close() throws IOException {
    try (allocator) {
      lines.close();
    }
  }
}
