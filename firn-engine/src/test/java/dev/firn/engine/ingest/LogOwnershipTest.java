package dev.firn.engine.ingest;

import static dev.firn.engine.ingest.Streaming.append;
import static dev.firn.engine.ingest.Streaming.codeOf;
import static dev.firn.engine.ingest.Streaming.status;
import static dev.firn.engine.ingest.Streaming.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.log.Sender;
import dev.firn.engine.registry.LogRow;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.FaultyStorage;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.LogPosition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a log: one process at a time, and what becomes of it when that process has gone. */
final class LogOwnershipTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn first;
  private Firn second;

  @BeforeEach
  void open() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    first = warehouse.open();
    TestWarehouse.createTable(first);
    second = warehouse.open();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void producerOfALivingProcessIsBusyElsewhereAndFreeAfterIt() {
    append(table(first).appender("p"), 1, 1);
    assertThatThrownBy(() -> table(second).appender("p"))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining("Producer 'p'");
    assertThat(append(table(second).appender("q"), 1, 2).newRows()).isEqualTo(1);
    assertThatThrownBy(() -> table(second).seal())
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining("another process has open");
    first.closeFast();
    assertThat(append(table(second).appender("p"), 1, 1, 3).newRows()).isEqualTo(1);
    table(second).seal();
    assertThat(TableFolder.of(table(second)).rowCount()).isEqualTo(3);
  }

  /** A lock that the system has lost lets two processes believe in their log. */
  @Test
  void commitOfAnOwnerThatLostItsLogIsRefused() {
    FaultyStorage storage = FaultyStorage.of(FaultPlan.none());
    try (Firn lost = open(storage)) {
      Appender zombie = table(lost).appender("p");
      append(zombie, 1, 1, 2);
      storage.loseLocks();
      table(second).seal();
      assertThat(TableFolder.of(table(second)).rowCount()).isEqualTo(2);
      assertThatThrownBy(() -> table(lost).seal())
          .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.FENCED))
          .hasMessageContaining("Another process has taken the log over");
      assertThatThrownBy(() -> append(zombie, 3, 3))
          .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.FENCED));
      assertThat(LogPosition.of(table(second).metadata().properties(), status(second).logId()))
          .map(LogPosition::epoch)
          .contains(2L);
      assertThat(TableFolder.of(table(second)).rowCount()).isEqualTo(2);
      lost.closeFast();
    }
  }

  @Test
  void refusedDropLeavesAStoppedLaneStopped() {
    FaultyStorage storage = FaultyStorage.of(FaultPlan.none());
    try (Firn lost = open(storage)) {
      Appender zombie = table(lost).appender("p");
      append(zombie, 1, 1);
      storage.loseLocks();
      append(table(second).appender("p"), 2, 2);
      assertThatThrownBy(() -> table(lost).seal())
          .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.FENCED));
      assertThatThrownBy(() -> lost.dropTable(TestWarehouse.TABLE, PendingRowsPolicy.REFUSE_DROP))
          .satisfies(e -> assertThat(codeOf(e)).isIn(ErrorCode.CONFLICT, ErrorCode.BUSY));
      assertThatThrownBy(() -> append(zombie, 2, 2))
          .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.FENCED));
      lost.closeFast();
    }
  }

  @Test
  void refusedDropLetsALaneGoOn() {
    Appender appender = table(first).appender("p");
    append(appender, 1, 1);
    assertThatThrownBy(() -> first.dropTable(TestWarehouse.TABLE, PendingRowsPolicy.REFUSE_DROP))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CONFLICT));
    assertThat(append(appender, 2, 2).newRows()).isEqualTo(1);
  }

  /** A log without rows and producers goes as soon as its process has another one. */
  @Test
  void unusedLogIsRetiredAndItsSendersGoToAnother() {
    Appender anonymous = table(first).appender(AppenderOptions.of(Sender.anonymous()));
    append(anonymous, 1, 10);
    table(first).seal();
    append(table(second).appender("p"), 1, 1);
    second.closeFast();
    table(first).seal();
    LogRow left = first.registry().logs().list().getFirst();
    assertThat(first.registry().logs().list()).hasSize(1);
    assertThat(first.storage().list(folderOfLogs()))
        .allMatch(each -> each.startsWith(left.folder()) || each.contains("/folder.id"));
    append(anonymous, 1, 11);
    table(first).seal();
    assertThat(TableFolder.of(table(first)).rowCount()).isEqualTo(3);
  }

  @Test
  void retirementThatWasInterruptedIsFinishedByTheNextProcess() {
    Appender anonymous = table(first).appender(AppenderOptions.of(Sender.anonymous()));
    append(anonymous, 1, 10);
    table(first).seal();
    first.closeFast();
    LogRow log = second.registry().logs().list().getFirst();
    second.registry().logs().retire(log.logId());
    assertThat(second.lanes().status(Optional.empty())).isEmpty();
    append(table(second).appender("p"), 1, 1);
    assertThat(second.registry().logs().list()).hasSize(1).doesNotContain(log);
    assertThat(second.storage().list(folderOfLogs()))
        .noneMatch(each -> each.startsWith(log.folder()));
  }

  /** A row of the registry may have been read before another process removed the log. */
  @Test
  void logThatAnotherProcessHasRemovedIsNotTakenOver() {
    append(table(first).appender("p"), 1, 1);
    table(first).seal();
    first.closeFast();
    LogRow log = second.registry().logs().list().getFirst();
    second.storage().deleteFolder(log.folder());
    second.registry().logs().delete(log.logId());
    LogTakeovers takeovers = new LogTakeovers(second.lanes().parts());
    assertThat(takeovers.takeOver(log, TestWarehouse.TABLE, Long.MAX_VALUE)).isEmpty();
    assertThat(second.storage().list(folderOfLogs()))
        .noneMatch(each -> each.startsWith(log.folder()));
  }

  /** What cannot be taken over now is free for the next try, and so is all beside it. */
  @Test
  void takeoverThatFailsHalfwayGivesBackWhatItHas() {
    append(table(first).appender("p"), 1, 1);
    append(table(second).appender("q"), 1, 2);
    first.closeFast();
    second.closeFast();
    boolean[] strikes = {true};
    LogRow last = warehouse.open().registry().logs().list().getLast();
    FaultPlan plan =
        FaultPlan.by(
            1,
            call ->
                strikes[0] && call.startsWith("list ") && call.endsWith(last.logId())
                    ? Optional.of(Mode.BEFORE)
                    : Optional.empty());
    try (Firn third = open(FaultyStorage.of(plan))) {
      assertThatThrownBy(() -> table(third).seal())
          .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.STORAGE));
      strikes[0] = false;
      assertThat(table(third).seal()).hasSize(2);
      assertThat(TableFolder.of(table(third)).rowCount()).isEqualTo(2);
    }
  }

  @Test
  void appenderRemovesWhatADeadProcessLeftOfTheTable() {
    FaultPlan plan =
        FaultPlan.by(
            1,
            call ->
                call.startsWith("create ") && call.endsWith(".metadata.json")
                    ? Optional.of(Mode.CRASH_BEFORE)
                    : Optional.empty());
    Firn dying = open(FaultyStorage.of(plan));
    append(table(dying).appender("p"), 1, 1);
    assertThatThrownBy(() -> table(dying).seal()).isInstanceOf(RuntimeException.class);
    try {
      dying.closeFast();
    } catch (RuntimeException e) {
      assertThat(e).isNotNull();
    }
    assertThat(second.leftovers()).isNotEmpty();
    table(second).appender("q");
    assertThat(second.leftovers()).isEmpty();
  }

  private String folderOfLogs() {
    return LocalStorage.locationOf(warehouse.config().log().folder());
  }

  private Firn open(FaultyStorage storage) {
    return Firn.open(
        warehouse.config(),
        storage,
        Registry.dataSource(warehouse.config().catalogUri()),
        Environment.of(Clock.fixed(TestWarehouse.NOW, ZoneOffset.UTC), 77),
        new IcebergValues());
  }
}
