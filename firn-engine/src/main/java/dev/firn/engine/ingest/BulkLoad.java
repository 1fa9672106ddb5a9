package dev.firn.engine.ingest;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.commit.Append;
import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.commit.TableCommitter;
import dev.firn.engine.datafile.DataFilePlan;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.LoadHistory;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.schema.Projection;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import dev.firn.engine.validate.BatchValidator;
import dev.firn.engine.verify.ValueReader;
import dev.firn.parquet.WriterResources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.TableMetadata;

/**
 * A native batch: its sources still have the rows, so they skip the log and stream through check,
 * encode and commit, one snapshot for all.
 *
 * <p>Threads: safe; loads into one table meet at its committer.
 *
 * <p>Failures: all or nothing. Whatever fails before the commit leaves no file; a commit whose
 * outcome is unknown leaves its files, and the next writer settles them.
 */
public final class BulkLoad {
  private final Parts parts;
  private final Leftovers leftovers;
  private final KeyedLoads keys;
  private final StagingFactory stagings;

  /** What loads work with. */
  public record Parts(
      Storage storage,
      Registry registry,
      Ownership ownership,
      Environment environment,
      MemoryBudget budget,
      WriterResources resources,
      String spillFolder,
      long fileBytesMaxDefault,
      Optional<ValueReader> valueReader,
      EngineMetrics metrics) {}

  public BulkLoad(Parts parts) {
    this.parts = parts;
    this.leftovers =
        new Leftovers(parts.storage(), parts.registry(), parts.ownership(), parts::metrics);
    this.stagings = new StagingFactory(parts);
    this.keys = new KeyedLoads(parts.registry(), parts.ownership(), parts.environment().clock());
  }

  /**
   * Loads all rows of the sources into a table as one snapshot.
   *
   * @param metadata the table as the caller found it
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH} or {@link ErrorCode#DATA_REFUSED} with
   *     every violation counted; then the table is unchanged
   */
  public CommittedSnapshot load(
      TableName table,
      TableMetadata metadata,
      TableCommitter committer,
      List<LoadSource> sources,
      LoadOptions options) {
    try {
      return loadOnce(table, metadata, committer, sources, options);
    } catch (CommitUnknownException e) {
      // Neither taken in nor refused; the committer has counted it.
      throw e;
    } catch (RuntimeException | Error e) {
      parts.metrics().loadRefused(table, e);
      throw e;
    }
  }

  private CommittedSnapshot loadOnce(
      TableName table,
      TableMetadata metadata,
      TableCommitter committer,
      List<LoadSource> sources,
      LoadOptions options) {
    String commitId = parts.environment().ulids().get();
    if (options.key().isPresent()) {
      Optional<SettledCommit> landed =
          keys.claim(table, metadata.uuid(), options.key().get(), commitId);
      if (landed.isPresent()) {
        parts.metrics().loadRepeated(table, landed.get().rows());
        return CommittedSnapshot.from(table, landed.get());
      }
    }
    Instant startedAt = parts.environment().clock().instant();
    try {
      Staged staged = stage(table, metadata, commitId, sources, options);
      Append append =
          new Append(
              commitId,
              table,
              metadata.uuid(),
              staged.files(),
              names(sources),
              startedAt.toEpochMilli(),
              Optional.empty());
      requireNotCancelled(table);
      SettledCommit committed = committer.commit(append);
      LoadTally taken = staged.taken();
      parts.metrics().loaded(table, taken.batches(), taken.rows(), taken.bytes());
      return CommittedSnapshot.from(table, committed);
    } catch (CommitUnknownException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      leftovers.discard(commitId, e);
      options.key().ifPresent(key -> keys.release(commitId, e));
      writeHistory(commitId, table, sources, startedAt, e);
      throw e;
    } finally {
      keys.ended(commitId);
    }
  }

  private static RuleSet rulesOf(TableName table, TableMetadata metadata) {
    try {
      return RuleSet.of(table.toString(), metadata.schema(), metadata.properties());
    } catch (FirnException e) {
      throw e.reworded(
          e.code(),
          e.getMessage()
              + " ALTER TABLE … SET PROPERTIES changes it; until then nothing is written to the"
              + " table.");
    }
  }

