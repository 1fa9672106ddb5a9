package dev.firn.engine.model;

import dev.firn.engine.FirnTable;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.ingest.Receipt;
import dev.firn.engine.log.Sender;
import dev.firn.engine.model.Violation.Kind;
import dev.firn.engine.schema.ArrowMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Those who append in the model: new rows, the same again, other batch borders, gaps, bursts. */
final class Senders {
  /** By number: one without a name, two as usual, one in order, one that waits for commits. */
  private static final List<String> NAMES = List.of("", "a", "b", "ordered", "patient");

  private static final int ANONYMOUS = 0;
  private static final int ORDERED = 3;
  private static final int PATIENT = 4;
  private static final int KINDS = 16;

  private final ModelRun run;
  private final long[] next = new long[NAMES.size()];
  private final List<Waiting> waiting = new ArrayList<>();
  private int incarnation;

  /** A receipt that comes with a commit. */
  private record Waiting(
      ModelProcess process,
      List<Long> numbers,
      int incarnation,
      CompletableFuture<Receipt> receipt) {}

  /** A batch on its way. */
  private record Sent(
      int sender,
      List<Long> numbers,
      long acknowledgedBefore,
      long sentBefore,
      CompletableFuture<Receipt> receipt) {}

  Senders(ModelRun run) {
    this.run = run;
    restart();
  }

  /** The table is another one. */
  void restart() {
    incarnation++;
    java.util.Arrays.fill(next, 1);
    waiting.clear();
  }

  /** The number of a row in the whole warehouse. */
  long number(int kind, long row) {
    return ((long) incarnation * KINDS + kind) << 32 | row;
  }

  void act(Attempts attempts, ModelProcess process) {
    int sender = run.random().nextInt(NAMES.size());
    int dice = run.random().nextInt(10);
    if (dice == 0 && sender != ANONYMOUS && sender != PATIENT) {
      attempts.attempt(process, "burst", () -> burst(process));
    } else {
      Span span = anySpan(sender, dice);
      attempts.attempt(
          process,
          "append " + NAMES.get(sender) + " " + span.first() + " +" + span.count(),
          () -> settle(process, send(process, sender, span)));
    }
  }

  /**
   * The process dies over a batch whose new rows lie on both sides of rows that are there: of its
   * two frames the disk may have one.
   */
  void dieOverABatchInParts(Attempts attempts, ModelProcess process) {
    int sender = 1 + run.random().nextInt(2);
    Span middle = new Span(next[sender] + 2, 2);
    Span around = new Span(next[sender], 6);
    next[sender] += around.count();
    boolean isThere =
        attempts.attempt(
            process, "append the middle", () -> settle(process, send(process, sender, middle)));
    if (isThere) {
      process.faults().dieAtSync();
      attempts.attempt(
          process, "append around it", () -> settle(process, send(process, sender, around)));
    }
  }

  private record Span(long first, int count) {}

  private Span anySpan(int sender, int dice) {
    int count = 1 + run.random().nextInt(4);
    if (sender == ANONYMOUS || dice < 6) {
      Span span = new Span(next[sender], count);
      next[sender] += count;
      return span;
    }
    if (dice < 8) {
      // The same again, with other borders, perhaps some new ones behind.
      long first =
          run.random().nextBoolean()
              ? 1 + run.random().nextInt((int) next[sender])
              : Math.max(1, next[sender] - 4 - run.random().nextInt(4));
      Span span = new Span(first, count + run.random().nextInt(5));
      next[sender] = Math.max(next[sender], first + span.count());
      return span;
    }
    Span span = new Span(next[sender] + 1 + run.random().nextInt(3), count);
    if (sender != ORDERED) {
      next[sender] = span.first() + count;
    }
    return span;
  }

  private Appender appender(ModelProcess process, int sender) {
    FirnTable table = process.table(run.table().orElseThrow().name());
    AppenderOptions options =
        switch (sender) {
          case ANONYMOUS -> AppenderOptions.of(Sender.anonymous());
          case ORDERED -> AppenderOptions.of(Sender.ordered(NAMES.get(ORDERED)));
          case PATIENT ->
              AppenderOptions.of(NAMES.get(PATIENT)).acknowledging(Receipt.Status.COMMITTED);
          default -> AppenderOptions.of(NAMES.get(sender));
        };
    return process.appender(table, table.metadata().uuid(), NAMES.get(sender), options);
  }

  private Sent send(ModelProcess process, int sender, Span span) {
    Appender appender;
    try {
      appender = appender(process, sender);
    } catch (RuntimeException e) {
      rewind(sender, span);
      throw e;
    }
    return send(appender, sender, span);
  }

