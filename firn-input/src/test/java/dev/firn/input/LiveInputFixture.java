package dev.firn.input;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.text.Linger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** A growing input and a reader that follows it. */
final class LiveInputFixture implements AutoCloseable {
  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  /** Longer than a test may take: whoever waits for it fails by its timeout. */
  static final Duration FOR_EVER = Duration.ofDays(1);

  final MemoryBudget budget = MemoryBudget.of(64L << 20);
  final ViolationLog violations = ViolationLog.of("t.t");
  final GrowingInput pipe = new GrowingInput();
  InputOptions options = InputOptions.defaults().withStandardInput(pipe);

  /** Follows the pipe. */
  InputSource follow(InputFormat format, Duration linger) {
    return follow(List.of("-"), format, linger);
  }

  /** Follows an input of any name. */
  InputSource follow(List<String> names, InputFormat format, Duration linger) {
    InputFiles inputs = InputFiles.find(names, options.withFormat(format), budget);
    LoadTarget target =
        new LoadTarget(TableName.parse("t.t"), SCHEMA, MatchOptions.STRICT, violations);
    return inputs.follow(
        inputs.files().getFirst(), target, new Linger(linger, Environment.system().nanos()));
  }

  /** The next batch's rows as "number: id name"; "end" behind the last. */
  static List<String> next(InputSource source) {
    Optional<IncomingBatch> next = source.nextBatch();
    if (next.isEmpty()) {
      return List.of("end");
    }
    List<String> rows = new ArrayList<>();
    try (IncomingBatch batch = next.get()) {
      for (int position = 0; position < batch.rowCount(); position++) {
        StringBuilder row = new StringBuilder().append(batch.origin().rowAt(position)).append(':');
        for (FieldVector vector : batch.root().getFieldVectors()) {
          row.append(' ').append(vector.getObject(position));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  @Override
  public void close() {
    budget.close();
  }
}
