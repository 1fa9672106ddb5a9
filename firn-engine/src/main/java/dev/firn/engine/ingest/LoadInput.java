package dev.firn.engine.ingest;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.cluster.SortedInput;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.schema.Projection;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.validate.BatchValidator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a load, whose batches are read, projected and checked as they are pulled.
 *
 * <p>Threads: one at a time.
 */
final class LoadInput implements StagingInput {
  private final List<LoadSource> sources;
  private final boolean isSorted;
  private final LoadTarget target;
  private final RuleSet rules;
  private final BufferAllocator allocator;
  private LoadTally taken = new LoadTally();

  LoadInput(
      List<LoadSource> sources,
      boolean isSorted,
      LoadTarget target,
      RuleSet rules,
      BufferAllocator allocator) {
    this.sources = sources;
    this.isSorted = isSorted;
    this.target = target;
    this.rules = rules;
    this.allocator = allocator;
  }

  /** What was read, once. */
  LoadTally taken() {
    return taken;
  }

  @Override
  public ValidBatches open() {
    // Rows are read again only if all that were read fitted, so no violation is counted twice.
    taken = new LoadTally();
    return new OneAfterAnother(sources.iterator());
  }

  @Override
  public boolean canBeReadAgain() {
    return sources.stream().allMatch(LoadSource::canBeReadAgain);
  }

  /** Others may keep a helper waiting, or are bound to the caller's thread. */
  @Override
  public boolean canBeReadAhead() {
    return canBeReadAgain();
  }

  @Override
  public List<SortedInput> sorted() {
    return isSorted
        ? sources.stream()
            .map(source -> new SortedInput(() -> open(source), source.openMax()))
            .toList()
        : List.of();
  }

  @Override
  public void requireAllValid() {
    target.violations().requireEmpty();
  }

  private Checked open(LoadSource source) {
    return reading(
        () -> {
          BatchReader reader = source.open(target);
          try {
            SourceMatch match =
                SourceMatch.of(
                    target.table().toString(), target.schema(), reader.shape(), target.match());
            return new Checked(
                source, reader, Projection.of(match), BatchValidator.of(target.schema(), rules));
          } catch (RuntimeException | Error e) {
            try (reader) {
              throw e;
            }
          }
        });
  }

  /** What was found before a source fails is not lost: it tells more of what is to be corrected. */
  private <T> T reading(Supplier<T> work) {
    try {
      return work.get();
    } catch (FirnException e) {
      ViolationLog found = target.violations();
      boolean isOfInput =
          e.code() == ErrorCode.INPUT_UNREADABLE || e.code() == ErrorCode.SCHEMA_MISMATCH;
      throw isOfInput && !found.isEmpty() ? found.refusalEndedBy(e) : e;
    }
  }

  private void requireOwnAllocator(LoadSource source, VectorSchemaRoot root) {
    for (FieldVector vector : root.getFieldVectors()) {
      // A column of Arrow's type of only nulls has no buffers, and no allocator.
      if (!(vector instanceof NullVector)
          && vector.getAllocator().getRoot() != allocator.getRoot()) {
        throw new FirnException(
            ErrorCode.USAGE,
            "Source '"
                + source.name()
                + "': expected buffers of Firn's own allocator, found another root. Make the reader"
                + " with firn.allocator(), so that the memory budget counts it.");
      }
    }
  }

  /** The way of one source: read, project, check, batch by batch. */
  private final class Checked implements ValidBatches {
    private final LoadSource source;
    private final Projection projection;
    private final BatchValidator validator;
    private @Nullable BatchReader reader;

    Checked(
        LoadSource source, BatchReader reader, Projection projection, BatchValidator validator) {
      this.source = source;
      this.reader = reader;
      this.projection = projection;
      this.validator = validator;
    }

    @Override
    public Optional<ValidBatch> next() {
      BatchReader from = reader;
      if (from == null) {
        return Optional.empty();
      }
      Optional<ValidBatch> next = reading(() -> nextValid(from));
      if (next.isEmpty()) {
        // What it takes is given back before others go on.
        close();
      }
      next.ifPresent(taken::add);
      return next;
    }

    private Optional<ValidBatch> nextValid(BatchReader from) {
      for (Optional<IncomingBatch> next = from.nextBatch();
          next.isPresent();
          next = from.nextBatch()) {
        try (IncomingBatch batch = next.get()) {
          BulkLoad.requireNotCancelled(target.table());
          requireOwnAllocator(source, batch.root());
          ProjectedBatch projected = projection.project(batch, allocator, target.violations());
          Optional<ValidBatch> checked = validator.check(projected, target.violations());
          if (checked.isPresent()) {
            return checked;
          }
        }
      }
      return Optional.empty();
    }

    @Override
    public void close() {
      BatchReader closing = reader;
      reader = null;
      if (closing != null) {
        closing.close();
      }
    }
  }

  /** All sources, one open at a time. */
  private final class OneAfterAnother implements ValidBatches {
    private final Iterator<LoadSource> left;
    private @Nullable Checked current;

    OneAfterAnother(Iterator<LoadSource> left) {
      this.left = left;
    }

    @Override
    public Optional<ValidBatch> next() {
      Optional<ValidBatch> next = current == null ? Optional.empty() : current.next();
      while (next.isEmpty() && left.hasNext()) {
        Checked opened = open(left.next());
        current = opened;
        next = opened.next();
      }
      return next;
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
      }
    }
  }
}
