package dev.firn.engine.ingest;

import dev.firn.engine.table.TableName;
import java.util.List;

/**
 * What a repair of a log does, or would do.
 *
 * @param table the log's table
 * @param logId the log
 * @param losses what is lost by it, in words; never empty
 * @param rows how many rows, -1 if nobody can tell
 */
public record LogRepair(TableName table, String logId, List<String> losses, long rows) {
  public LogRepair {
    losses = List.copyOf(losses);
  }
}
