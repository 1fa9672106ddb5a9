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

  /**
   * Opens it; the load closes the reader. Called when its turn comes, and again only if {@link
   * #canBeReadAgain}.
   */
  BatchReader open(LoadTarget target);

  /**
   * Whether it may be opened once more and has the same rows then. Rows that come in the table's
   * order are passed on as they come only where all that is behind them can be read again, should
   * they lose it.
   */
  default boolean canBeReadAgain() {
    return false;
  }

  /**
   * How many sources of a load, this among them, may be open at once: a bound for what a reader
   * takes besides the batches, which the load sees. It matters for sorted inputs, which are merged.
   */
  default int openMax() {
    return 16;
  }

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
