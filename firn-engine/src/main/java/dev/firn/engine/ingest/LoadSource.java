package dev.firn.engine.ingest;

import java.util.function.Supplier;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * One input of a load: a file, a stream, a query.
 *
 * <p>The batches' buffers must come from the engine's allocator, so that they count against the
 * memory budget.
 */
public interface LoadSource {

  /** What the user calls it; violations name it. */
  String name();

  /** Opens it; the load closes the reader. Called once, when its turn comes. */
  BatchReader open(LoadTarget target);

  /** A source of Arrow batches, which have their own types. */
  static LoadSource ofArrow(String name, Supplier<ArrowReader> reader) {
    return new LoadSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public BatchReader open(LoadTarget target) {
        return ArrowBatchReader.of(name, reader.get());
      }
    };
  }
}
