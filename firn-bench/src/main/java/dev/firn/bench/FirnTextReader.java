package dev.firn.bench;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Firn's reader of text, as a load opens it, in one thread; the file's name tells the format. */
final class FirnTextReader implements TextReader {
  private static final long BUDGET_BYTES = 256L << 20;
  private static final Schema FLIGHTS =
      new Schema(
          Types.NestedField.required(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.LongType.get()),
          Types.NestedField.optional(3, "distance", Types.LongType.get()),
          Types.NestedField.optional(4, "origin", Types.StringType.get()),
          Types.NestedField.optional(5, "destination", Types.StringType.get()));

  private final String name;
  private final Path file;

  FirnTextReader(String name, Path file) {
    this.name = name;
    this.file = file;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long read() {
    ViolationLog violations = ViolationLog.of("bench.flights");
    LoadTarget target =
        new LoadTarget(TableName.parse("bench.flights"), FLIGHTS, MatchOptions.STRICT, violations);
    long rows = 0;
    try (MemoryBudget budget = MemoryBudget.of(BUDGET_BYTES);
        InputFiles inputs =
            InputFiles.find(List.of(file.toString()), InputOptions.defaults(), budget);
        BatchReader reader = inputs.sources().getFirst().open(target)) {
      Optional<IncomingBatch> next = reader.nextBatch();
      while (next.isPresent()) {
        try (IncomingBatch batch = next.get()) {
          rows += batch.rowCount();
        }
        next = reader.nextBatch();
      }
    }
    violations.requireEmpty();
    return rows;
  }
}