  private Staged stage(
      TableName table,
      TableMetadata metadata,
      String commitId,
      List<LoadSource> sources,
      LoadOptions options) {
    DataFilePlan plan = stagings.plan(table, metadata, commitId);
    RuleSet rules = rulesOf(table, metadata);
    LoadTarget target =
        new LoadTarget(
            table, metadata.schema(), options.match(), ViolationLog.of(table.toString()));
    try (Reservation _ = stagings.reserveCodecs(plan);
        BatchStaging staging = stagings.open(plan, new SealClock(parts.environment().nanos()))) {
      Steps steps = new Steps(target, rules, staging, new LoadTally());
      return new Staged(stage(sources, steps), steps.taken());
    }
  }

  /** What a load became, and what it was made of. */
  private record Staged(StagedFiles files, LoadTally taken) {}

  /** What every source of a load goes through: conversion for the table, rules, staging. */
  private record Steps(LoadTarget target, RuleSet rules, BatchStaging staging, LoadTally taken) {}

  private StagedFiles stage(List<LoadSource> sources, Steps to) {
    try {
      for (LoadSource source : sources) {
        appendOrRefuse(source, to);
      }
      to.target().violations().requireEmpty();
      return to.staging().finish();
    } catch (OutOfMemoryException e) {
      throw to.staging().refusal(to.target().table(), e);
    } catch (FirnException e) {
      // The budget refuses a buffer in its own words, which name no table.
      throw e.code() == ErrorCode.MEMORY ? to.staging().refusal(to.target().table(), e) : e;
    }
  }

  /** What was found before a source fails is not lost: it tells more of what is to be corrected. */
  private void appendOrRefuse(LoadSource source, Steps to) {
    try {
      append(source, to);
    } catch (FirnException e) {
      ViolationLog found = to.target().violations();
      boolean isOfInput =
          e.code() == ErrorCode.INPUT_UNREADABLE || e.code() == ErrorCode.SCHEMA_MISMATCH;
      throw isOfInput && !found.isEmpty() ? found.refusalEndedBy(e) : e;
    }
  }

  /** The way of one source: read, project, check, encode, batch by batch. */
  private void append(LoadSource source, Steps to) {
    LoadTarget target = to.target();
    try (BatchReader reader = source.open(target)) {
      SourceMatch match =
          SourceMatch.of(
              target.table().toString(), target.schema(), reader.shape(), target.match());
      Projection projection = Projection.of(match);
      BatchValidator validator = BatchValidator.of(target.schema(), to.rules());
      Optional<IncomingBatch> next = reader.nextBatch();
      while (next.isPresent()) {
        try (IncomingBatch batch = next.get()) {
          requireNotCancelled(target.table());
          requireOwnAllocator(source, batch.root());
          ProjectedBatch projected =
              projection.project(batch, parts.budget().arrowRoot(), target.violations());
          Optional<ValidBatch> checked = validator.check(projected, target.violations());
          checked.ifPresent(to.taken()::add);
          checked.ifPresent(to.staging()::append);
        }
        next = reader.nextBatch();
      }
    }
  }

  private void requireOwnAllocator(LoadSource source, VectorSchemaRoot root) {
    for (FieldVector vector : root.getFieldVectors()) {
      // A column of Arrow's type of only nulls has no buffers, and no allocator.
      if (!(vector instanceof NullVector)
          && vector.getAllocator().getRoot() != parts.budget().arrowRoot()) {
        throw new FirnException(
            ErrorCode.USAGE,
            "Source '"
                + source.name()
                + "': expected buffers of Firn's own allocator, found another root. Make the reader"
                + " with firn.allocator(), so that the memory budget counts it.");
      }
    }
  }

  static void requireNotCancelled(TableName table) {
    if (Thread.currentThread().isInterrupted()) {
      throw new FirnException(
          ErrorCode.CANCELLED, "Load into '" + table + "' was cancelled; nothing was committed.");
    }
  }

  private void writeHistory(
      String commitId,
      TableName table,
      List<LoadSource> sources,
      Instant startedAt,
      Throwable failure) {
    try {
      parts
          .registry()
          .loads()
          .insert(
              new LoadHistory.Line(
                  commitId,
                  table,
                  names(sources),
                  "failed",
                  String.valueOf(failure.getMessage()),
                  0,
                  0,
                  0,
                  startedAt,
                  parts.environment().clock().instant()));
    } catch (FirnException e) {
      failure.addSuppressed(e);
    }
  }

  private static String names(List<LoadSource> sources) {
    return sources.stream().map(LoadSource::name).collect(Collectors.joining(", "));
  }
}
