package dev.firn.engine.ingest;

import static dev.firn.engine.ingest.Streaming.append;
import static dev.firn.engine.ingest.Streaming.codeOf;
import static dev.firn.engine.ingest.Streaming.status;
import static dev.firn.engine.ingest.Streaming.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose log may hold little: senders are told, or wait; nothing grows. */
final class LogLimitsTest {
  private static final long PENDING_BYTES_MAX = 20_000;

  @TempDir private Path folder;
  private final Streaming.Time time = new Streaming.Time();
  private Firn firn;

  @BeforeEach
  void open() {
    TestWarehouse warehouse = new TestWarehouse(folder.resolve("warehouse"));
    firn = Streaming.open(warehouse, time, 1);
    TestWarehouse.createTable(firn, Map.of("firn.max-pending-size", PENDING_BYTES_MAX + "B"));
  }

  @AfterEach
  void close() {
    firn.close();
  }

  @Test
  void senderIsToldToComeBackAndFindsRoomAfterASeal() {
    Appender appender = table(firn).appender("p");
    int rows = fillUp(appender, 100);
    assertThat(status(firn).pendingBytes()).isLessThanOrEqualTo(PENDING_BYTES_MAX);
    table(firn).seal();
    assertThat(append(appender, rows + 1, numbers(100)).newRows()).isEqualTo(100);
  }

  @Test
  void senderWithPatienceWaitsForTheSeal() {
    FirnTable table = table(firn);
    Appender appender = table.appender("p");
    int rows = fillUp(appender, 100);
    Appender patient = table.appender(AppenderOptions.of("p").waiting(Duration.ofMinutes(1)));
    CompletableFuture<Receipt> waiting =
        CompletableFuture.supplyAsync(() -> append(patient, rows + 1, numbers(100)));
    assertThat(waiting).isNotDone();
    table.seal();
    assertThat(waiting.join().newRows()).isEqualTo(100);
  }

  /**
   * More than half of the room is taken and the batch needs more: nobody would commit for five
   * minutes.
   */
  @Test
  void batchThatFindsNoRoomMakesTheRowsDueThatTakeIt() {
    Appender appender = table(firn).appender("p");
    append(appender, 1, numbers(1_300));
    assertThatThrownBy(() -> append(appender, 1_301, numbers(1_500)))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.BUSY));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(1_300);
    assertThat(append(appender, 1_301, numbers(1_500)).newRows()).isEqualTo(1_500);
  }

  @Test
  void batchThatIsLargerThanTheLimitGetsInAlone() {
    Appender appender = table(firn).appender("p");
    assertThat(append(appender, 1, numbers(5_000)).newRows()).isEqualTo(5_000);
    assertThatThrownBy(() -> append(appender, 5_001, numbers(1)))
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.BUSY));
    firn.lanes().sealDue();
    assertThat(TableFolder.of(table(firn)).rowCount()).isEqualTo(5_000);
  }

  @Test
  void repeatedRowsTakeNoRoom() {
    Appender appender = table(firn).appender("p");
    for (int i = 0; i < 100; i++) {
      append(appender, 1, numbers(500));
    }
    assertThat(status(firn).pendingRows()).isEqualTo(500);
  }

  /** Appends batches until there is no room; gives the rows that were taken. */
  private static int fillUp(Appender appender, int batchRows) {
    for (int rows = 0; rows < 100_000; rows += batchRows) {
      try {
        append(appender, rows + 1, numbers(batchRows));
      } catch (RuntimeException e) {
        assertThat(codeOf(e)).isEqualTo(ErrorCode.BUSY);
        return rows;
      }
    }
    throw new AssertionError("the log has no limit");
  }

  private static long[] numbers(int count) {
    return LongStream.range(0, count).toArray();
  }
}
