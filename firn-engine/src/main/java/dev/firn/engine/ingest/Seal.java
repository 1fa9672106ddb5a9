package dev.firn.engine.ingest;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.cluster.SortedInput;
import dev.firn.engine.datafile.DataFilePlan;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.LoggedBatch;
import dev.firn.engine.log.LoggedFrames;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.MemoryShare;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.FieldIdNames;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.engine.schema.Projection;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.schema.SourceShape;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import dev.firn.engine.validate.BatchValidator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Turns the frames of a range into finished files: read, bring into the table's schema of today,
 * cluster, encode, in this order. The commit is the lane's.
 *
 * <p>Threads: safe; each seal is one thread's.
 */
final class Seal {
  /** Columns that the table has lost meanwhile are left out, as in its data files. */
  private static final MatchOptions BY_ID = new MatchOptions(Names.EXACT, UnknownColumns.IGNORED);

  private final StagingFactory stagings;
  private final MemoryBudget budget;

  Seal(StagingFactory stagings, MemoryBudget budget) {
    this.stagings = stagings;
    this.budget = budget;
  }

  /**
   * Stages all rows of the frames.
   *
   * @param frames opens them, as often as it is asked
   * @param senders takes down who sent them
   * @param clock takes down how long it takes
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH} if the table's schema has become one
   *     that the rows cannot be brought into
   */
  StagedFiles stage(
      TableName table,
      TableMetadata metadata,
      String commitId,
      Supplier<LoggedFrames> frames,
      SenderTally senders,
      SealClock clock) {
    try (MemoryShare share = budget.share("a seal of '" + table + "'")) {
      DataFilePlan plan = stagings.plan(table, metadata, commitId, share);
      try (Reservation _ = stagings.reserveCodecs(plan, share);
          BatchStaging staging = stagings.open(plan, clock)) {
        Today today = new Today(table, metadata, share.allocator());
        Logged input = new Logged(frames, today, senders, clock);
        return stage(table, staging, input, clock);
      }
    }
  }

  private static StagedFiles stage(
      TableName table, BatchStaging staging, StagingInput input, SealClock clock) {
    try {
      return clock.stage(() -> staging.stage(input));
    } catch (OutOfMemoryException e) {
      throw staging.refusal(table, e);
    }
  }

  /** The frames' rows; the log keeps them, so that they can be read again. */
  private record Logged(
      Supplier<LoggedFrames> frames, Today today, SenderTally senders, SealClock clock)
      implements StagingInput {
    @Override
    public ValidBatches open() {
      senders.clear();
      return new Projected(frames.get(), this);
    }

    @Override
    public boolean canBeReadAgain() {
      return true;
    }

    /** The clock tells the parts of a seal apart by who is at work. */
    @Override
    public boolean canBeReadAhead() {
      return false;
    }

    @Override
    public List<SortedInput> sorted() {
      return List.of();
    }

    @Override
    public void requireAllValid() {
      // A row that does not fit has ended the seal at once.
    }
  }

  /** Rows of frames that are being read. */
  private record Projected(LoggedFrames frames, Logged of) implements ValidBatches {
    @Override
    public Optional<ValidBatch> next() {
      return of.clock().read(frames::next).map(this::project);
    }

    private ValidBatch project(LoggedBatch logged) {
      try (logged) {
        of.senders().add(logged.producer(), logged.rows());
        return of.clock().read(() -> of.today().project(logged));
      }
    }

    @Override
    public void close() {
      frames.close();
    }
  }

  /** The table's schema, and how frames of earlier ones get there. */
  private static final class Today {
    private final TableName table;
    private final TableMetadata metadata;
    private final BufferAllocator allocator;
    private final Schema schema;
    private final ViolationLog violations;
    private final BatchValidator validator;
    private @Nullable Schema written;
    private @Nullable Projection projection;

    Today(TableName table, TableMetadata metadata, BufferAllocator allocator) {
      this.allocator = allocator;
      this.table = table;
      this.metadata = metadata;
      this.schema = ArrowMapping.toArrow(metadata.schema());
      this.violations = ViolationLog.of(table.toString());
      this.validator = BatchValidator.of(metadata.schema());
    }

    ValidBatch project(LoggedBatch batch) {
      Schema before = batch.root().getSchema();
      BatchOrigin origin = new BatchOrigin(nameOf(batch), Math.max(1, batch.rows().first()));
      Projection into = projectionOf(before);
      try (IncomingBatch incoming = IncomingBatch.of(origin, batch.root())) {
        ProjectedBatch projected = into.project(incoming, allocator, violations);
        if (!violations.isEmpty()) {
          projected.close();
          violations.requireEmpty();
        }
        return before.equals(schema)
            ? ValidBatch.of(origin, projected.root())
            : checkAgain(projected);
      }
    }

    /** A column may be required now. Rules bind at the door, which these rows went through. */
    private ValidBatch checkAgain(ProjectedBatch batch) {
      return validator
          .check(batch, violations)
          .orElseThrow(
              () -> {
                violations.requireEmpty();
                return new IllegalStateException("A batch without violations was refused");
              });
    }

    private Projection projectionOf(Schema before) {
      Projection known = projection;
      if (known != null && before.equals(written)) {
        return known;
      }
      Schema named =
          before.equals(schema) ? before : FieldIdNames.rename(before, metadata.schema());
      Projection made =
          Projection.of(
              SourceMatch.of(
                  table.toString(), metadata.schema(), SourceShape.of("the log", named), BY_ID));
      written = before;
      projection = made;
      return made;
    }

    private String nameOf(LoggedBatch batch) {
      return batch.producer().isEmpty() ? "the log" : "producer '" + batch.producer() + "'";
    }
  }
}
