package dev.firn.engine.ingest;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.LoggedRows;
import dev.firn.engine.log.TableLog;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.row.RowBuffer;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.schema.Projection;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.schema.SourceShape;
import dev.firn.engine.validate.BatchValidator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A way into a table's log for one sender. Batches are checked as those of a load are; a batch that
 * does not fit is refused whole.
 *
 * <p>Threads: safe; batches of one sender are checked one after another, in the order of the calls.
 *
 * <p>Failures: of a batch through its receipt's stage, as {@link FirnException}: {@link
 * ErrorCode#SCHEMA_MISMATCH} and {@link ErrorCode#DATA_REFUSED} for what does not fit, {@link
 * ErrorCode#BUSY} when there is no room, {@link ErrorCode#CONFLICT} for missing rows of a sender
 * that asked for order, {@link ErrorCode#STORAGE} when the disk failed; then its rows are not
 * acknowledged and may be sent again with the same numbers.
 */
public final class Appender implements AutoCloseable {
  private static final long NOTHING_OPEN = Long.MIN_VALUE;

  private final Lane lane;
  private final AppenderOptions options;
  private final BufferAllocator allocator;
  private final Limits limits;
  private final EngineMetrics metrics;
  private final LongSupplier nanos;
  private @Nullable OpenRows open;
  private @Nullable Way way;
  private volatile boolean closed;

  /** When the first of the collected rows came; read by the clock, which must not wait. */
  private volatile long openSinceNanos = NOTHING_OPEN;

  /** How batches of one source schema get into one schema of the table. */
  private record Way(
      Schema source, TableMetadata table, Projection projection, BatchValidator validator) {}

  /** What single rows are collected to, whichever comes first. */
  public record Limits(int rowsMax, long bytesMax) {}

  Appender(
      Lane lane,
      AppenderOptions options,
      BufferAllocator allocator,
      Limits limits,
      EngineMetrics metrics,
      LongSupplier nanos) {
    this.lane = lane;
    this.options = options;
    this.allocator = allocator;
    this.limits = limits;
    this.metrics = metrics;
    this.nanos = nanos;
  }

  /** The highest row number of this producer that is in the log; 0 if none is known. */
  public long lastRow() {
    return options.sender().isAnonymous()
        ? 0
        : lane.logOf(options.sender()).log().lastRow(options.sender().producer());
  }

  /** The lowest row number from 1 that this producer has not in the log; 1 if none is known. */
  public long nextRow() {
    return options.sender().isAnonymous()
        ? 1
        : lane.logOf(options.sender()).log().nextRow(options.sender().producer());
  }

  /** Where the buffers of batches must come from. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** The table's columns as they are now; what a source without types of its own is read for. */
  public LoadTarget target(ViolationLog violations) {
    return new LoadTarget(lane.table(), lane.metadata().schema(), options.match(), violations);
  }

  /**
   * Appends a batch. The root is Firn's from here on, also if the batch is refused: it is emptied,
   * and its buffers are given back when they are written.
   *
   * @param rows with buffers of Firn's own allocator
   * @param firstRow the number that the producer gave the first row, from 1; the others follow
   * @return the receipt; it comes from the log's own thread, so what is done with it must be quick
   */
  public CompletionStage<Receipt> append(VectorSchemaRoot rows, long firstRow) {
    if (firstRow < 1) {
      rows.clear();
      return CompletableFuture.failedFuture(
          new FirnException(
              ErrorCode.USAGE,
              "Rows of '" + name() + "': expected numbers from 1, found " + firstRow + "."));
    }
    return append(IncomingBatch.of(new BatchOrigin(name(), firstRow), rows), firstRow);
  }

  /** Appends a batch that knows where its rows stand in a source; see {@link #append}. */
  public CompletionStage<Receipt> append(IncomingBatch rows, long firstRow) {
    CompletionStage<Receipt> receipt;
    try {
      receipt = log(rows, firstRow);
    } catch (RuntimeException e) {
      receipt = CompletableFuture.failedFuture(e);
    }
    return receipt.whenComplete(this::count);
  }

  private LoggedRows counted(LoggedRows rows, long bytes) {
    long repeated = rows.rows().rowCount() - rows.newRows();
    if (rows.newRows() == 0) {
      metrics.batchRepeated(lane.table(), repeated);
      return rows;
    }
    metrics.batchLogged(lane.table(), rows.newRows(), bytes);
    if (repeated > 0) {
      metrics.overlapTrimmed(lane.table(), repeated);
    }
    return rows;
  }

  private void count(@Nullable Receipt receipt, @Nullable Throwable failure) {
    if (receipt != null) {
      switch (receipt.status()) {
        case LOGGED -> metrics.receiptLogged(lane.table());
        case COMMITTED -> metrics.receiptCommitted(lane.table());
      }
    } else if (failure != null) {
      Throwable cause = causeOf(failure);
      ErrorCode code = cause instanceof FirnException known ? known.code() : ErrorCode.INTERNAL;
      if (code == ErrorCode.CONFLICT) {
        metrics.gapRefused(lane.table());
      } else {
        metrics.batchRefused(lane.table(), cause);
      }
    }
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }

  /**
   * Adds a row to the batch that is being collected; it is appended when it is full, when its first
   * row has waited for the linger, or by {@link #flush}.
   *
   * @param row the number that the producer gave it; if it does not follow the last one, a new
   *     batch begins
   * @param values one for each column, in the table's order: see {@link RowBuffer}
   * @return the receipt of the batch
   * @throws FirnException {@link ErrorCode#DATA_REFUSED} if the row does not fit; rows before it
   *     are as they were
   */
  public CompletionStage<Receipt> appendRow(long row, @Nullable Object... values) {
    return collect(row, rows -> rows.add(values));
  }

  /** The same with values by the columns' names. */
  public CompletionStage<Receipt> appendRow(
      long row, Map<String, ? extends @Nullable Object> values) {
    return collect(row, rows -> rows.add(values));
  }

  /** Appends the rows that are being collected now. */
  public synchronized void flush() {
    OpenRows collected = open;
    open = null;
    openSinceNanos = NOTHING_OPEN;
    if (collected == null) {
      return;
    }
    try (RowBuffer rows = collected.rows()) {
      if (rows.rowCount() == 0) {
        return;
      }
      forward(append(rows.take(), collected.firstRow()), collected.receipt());
    } catch (RuntimeException e) {
      collected.receipt().completeExceptionally(e);
    }
  }

  private static void forward(CompletionStage<Receipt> from, CompletableFuture<Receipt> to) {
    var _ =
        from.whenComplete(
            (receipt, failure) -> {
              if (failure == null) {
                to.complete(receipt);
              } else {
                to.completeExceptionally(causeOf(failure));
              }
            });
  }

  /** Whether the first of the rows that are being collected has waited long enough. */
  boolean isDue() {
    long since = openSinceNanos;
    return since != NOTHING_OPEN && nanos.getAsLong() - since >= options.linger().toNanos();
  }

  boolean isClosed() {
    return closed;
  }

  /** Throws the collected rows away; their receipts fail. */
  synchronized void discard() {
    OpenRows collected = open;
    open = null;
    openSinceNanos = NOTHING_OPEN;
    closed = true;
    if (collected != null) {
      collected.rows().close();
      collected
          .receipt()
          .completeExceptionally(
              new FirnException(
                  ErrorCode.CANCELLED, "The engine was closed; the rows were not logged."));
    }
  }

  private synchronized CompletionStage<Receipt> collect(long row, Consumer<RowBuffer> add) {
    if (closed) {
      throw new IllegalStateException("The appender was closed");
    }
    lane.requireRunning();
    OpenRows collected = open;
    if (collected != null && (collected.nextRow() != row || collected.table() != lane.metadata())) {
      flush();
      collected = null;
    }
    if (collected == null) {
      collected = begin(row);
    }
    try {
      add.accept(collected.rows());
    } catch (RuntimeException | Error e) {
      if (open == null) {
        collected.rows().close();
      }
      throw e;
    }
    open = collected;
    openSinceNanos = collected.sinceNanos();
    if (collected.rows().rowCount() >= limits.rowsMax()
        || collected.rows().bufferBytes() >= limits.bytesMax()) {
      flush();
    }
    return collected.receipt();
  }

  private OpenRows begin(long row) {
    TableMetadata table = lane.metadata();
    return new OpenRows(
        RowBuffer.of(lane.table(), table.schema(), allocator),
        table,
        row,
        nanos.getAsLong(),
        new CompletableFuture<>());
  }

  private synchronized CompletionStage<Receipt> log(IncomingBatch rows, long firstRow) {
    ValidBatch batch;
    try (rows) {
      if (closed) {
        throw new IllegalStateException("The appender was closed");
      }
      lane.requireRunning();
      requireOwnAllocator(rows.root());
      if (rows.rowCount() == 0) {
        throw new FirnException(
            ErrorCode.USAGE, "Rows of '" + name() + "': expected some, found none.");
      }
      batch = check(rows);
    }
    TableLog log;
    try {
      log = lane.logOf(options.sender()).log();
    } catch (RuntimeException | Error e) {
      batch.close();
      throw e;
    }
    long bytes = batch.retainedBytes();
    CompletableFuture<LoggedRows> logged =
        log.append(options.sender(), batch, firstRow, options.patience());
    return receiptOf(log, logged.thenApply(each -> counted(each, bytes)));
  }

  private CompletionStage<Receipt> receiptOf(TableLog log, CompletableFuture<LoggedRows> logged) {
    String producer = options.sender().producer();
    return switch (options.acknowledge()) {
      case LOGGED -> logged.thenApply(each -> Receipt.logged(producer, each));
      case COMMITTED ->
          logged.thenCompose(
              each ->
                  lane.whenCommitted(log, each)
                      .thenApply(snapshot -> Receipt.committed(producer, each, snapshot)));
    };
  }

  private ValidBatch check(IncomingBatch rows) {
    Way into = wayFor(rows);
    ViolationLog violations = ViolationLog.ofBatch(lane.table().toString());
    ProjectedBatch projected = into.projection().project(rows, allocator, violations);
    return into.validator()
        .check(projected, violations)
        .orElseThrow(
            () -> {
              violations.requireEmpty();
              return new IllegalStateException("A batch without violations was refused");
            });
  }

  private Way wayFor(IncomingBatch rows) {
    TableMetadata table = lane.metadata();
    Schema source = rows.root().getSchema();
    Way known = way;
    if (known != null && known.table() == table && known.source().equals(source)) {
      return known;
    }
    SourceMatch match =
        SourceMatch.of(
            lane.table().toString(),
            table.schema(),
            new SourceShape(name(), source, rows.dictionaries()),
            options.match());
    RuleSet rules = RuleSet.of(lane.table().toString(), table.schema(), table.properties());
    Way made =
        new Way(source, table, Projection.of(match), BatchValidator.of(table.schema(), rules));
    way = made;
    return made;
  }

  private void requireOwnAllocator(VectorSchemaRoot root) {
    for (FieldVector vector : root.getFieldVectors()) {
      if (!(vector instanceof NullVector)
          && vector.getAllocator().getRoot() != allocator.getRoot()) {
        throw new FirnException(
            ErrorCode.USAGE,
            "Rows of '"
                + name()
                + "': expected buffers of Firn's own allocator, found another root. Make them with"
                + " firn.allocator(), so that the memory budget counts them.");
      }
    }
  }

  private String name() {
    return options.sender().isAnonymous() ? "rows" : options.sender().producer();
  }

  /** Takes no more rows. Those that were collected are appended, all get their receipts. */
  @Override
  public synchronized void close() {
    flush();
    closed = true;
  }
}
