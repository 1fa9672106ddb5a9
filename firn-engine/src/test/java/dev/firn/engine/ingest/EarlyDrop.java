package dev.firn.engine.ingest;

import dev.firn.engine.log.SealRange;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a mutant of the model test does: it takes rows for committed that are only staged. */
final class EarlyDrop {
  private EarlyDrop() {}

  static void drop(LaneLog log, SealRange range) {
    log.log().committed(range);
    log.log().tidy(new Schema(List.of()));
  }
}
