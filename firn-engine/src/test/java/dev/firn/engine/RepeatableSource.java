package dev.firn.engine;

import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.engine.ingest.LoadTarget;
import java.util.function.Supplier;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * A source that can be read again, as a file can.
 *
 * @param reader makes a reader of the same rows each time
 */
public record RepeatableSource(String name, Supplier<ArrowReader> reader) implements LoadSource {
  @Override
  public BatchReader open(LoadTarget target) {
    return LoadSource.ofArrow(name, reader).open(target);
  }

  @Override
  public boolean canBeReadAgain() {
    return true;
  }
}
