package dev.firn.cli;

import dev.firn.engine.Firn;
import dev.firn.engine.ingest.LogStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What waits in logs, and this process's memory. */
@Command(name = "status", description = "Show what waits in the tables' logs, and memory.")
final class StatusCommand implements Runnable {
  private static final List<Column> TABLES =
      List.of(
          Column.text("table"),
          Column.number("pending_rows"),
          Column.number("pending_bytes"),
          Column.text("oldest_pending_at"),
          Column.number("last_offset"),
          Column.number("committed_offset"));

  private static final List<Column> ALL = List.of(Column.text("tables"), Column.text("memory"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LogStatus each : LogCommand.statuses(firn, Optional.empty())) {
      rows.add(row(each));
    }
    Map<String, Long> memory = memory(firn.firnForReading());
    switch (firn.console().format()) {
      case json -> firn.console().print(Result.one(ALL, objects(rows), memory));
      case table, csv, arrow, parquet -> {
        firn.console().print(Result.many(TABLES, rows));
        firn.console().note("memory  " + words(memory));
      }
    }
  }

  private static @Nullable Object[] row(LogStatus log) {
    return new @Nullable Object[] {
      log.table().toString(),
      log.pendingRows(),
      log.pendingBytes(),
      log.oldestPendingAt().orElse(null),
      log.lastOffset(),
      log.committedOffset()
    };
  }

  private static List<Map<String, @Nullable Object>> objects(List<@Nullable Object[]> rows) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int i = 0; i < row.length; i++) {
        object.put(TABLES.get(i).name(), row[i]);
      }
      objects.add(object);
    }
    return objects;
  }

  private static Map<String, Long> memory(Firn firn) {
    Map<String, Long> memory = new LinkedHashMap<>();
    memory.put("used", firn.budget().usedBytes());
    memory.put("peak", firn.budget().peakBytes());
    memory.put("max", firn.budget().bytesMax());
    memory.put("waits", firn.budget().events().waits());
    memory.put("spilled", firn.budget().events().spilledBytes());
    return memory;
  }

  private static String words(Map<String, Long> memory) {
    List<String> words = new ArrayList<>();
    memory.forEach((key, value) -> words.add(key + " " + value));
    return String.join(", ", words);
  }
}
