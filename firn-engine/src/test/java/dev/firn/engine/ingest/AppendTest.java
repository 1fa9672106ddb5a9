package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.Receipt.Status;
import dev.firn.engine.log.Sender;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.LogPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows through the log: receipts, duplicates, seals, takeover. */
final class AppendTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn firn;
  private FirnTable table;

  @BeforeEach
  void open() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = warehouse.open();
    table = TestWarehouse.createTable(firn);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void loggedRowsAreCommittedByASealAsOneSnapshot() {
    Appender appender = table.appender("p");
    Receipt first = append(appender, 1, 10, 11, 12);
    assertThat(first.status()).isEqualTo(Status.LOGGED);
    assertThat(first.lastRow()).isEqualTo(3);
    Receipt second = append(appender, 4, 13);
    assertThat(second.offset()).isGreaterThan(first.offset());
    assertThat(TableFolder.of(table).rowCount()).isZero();
    assertThat(status().pendingRows()).isEqualTo(4);

    List<CommittedSnapshot> sealed = table.seal();
    assertThat(sealed).singleElement().extracting(CommittedSnapshot::rows).isEqualTo(4L);
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(4);
    LogStatus status = status();
    assertThat(status.pendingRows()).isZero();
    assertThat(status.committedOffset()).isEqualTo(second.offset());
    assertThat(LogPosition.of(table.metadata().properties(), status.logId()))
        .contains(new LogPosition(1, second.offset()));
    assertThat(table.metadata().currentSnapshot().summary())
        .containsEntry("firn.producer.p", "rows=4,last=4");
    assertThat(table.seal()).isEmpty();
  }

  @Test
  void rowsThatWereLoggedBeforeGetTheSameReceiptAndAreStoredOnce() {
    Appender appender = table.appender("p");
    Receipt first = append(appender, 1, 10, 11, 12);
    Receipt again = append(appender, 1, 10, 11, 12);
    assertThat(again.offset()).isEqualTo(first.offset());
    assertThat(again.newRows()).isZero();
    Receipt overlap = append(appender, 2, 11, 12, 13, 14);
    assertThat(overlap.newRows()).isEqualTo(2);
    table.seal();
    assertThat(append(appender, 3, 12, 13).newRows()).isZero();
    table.seal();
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(5);
  }

  @Test
  void gapIsRefusedOfASenderThatAskedForOrderAndFilledLaterOtherwise() {
    Appender ordered = table.appender(AppenderOptions.of(Sender.ordered("o")));
    append(ordered, 1, 1, 2);
    assertThatThrownBy(() -> append(ordered, 4, 4))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("expected row 3 next, found row 4");
    Appender loose = table.appender("l");
    append(loose, 1, 1, 2);
    append(loose, 5, 5, 6);
    assertThat(append(loose, 2, 2, 3, 4, 5).newRows()).isEqualTo(2);
    table.seal();
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(2 + 6);
  }

  @Test
  void closingCommitsAndClosingFastLeavesToTheNextProcess() {
    append(table.appender("p"), 1, 1, 2);
    firn.close();
    firn = warehouse.open();
    table = firn.table(TestWarehouse.TABLE.toString());
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(2);
    append(table.appender("p"), 3, 3, 4);
    firn.closeFast();
    firn = warehouse.open();
    table = firn.table(TestWarehouse.TABLE.toString());
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(2);
    assertThat(status().state()).isEqualTo(LogStatus.State.FREE);
    assertThat(status().pendingRows()).isEqualTo(2);
    assertThat(append(table.appender("p"), 1, 1, 2, 3, 4, 5).newRows()).isEqualTo(1);
    assertThat(status().state()).isEqualTo(LogStatus.State.OPEN);
    table.seal();
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(5);
  }

  @Test
  void rowsOfAProcessThatDiedAreReplayed() {
    firn.close();
    warehouse.runAndDie(
        dying -> {
          append(dying.table("air.flights").appender("p"), 1, 1, 2, 3);
          dying.table("air.flights").seal();
          append(dying.table("air.flights").appender("p"), 4, 4);
        });
    firn = warehouse.open();
    table = firn.table(TestWarehouse.TABLE.toString());
    assertThat(table.seal()).singleElement().extracting(CommittedSnapshot::rows).isEqualTo(1L);
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(4);
    TableFolder.of(table).requireNothingUnreferenced("after replay");
  }

  @Test
  void batchThatDoesNotFitIsRefusedWhole() {
    Appender appender = table.appender("p");
    VectorSchemaRoot root = root();
    root.getVector(0).setNull(0);
    root.setRowCount(1);
    assertThatThrownBy(() -> appender.append(root, 1).toCompletableFuture().join())
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.DATA_REFUSED));
    assertThat(append(appender, 1, 7).newRows()).isEqualTo(1);
  }

  @Test
  void committedReceiptComesWithTheSealThatIsDueForIt() {
    Appender appender =
        table.appender(AppenderOptions.of("p").acknowledging(Receipt.Status.COMMITTED));
    VectorSchemaRoot root = root();
    TestWarehouse.fill(root, 1, 2);
    var receipt = appender.append(root, 1).toCompletableFuture();
    while (status().pendingRows() == 0) {
      Thread.onSpinWait();
    }
    assertThat(receipt).isNotDone();
    long snapshot = table.seal().getFirst().snapshotId();
    assertThat(receipt.join().status()).isEqualTo(Status.COMMITTED);
    assertThat(receipt.join().snapshotId()).hasValue(snapshot);
    VectorSchemaRoot again = root();
    TestWarehouse.fill(again, 1, 2);
    Receipt repeated = appender.append(again, 1).toCompletableFuture().join();
    assertThat(repeated.snapshotId()).hasValue(snapshot);
  }

  @Test
  void droppingATableWithPendingRowsIsRefusedUnlessTheyMayGo() {
    append(table.appender("p"), 1, 1);
    assertThatThrownBy(
            () -> firn.dropTable(TestWarehouse.TABLE, Lanes.PendingRowsPolicy.REFUSE_DROP))
        .hasMessageContaining("--discard-pending");
    firn.dropTable(TestWarehouse.TABLE, Lanes.PendingRowsPolicy.DISCARD);
    assertThat(firn.lanes().status(Optional.empty())).isEmpty();
    table = TestWarehouse.createTable(firn, Map.of());
    assertThat(append(table.appender("p"), 1, 1).newRows()).isEqualTo(1);
  }

  @Test
  void singleRowsAreCollectedUntilTheBatchIsFullTheNumbersJumpOrSomebodyFlushes() {
    firn.close();
    firn = warehouse.open(config -> config.withLog(config.log().withBatches(3, 1_000_000)));
    table = firn.table(TestWarehouse.TABLE.toString());
    try (Appender appender = table.appender("p")) {
      var first = appender.appendRow(1, 10L).toCompletableFuture();
      var second = appender.appendRow(2, Map.of("n", 11L)).toCompletableFuture();
      assertThat(second).isSameAs(first).isNotDone();
      assertThatThrownBy(() -> appender.appendRow(3, "no number"))
          .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.DATA_REFUSED));
      appender.appendRow(3, 12L);
      assertThat(first.join().lastRow()).isEqualTo(3);
      var alone = appender.appendRow(4, 13L).toCompletableFuture();
      var jumped = appender.appendRow(9, 14L).toCompletableFuture();
      assertThat(alone.join().lastRow()).isEqualTo(4);
      appender.flush();
      assertThat(jumped.join().firstRow()).isEqualTo(9);
    }
    table.seal();
    assertThat(TableFolder.of(table).rowCount()).isEqualTo(5);
  }

  private LogStatus status() {
    return firn.lanes().status(Optional.empty()).getFirst();
  }

  private VectorSchemaRoot root() {
    return VectorSchemaRoot.create(ArrowMapping.toArrow(TestWarehouse.SCHEMA), firn.allocator());
  }

  private static Receipt append(Appender appender, long firstRow, long... values) {
    VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowMapping.toArrow(TestWarehouse.SCHEMA), appender.allocator());
    TestWarehouse.fill(root, values);
    return appender.append(root, firstRow).toCompletableFuture().join();
  }

  private static ErrorCode codeOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return ((FirnException) cause).code();
  }
}