  private Sent send(Appender appender, int sender, Span span) {
    List<Long> numbers =
        LongStream.range(span.first(), span.first() + span.count())
            .mapToObj(row -> number(sender, row))
            .toList();
    Schema schema = appender.target(ViolationLog.of("model")).schema();
    VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowMapping.toArrow(schema), appender.allocator());
    fill(root, schema, numbers);
    long acknowledged = run.model().acknowledgedOf(numbers);
    long sent = run.model().sentBefore(numbers);
    run.model().sent(numbers, ModelRun.fieldIds(schema));
    CompletableFuture<Receipt> receipt = appender.append(root, span.first()).toCompletableFuture();
    return new Sent(sender, numbers, acknowledged, sent, receipt);
  }

  /** One that sends in order sends again what was not acknowledged. */
  private void rewind(int sender, Span span) {
    if (sender == ORDERED) {
      next[sender] = Math.min(next[sender], Math.max(1, span.first()));
    }
  }

  private void settle(ModelProcess process, Sent sent) {
    if (sent.sender() == PATIENT) {
      run.model().leftOpen(sent.numbers());
      waiting.add(new Waiting(process, sent.numbers(), incarnation, sent.receipt()));
      awaitLogged(process, sent);
      return;
    }
    try {
      Receipt receipt = sent.receipt().join();
      requireHonest(sent, receipt);
      run.model().acknowledged(sent.numbers());
    } catch (RuntimeException e) {
      if (Tolerance.isRefusal(e)) {
        run.model().refused(sent.numbers());
      } else {
        run.model().leftOpen(sent.numbers());
      }
      rewind(sent.sender(), new Span(sent.numbers().getFirst() & 0xFFFFFFFFL, 0));
      throw e;
    }
  }

  /** So that what happens next does not depend on threads. */
  private void awaitLogged(ModelProcess process, Sent sent) {
    long last = sent.numbers().getLast() & 0xFFFFFFFFL;
    Appender appender = appender(process, PATIENT);
    while (!sent.receipt().isDone() && !process.isDead() && appender.lastRow() < last) {
      Thread.onSpinWait();
    }
  }

  /** A receipt counts the rows that were not there before. */
  private static void requireHonest(Sent sent, Receipt receipt) {
    long rows = sent.numbers().size();
    if (sent.sender() != ANONYMOUS && receipt.newRows() > rows - sent.acknowledgedBefore()) {
      throw new Violation(
          Kind.DOUBLED, "acknowledged rows were taken as new: " + receipt + " of " + names(sent));
    }
    if (receipt.newRows() < rows - sent.sentBefore()) {
      throw new Violation(
          Kind.LOST, "rows that were never sent were taken as there: " + receipt + names(sent));
    }
  }

  private static String names(Sent sent) {
    return sent.numbers().stream().map(ModelTable::name).toList().toString();
  }

  /** Several batches that wait for one sync, doubles among them. */
  private void burst(ModelProcess process) {
    Appender first = appender(process, 1);
    Appender second = appender(process, 2);
    List<Sent> sent = new ArrayList<>();
    process.gate().closeGate();
    try {
      sent.add(send(first, 1, new Span(next[1], 2)));
      next[1] += 2;
      while (!process.gate().isAtGate(1) && !sent.getFirst().receipt().isDone()) {
        Thread.onSpinWait();
      }
      for (int i = run.random().nextInt(4); i >= 0; i--) {
        sent.add(send(second, 2, anySpan(2, 3 + run.random().nextInt(7))));
        sent.add(send(first, 1, new Span(Math.max(1, next[1] - 2 - i), 3)));
        next[1] = Math.max(next[1], next[1] + 1 - i);
      }
    } finally {
      process.gate().openGate();
    }
    RuntimeException failure = null;
    for (Sent each : sent) {
      try {
        settle(process, each);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Receipts that have come meanwhile: their rows are in the table. */
  void poll() {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting one = each.next();
      if (one.receipt().isDone()) {
        each.remove();
        if (one.receipt().isCompletedExceptionally()) {
          continue;
        }
        run.model().acknowledged(one.numbers());
        run.table().ifPresent(table -> requireCommitted(table, one));
      } else if (one.process().isDead()) {
        each.remove();
      }
    }
  }

  private void requireCommitted(FirnTable table, Waiting one) {
    Set<Long> rows = run.observer().rowsOf(table);
    for (Long number : one.numbers()) {
      if (!rows.contains(number) && !run.model().isRolledBack(number)) {
        throw new Violation(
            Kind.LOST,
            "row "
                + ModelTable.name(number)
                + " has a receipt of a commit, and is not in the table");
      }
    }
  }

  /** Values that follow from the row's number. */
  static void fill(VectorSchemaRoot root, Schema schema, List<Long> numbers) {
    root.allocateNew();
    for (Types.NestedField column : schema.columns()) {
      FieldVector vector = root.getVector(column.name());
      for (int i = 0; i < numbers.size(); i++) {
        long number = numbers.get(i);
        long value = column.fieldId() == 1 ? number : ModelTable.valueOf(number, column.fieldId());
        switch (vector) {
          case BigIntVector longs -> longs.setSafe(i, value);
          case IntVector ints -> ints.setSafe(i, (int) value);
          case VarCharVector texts ->
              texts.setSafe(i, Long.toString(value).getBytes(StandardCharsets.UTF_8));
          default -> throw new IllegalStateException("No values for " + vector.getField());
        }
      }
    }
    root.setRowCount(numbers.size());
  }
}
