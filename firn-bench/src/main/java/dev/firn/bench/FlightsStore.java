package dev.firn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * What flights are written to, batch by batch.
 *
 * <p>Threads: one at a time.
 */
interface FlightsStore extends AutoCloseable {
  /** Where the batches' buffers must come from. */
  BufferAllocator allocator();

  /** Takes a batch's rows; they are on disk when it returns, unless the store says otherwise. */
  void append(VectorSchemaRoot batch) throws IOException;

  /** Brings all rows into files that readers can use, on disk. */
  void finish() throws IOException;

  /** The most bytes that were held outside the Java heap at once, as far as is counted. */
  long nativeBytesMax();

  @Override
  void close() throws IOException;

  /** The stores that are compared. */
  enum Kind {
    /** A JVM with the same flags that does nothing. */
    IDLE("idle JVM"),
    /** Reads the batches and lets go of them. */
    READING("reading the source only"),
    FIRN_BATCHES("Firn, batches"),
    FIRN_ROWS("Firn, row by row"),
    JSON_STREAMED("JSON lines, streamed"),
    JSON_PER_ROTATION("JSON lines, buffered per rotation");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /** Its word on a command line. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * An empty store in a folder.
     *
     * @param rotationRows rows of a file, where it is a store that buffers them
     */
    FlightsStore open(Path folder, int rotationRows) throws IOException {
      return switch (this) {
        case IDLE, READING -> new NoFlights();
        case FIRN_BATCHES -> FirnFlights.ofBatches(folder);
        case FIRN_ROWS -> FirnFlights.ofRows(folder);
        case JSON_STREAMED -> new StreamedJsonFlights(folder);
        case JSON_PER_ROTATION -> new BufferedJsonFlights(folder, rotationRows);
      };
    }
  }
}
