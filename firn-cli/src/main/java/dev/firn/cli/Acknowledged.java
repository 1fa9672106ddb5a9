package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.Receipt;
import dev.firn.engine.ingest.Receipt.Status;
import dev.firn.engine.log.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of an append, told in the order of their batches as soon as they come, and how many
 * records of the input they cover.
 *
 * <p>Limit: so many batches are under way at once that the log is never idle; then the next one
 * waits. Threads: batches are added by one; a thread of its own waits for receipts and tells them.
 *
 * <p>Failures: after the first receipt that fails none is told; the adding thread is interrupted,
 * because it may be waiting for input.
 */
final class Acknowledged implements AutoCloseable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("status"),
          Column.text("producer"),
          Column.number("first"),
          Column.number("last"),
          Column.number("rows"),
          Column.number("rows_total"),
          Column.number("offset"));

  private static final Column SNAPSHOT = Column.number("snapshot_id");

  private static final List<Column> SUMMARY =
      List.of(
          Column.text("status"),
          Column.text("producer"),
          Column.number("rows"),
          Column.number("rows_total"),
          Column.number("offset"),
          SNAPSHOT);

  /** Two are written while others are read and checked. */
  private static final int LOGGED_UNDER_WAY_MAX = 8;

  /** These wait for a commit, in the log and not in memory. */
  private static final int COMMITTED_UNDER_WAY_MAX = 10_000;

  private static final long NOTE_NANOS = 5_000_000_000L;

  private final Console console;
  private final Sender sender;
  private final Status status;
  private final Semaphore room;
  private final int roomMax;
  private final BlockingQueue<Optional<CompletableFuture<Receipt>>> underWay =
      new LinkedBlockingQueue<>();
  private final Thread adding = Thread.currentThread();
  private final Thread telling;
  private final LongSupplier nanos;
  private final long startedNanos;
  private volatile @Nullable FirnException failure;
  private volatile @Nullable Receipt last;
  private final AtomicLong appended = new AtomicLong();
  private volatile long total;
  private long notedNanos;
  private boolean hasHeader;

  private Acknowledged(Console console, Sender sender, Status status, LongSupplier nanos) {
    this.console = console;
    this.nanos = nanos;
    this.startedNanos = nanos.getAsLong();
    this.notedNanos = startedNanos;
    this.sender = sender;
    this.status = status;
    this.roomMax =
        switch (status) {
          case LOGGED -> LOGGED_UNDER_WAY_MAX;
          case COMMITTED -> COMMITTED_UNDER_WAY_MAX;
        };
    this.room = new Semaphore(roomMax);
    this.telling = Thread.ofVirtual().name("firn-receipts").unstarted(this::tellAll);
  }

  /** Begins to tell of an append. */
  static Acknowledged start(Console console, Sender sender, Status status, LongSupplier nanos) {
    Acknowledged made = new Acknowledged(console, sender, status, nanos);
    made.telling.start();
    return made;
  }

  /** Records that an earlier run had acknowledged. */
  void skipped(long records) {
    total = records;
    if (records > 0) {
      console.note(
          String.format(
              Locale.ROOT,
              "firn: passed over %,d record%s that producer '%s' had appended before",
              records,
              records == 1 ? "" : "s",
              sender.producer()));
    }
  }

  /** A batch was appended. */
  void add(CompletionStage<Receipt> receipt) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FirnException(ErrorCode.CANCELLED, "Waiting for receipts was interrupted.", e);
    } finally {
      underWay.add(Optional.of(receipt.toCompletableFuture()));
    }
  }

  /** Why a batch was not acknowledged; empty as long as all were. */
  Optional<FirnException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Waits until every batch has its receipt or has failed. Receipts that need a commit are not
   * waited for if nobody will commit.
   */
  void awaitAll() {
    boolean interrupted = false;
    while (true) {
      try {
        room.acquire(roomMax);
        room.release(roomMax);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        if (!comesWithoutCommit()) {
          // Commits may not come for long; what is logged is safe without them.
          break;
        }
      }
    }
    if (interrupted && failure == null) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether receipts come without a commit. */
  boolean comesWithoutCommit() {
    return status == Status.LOGGED;
  }

  /** Records of the input that are acknowledged, by this run or an earlier one. */
  long total() {
    return total;
  }

  /** The one row that people get at the end. */
  void summarize(List<CommittedSnapshot> sealed) {
    Long snapshot = sealed.isEmpty() ? null : sealed.getLast().snapshotId();
    if (console.format() == OutputFormat.table) {
      Receipt newest = last;
      console.print(
          Result.one(
              SUMMARY,
              "committed",
              sender.producer(),
              appended.get(),
              total,
              newest == null ? null : newest.offset(),
              snapshot));
    } else if (snapshot != null) {
      console.note("firn: committed " + appended.get() + " rows as snapshot " + snapshot);
    }
  }

  private void tellAll() {
    try {
      for (var next = underWay.take(); next.isPresent(); next = underWay.take()) {
        try {
          tellOrFail(next.get());
        } finally {
          room.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellOrFail(CompletableFuture<Receipt> receipt) {
    try {
      Receipt come = receipt.join();
      if (failure == null) {
        tell(come);
      }
    } catch (CompletionException | CancellationException e) {
      fail(
          e.getCause() instanceof FirnException known
              ? known
              : new FirnException(ErrorCode.INTERNAL, "Appending failed: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      // The receipt came and could not be told.
      fail(
          e instanceof FirnException known
              ? known
              : new FirnException(
                  ErrorCode.INTERNAL, "Telling a receipt failed: " + e.getMessage(), e));
    }
  }

  private void fail(FirnException reason) {
    if (failure == null) {
      failure = reason;
      adding.interrupt();
    }
  }

  /** No receipt is told any more. */
  @Override
  public void close() {
    underWay.add(Optional.empty());
  }

  private void tell(Receipt receipt) {
    last = receipt;
    appended.addAndGet(receipt.newRows());
    total = Math.max(total, sender.isAnonymous() ? total + receipt.rowCount() : receipt.lastRow());
    switch (console.format()) {
      case json -> console.print(Result.one(columns(receipt), cells(receipt)));
      case csv -> {
        console.printLine(COLUMNS_WITH_SNAPSHOT, csvCells(receipt), !hasHeader);
        hasHeader = true;
      }
      case table, arrow, parquet -> noteProgress();
    }
  }

  private static final List<Column> COLUMNS_WITH_SNAPSHOT = withSnapshot();

  private static List<Column> withSnapshot() {
    List<Column> columns = new ArrayList<>(COLUMNS);
    columns.add(SNAPSHOT);
    return List.copyOf(columns);
  }

  private static List<Column> columns(Receipt receipt) {
    return receipt.status() == Status.COMMITTED ? COLUMNS_WITH_SNAPSHOT : COLUMNS;
  }

  private @Nullable Object[] cells(Receipt receipt) {
    @Nullable Object[] all = csvCells(receipt);
    return receipt.status() == Status.COMMITTED
        ? all
        : java.util.Arrays.copyOf(all, COLUMNS.size());
  }

  private @Nullable Object[] csvCells(Receipt receipt) {
    return new @Nullable Object[] {
      receipt.status().name().toLowerCase(Locale.ROOT),
      receipt.producer(),
      receipt.firstRow(),
      receipt.lastRow(),
      receipt.rowCount(),
      total,
      receipt.offset(),
      receipt.snapshotId().isPresent() ? receipt.snapshotId().getAsLong() : null
    };
  }

  private void noteProgress() {
    long now = nanos.getAsLong();
    if (console.format() == OutputFormat.json || now - notedNanos < NOTE_NANOS) {
      return;
    }
    notedNanos = now;
    console.note(
        String.format(
            Locale.ROOT,
            "firn: %,d records acknowledged in %d s",
            total,
            (now - startedNanos) / 1_000_000_000L));
  }
}
