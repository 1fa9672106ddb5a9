package dev.firn.engine.ingest;

import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.commit.Append;
import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.commit.TableCommitter;
import dev.firn.engine.datafile.DataFilePlan;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.MemoryShare;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.LoadHistory;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.StagedFiles;
import dev.firn.engine.table.TableName;
import dev.firn.engine.verify.ValueReader;
import dev.firn.parquet.WriterResources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.memory.OutOfMemoryException;
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
    RuleSet rules = rulesOf(table, metadata);
    LoadTarget target =
        new LoadTarget(
            table, metadata.schema(), options.match(), ViolationLog.of(table.toString()));
    try (MemoryShare share = parts.budget().share("a load into '" + table + "'")) {
      DataFilePlan plan = stagings.plan(table, metadata, commitId, share);
      LoadInput input =
          new LoadInput(sources, options.sortedInput(), target, rules, share.allocator());
      try (Reservation _ = stagings.reserveCodecs(plan, share);
          BatchStaging staging = stagings.open(plan, new SealClock(parts.environment().nanos()))) {
        return new Staged(stage(input, staging, table), input.taken());
      }
    }
  }

  /** What a load became, and what it was made of. */
  private record Staged(StagedFiles files, LoadTally taken) {}

  private static StagedFiles stage(LoadInput input, BatchStaging staging, TableName table) {
    try {
      return staging.stage(input);
    } catch (OutOfMemoryException e) {
      throw staging.refusal(table, e);
    } catch (FirnException e) {
      // The budget refuses a buffer in its own words, which name no table.
      throw e.code() == ErrorCode.MEMORY ? staging.refusal(table, e) : e;
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
