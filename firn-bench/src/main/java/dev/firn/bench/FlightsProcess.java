package dev.firn.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * One store of {@link JsonComparison} in a process of its own: writes the flights of an Arrow file
 * and says, as JSON, how many there were, how long it took, and what it left on disk.
 */
public final class FlightsProcess {
  private static final double NANOS_PER_SECOND = 1e9;

  private FlightsProcess() {}

  /** Arguments: kind of store, Arrow file, empty folder, rows of a rotation. */
  public static void main(String[] arguments) throws IOException {
    FlightsStore.Kind kind = FlightsStore.Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    if (kind == FlightsStore.Kind.IDLE) {
      System.out.println("{}");
      return;
    }
    Path folder = Path.of(arguments[2]);
    Written written = write(kind, Path.of(arguments[1]), folder, Integer.parseInt(arguments[3]));
    System.out.printf(
        Locale.ROOT,
        "{\"rows\": %d, \"seconds\": %.4f, \"heap_bytes\": %d, \"native_bytes\": %d,"
            + " \"files\": %d, \"file_bytes\": %d, \"folder_bytes\": %d}%n",
        written.rows(),
        written.seconds(),
        written.heapBytesMax(),
        written.nativeBytesMax(),
        filesIn(folder).stream().filter(FlightsProcess::isData).count(),
        bytesOf(filesIn(folder).stream().filter(FlightsProcess::isData).toList()),
        bytesOf(filesIn(folder)));
  }

  /**
   * What writing took.
   *
   * @param seconds from the first batch read to the last row durable in its final file
   * @param heapBytesMax the most of the Java heap, seen after each batch, that had outlived a
   *     collection: everything but what was made since the last one
   */
  private record Written(long rows, double seconds, long heapBytesMax, long nativeBytesMax) {}

  private static Written write(FlightsStore.Kind kind, Path arrow, Path folder, int rotationRows)
      throws IOException {
    try (FlightsStore store = kind.open(folder, rotationRows);
        InputStream file = Files.newInputStream(arrow);
        ArrowStreamReader reader = new ArrowStreamReader(file, store.allocator())) {
      long heapBytesMax = 0;
      long rows = 0;
      long from = System.nanoTime();
      while (reader.loadNextBatch()) {
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        rows += batch.getRowCount();
        store.append(batch);
        heapBytesMax = Math.max(heapBytesMax, heapBytes());
      }
      store.finish();
      double seconds = (System.nanoTime() - from) / NANOS_PER_SECOND;
      heapBytesMax = Math.max(heapBytesMax, heapBytes());
      return new Written(rows, seconds, heapBytesMax, store.nativeBytesMax());
    }
  }

  private static long heapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && !pool.getName().contains("Eden"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private static boolean isData(Path file) {
    return file.toString().endsWith(".parquet") || file.toString().endsWith(".ndjson");
  }

  private static long bytesOf(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
