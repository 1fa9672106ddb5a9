package dev.firn.engine.ingest;

import static dev.firn.engine.ingest.Streaming.append;
import static dev.firn.engine.ingest.Streaming.codeOf;
import static dev.firn.engine.ingest.Streaming.rot;
import static dev.firn.engine.ingest.Streaming.segments;
import static dev.firn.engine.ingest.Streaming.status;
import static dev.firn.engine.ingest.Streaming.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Evolution;
import dev.firn.engine.Firn;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.LogPosition;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs that do not hold what was written: the table stops, verify tells, repair goes on. */
final class LogDamageTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Firn firn;

  @BeforeEach
  void open() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = warehouse.open();
    TestWarehouse.createTable(firn);
  }

  @AfterEach
  void close() {
    firn.close();
  }

  /** Where a bit has turned. */
  enum Place {
    SEGMENT_HEADER,
    FRAME_HEADER,
    FRAME_BODY
  }

  @ParameterizedTest
  @EnumSource
  void damageStopsTheTableUntilARepairSaysWhatIsLost(Place place) {
    Receipt first = append(table(firn).appender("p"), 1, 1, 2);
    Receipt second = append(table(firn).appender("p"), 3, 3, 4, 5);
    append(table(firn).appender("p"), 6, 6);
    reopenFast();
    Path segment = segments(status(firn)).getFirst();
    int header = Streaming.headerBytes(segment);
    switch (place) {
      case SEGMENT_HEADER -> rot(segment, 100);
      case FRAME_HEADER -> rot(segment, header + first.offset() + 20);
      case FRAME_BODY -> rot(segment, header + second.offset() - 12);
    }

    assertThat(firn.lanes().verify(Optional.empty()).getFirst().damages()).hasSize(1);
    assertThatThrownBy(() -> table(firn).seal())
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining("firn log repair");
    assertThatThrownBy(() -> append(table(firn).appender("p"), 7, 7))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CORRUPT));
    assertThat(TableFolder.of(table(firn)).rowCount()).isZero();
    reopenFast();

    LogRepair planned = firn.lanes().planRepairs(Optional.empty()).getFirst();
    assertThat(planned.losses()).hasSize(1);
    assertThat(planned.rows()).isEqualTo(place == Place.FRAME_BODY ? 3 : -1);
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
    assertThat(firn.lanes().planRepairs(Optional.empty())).isEmpty();
    assertThat(firn.lanes().verify(Optional.empty()).getFirst().damages()).isEmpty();
    table(firn).seal();
    long left = place == Place.SEGMENT_HEADER ? 0 : 3;
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(left);
    append(table(firn).appender("p"), 7, 7);
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(left + 1);
    TableFolder.of(table(firn)).requireNothingUnreferenced("after a repair");
  }

  @Test
  void rowsThatARepairNamedAsLostCanBeSentAgainUnderTheirNumbers() {
    append(table(firn).appender("p"), 1, 1, 2);
    Receipt lost = append(table(firn).appender("p"), 3, 3, 4, 5);
    reopenFast();
    // A later segment, whose header knows all of them.
    append(table(firn).appender("p"), 6, 6);
    reopenFast();
    Path segment = segments(status(firn)).getFirst();
    rot(segment, Streaming.headerBytes(segment) + lost.offset() - 12);
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));

    assertThat(append(table(firn).appender("p"), 1, 1, 2).newRows()).isZero();
    assertThat(append(table(firn).appender("p"), 3, 3, 4, 5).newRows()).isEqualTo(3);
    reopenFast();
    assertThat(append(table(firn).appender("p"), 1, 1, 2, 3, 4, 5, 6).newRows()).isZero();
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(6);
  }

  @Test
  void lostRowsThatWereSentAgainAreKnownAfterASecondRepair() {
    append(table(firn).appender("p"), 1, 1, 2);
    Receipt lost = append(table(firn).appender("p"), 3, 3, 4, 5);
    reopenFast();
    append(table(firn).appender("p"), 6, 6);
    reopenFast();
    Path first = segments(status(firn)).getFirst();
    rot(first, Streaming.headerBytes(first) + lost.offset() - 12);
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
    assertThat(append(table(firn).appender("p"), 3, 3, 4, 5).newRows()).isEqualTo(3);
    reopenFast();
    append(table(firn).appender("p"), 7, 7);
    reopenFast();
    rot(segments(status(firn)).getLast(), 100);
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));

    assertThat(append(table(firn).appender("p"), 3, 3, 4, 5).newRows()).isZero();
  }

  @Test
  void tableThatWasSetBackStopsAndRepairCommitsWhatTheLogStillHas() {
    append(table(firn).appender("p"), 1, 1, 2);
    table(firn).seal();
    append(table(firn).appender("p"), 3, 3);
    String log = status(firn).logId();
    reopenFast();
    Evolution.evolve(
        firn,
        table(firn),
        each -> each.updateProperties().set(LogPosition.propertyOf(log), "1:0").commit());
    assertThatThrownBy(() -> table(firn).seal())
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining("set back to an older state");
    reopenFast();
    assertThat(firn.lanes().planRepairs(Optional.empty()).getFirst().losses().getFirst())
        .contains("that the table had");
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(3);
  }

  @Test
  void logThatWasSetBackOrRemovedStopsAndRepairGoesOnBehindIt() {
    append(table(firn).appender("p"), 1, 1, 2);
    table(firn).seal();
    String logFolder = status(firn).folder();
    long committed = status(firn).committedOffset();
    reopenFast();
    firn.storage().deleteFolder(logFolder);
    assertThatThrownBy(() -> table(firn).seal())
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining("set back to an older state or removed");
    reopenFast();
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
    Receipt receipt = append(table(firn).appender("p"), 3, 3);
    assertThat(receipt.offset()).isGreaterThan(committed);
    table(firn).seal();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(3);
  }

  @Test
  void propertyThatWasChangedByHandIsNotOverwritten() {
    append(table(firn).appender("p"), 1, 1);
    table(firn).seal();
    append(table(firn).appender("p"), 2, 2);
    String key = LogPosition.propertyOf(status(firn).logId());
    Evolution.evolve(firn, table(firn), each -> each.updateProperties().set(key, "1:8").commit());
    assertThatThrownBy(() -> table(firn).seal())
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining(key);
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1);
  }

  @Test
  void logOfATableThatAnotherEngineDroppedGoesWithARepair() {
    append(table(firn).appender("p"), 1, 1, 2);
    String logFolder = status(firn).folder();
    firn.catalog().drop(TestWarehouse.TABLE);
    reopenFast();
    assertThat(status(firn).state()).isEqualTo(LogStatus.State.ORPHANED);
    LogRepair planned = firn.lanes().planRepairs(Optional.empty()).getFirst();
    assertThat(planned.rows()).isEqualTo(2);
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
    assertThat(firn.lanes().status(Optional.empty())).isEmpty();
    assertThat(LocalStorage.create().folderExists(logFolder)).isFalse();
  }

  private void reopenFast() {
    firn.closeFast();
    firn = warehouse.open();
  }
}
