package dev.firn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
  private static final Duration NOT_AT_ALL = Duration.ZERO;
  private static final Executor EACH_IN_A_THREAD = task -> new Thread(task).start();
  private static final Environment SYSTEM = Environment.system();

  @Test
  void arrowBuffersAndReservationsDrawOnOneSum() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20, 0, Duration.ofMillis(1), SYSTEM)) {
      Reservation reservation = budget.reserve("DuckDB", 1 << 19, NOT_AT_ALL);
      ArrowBuf buffer = budget.arrowRoot().buffer(1 << 18);
      assertThat(budget.usedBytes()).isEqualTo((1 << 19) + (1 << 18));

      assertThatThrownBy(() -> budget.arrowRoot().buffer(1 << 19))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("Arrow buffer")
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.MEMORY);
      assertThatThrownBy(() -> budget.reserve("codec", 1 << 19, NOT_AT_ALL))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("codec")
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.BUSY);

      reservation.close();
      reservation.close();
      assertThat(budget.usedBytes()).isEqualTo(1 << 18);
      buffer.close();
      assertThat(budget.usedBytes()).isZero();
      assertThat(budget.peakBytes()).isEqualTo((1 << 19) + (1 << 18));
      assertThat(budget.events().waits()).isEqualTo(2);
      assertThat(budget.events().refusals()).isEqualTo(2);
      assertThat(reservation.holder()).isEqualTo("DuckDB");
      assertThat(reservation.bytes()).isEqualTo(1 << 19);
    }
  }

  @Test
  void allocationThatAChildRefusesIsNotCharged() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20);
        BufferAllocator child = budget.arrowRoot().newChildAllocator("child", 0, 1 << 10)) {
      assertThatThrownBy(() -> child.buffer(1 << 12)).isInstanceOf(OutOfMemoryException.class);
      assertThat(budget.usedBytes()).isZero();
    }
  }

  @Test
  void waiterGetsTheBytesThatAnotherGivesBack() throws Exception {
    try (MemoryBudget budget = MemoryBudget.of(100)) {
      Reservation first = budget.reserve("first", 80, NOT_AT_ALL);
      CountDownLatch asked = new CountDownLatch(1);
      CompletableFuture<Reservation> second =
          CompletableFuture.supplyAsync(
              () -> {
                asked.countDown();
                return budget.reserve("second", 50, Duration.ofMinutes(1));
              });
      asked.await();
      assertThat(budget.tryReserve("third", 50)).isNull();
      first.close();
      Reservation granted = second.get(1, TimeUnit.MINUTES);
      assertThat(budget.usedBytes()).isEqualTo(50);
      granted.close();
    }
  }

  @Test
  void interruptedWaiterIsCancelled() {
    try (MemoryBudget budget = MemoryBudget.of(100);
        Reservation _ = budget.reserve("first", 80, NOT_AT_ALL)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> budget.reserve("second", 50, Duration.ofMinutes(1)))
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.CANCELLED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void moreThanTheWholeBudgetIsRefusedAtOnce() {
    try (MemoryBudget budget = MemoryBudget.of(100)) {
      assertThatThrownBy(() -> budget.reserve("load", 101, Duration.ofMinutes(1)))
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("max_usage")
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.MEMORY);
      assertThatThrownBy(() -> budget.tryReserve("load", -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(budget.bytesMax()).isEqualTo(100);
    }
    assertThatThrownBy(() -> MemoryBudget.of(0)).isInstanceOf(FirnException.class);
  }

  @Test
  void bufferWaitsForWhatAnotherOperationGivesBack() throws Exception {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20);
        MemoryShare first = budget.share("the first");
        MemoryShare second = budget.share("the second")) {
      ArrowBuf held = first.allocator().buffer(1 << 19);
      ArrowBuf own = second.allocator().buffer(1 << 18);
      CompletableFuture<ArrowBuf> waiting =
          CompletableFuture.supplyAsync(() -> second.allocator().buffer(1 << 19));
      while (!budget.isAnyoneWaiting()) {
        Thread.onSpinWait();
      }
      assertThat(waiting).isNotDone();
      held.close();
      waiting.get(1, TimeUnit.MINUTES).close();
      own.close();
      assertThat(budget.events().waits()).isEqualTo(1);
      assertThat(budget.events().waitedNanos()).isPositive();
      assertThat(budget.events().refusals()).isZero();
    }
  }

  @Test
  void lastOfTwoThatWaitForEachOtherIsRefusedAtOnceAndFreesTheFirst() throws Exception {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20);
        MemoryShare first = budget.share("the first")) {
      ArrowBuf heldByFirst = first.allocator().buffer(1 << 19);
      CompletableFuture<ArrowBuf> waiting;
      try (MemoryShare second = budget.share("the second");
          ArrowBuf _ = second.allocator().buffer(1 << 18)) {
        waiting = CompletableFuture.supplyAsync(() -> first.allocator().buffer(1 << 19));
        while (!budget.isAnyoneWaiting()) {
          Thread.onSpinWait();
        }
        assertThatThrownBy(() -> second.allocator().buffer(1 << 19))
            .isInstanceOf(FirnException.class)
            .hasMessageContaining("the second")
            .extracting(e -> ((FirnException) e).code())
            .isEqualTo(ErrorCode.MEMORY);
      }
      waiting.get(1, TimeUnit.MINUTES).close();
      heldByFirst.close();
    }
  }

  @Test
  void bufferIsRefusedWhenTheDeadlineHasPassed() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20, 0, Duration.ofMillis(1), SYSTEM);
        MemoryShare first = budget.share("the first");
        ArrowBuf _ = first.allocator().buffer(1 << 19);
        MemoryShare second = budget.share("the second");
        ArrowBuf _ = second.allocator().buffer(1 << 18)) {
      assertThatThrownBy(() -> second.allocator().buffer(1 << 19))
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.MEMORY);
      assertThat(budget.usedBytes()).isEqualTo((1 << 19) + (1 << 18));
    }
  }

  @Test
  void poolMakesRoomForWhatIsInUse() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20, 1 << 20, SYSTEM)) {
      budget.arrowRoot().buffer(1 << 19).close();
      assertThat(budget.pooledBytes()).isEqualTo(1 << 19);
      assertThat(budget.usedBytes()).isZero();
      try (Reservation _ = budget.reserve("DuckDB", 3 << 18, NOT_AT_ALL)) {
        assertThat(budget.pooledBytes()).isZero();
        assertThat(budget.trimmedBytes()).isEqualTo(1 << 19);
      }
    }
  }

  @Test
  void sizesShrinkAsMemoryGetsShort() {
    try (MemoryBudget budget = MemoryBudget.of(1_000)) {
      assertThat(budget.tightened(64)).isEqualTo(64);
      try (Reservation _ = budget.reserve("a", 751, NOT_AT_ALL)) {
        assertThat(budget.tightened(64)).isEqualTo(32);
        try (Reservation _ = budget.reserve("b", 125, NOT_AT_ALL)) {
          assertThat(budget.tightened(64)).isEqualTo(16);
        }
      }
    }
  }

  @Test
  void bufferWaitsAlsoBesideAReservationThatWaits() throws Exception {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20);
        MemoryShare first = budget.share("the first")) {
      ArrowBuf held = first.allocator().buffer(3 << 18);
      CompletableFuture<Reservation> query =
          CompletableFuture.supplyAsync(
              () -> budget.reserve("a query", 1 << 19, Duration.ofMinutes(1)), EACH_IN_A_THREAD);
      while (!budget.isAnyoneWaiting()) {
        Thread.onSpinWait();
      }
      CompletableFuture<Long> load =
          CompletableFuture.supplyAsync(
              () -> {
                try (MemoryShare second = budget.share("the second");
                    ArrowBuf buffer = second.allocator().buffer(3 << 17)) {
                  return buffer.capacity();
                }
              },
              EACH_IN_A_THREAD);
      while (budget.waitingCount() < 2 && !load.isDone()) {
        Thread.onSpinWait();
      }
      held.close();
      assertThat(load.get(1, TimeUnit.MINUTES)).isEqualTo(3 << 17);
      query.get(1, TimeUnit.MINUTES).close();
    }
  }

  @Test
  void senderWaitsForAnOperation() throws Exception {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20);
        MemoryShare load = budget.share("a load")) {
      ArrowBuf held = load.allocator().buffer(3 << 18);
      Thread sender = new Thread(() -> budget.arrowRoot().buffer(1 << 19).close(), "sender");
      sender.start();
      while (sender.getState() != Thread.State.TIMED_WAITING && sender.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(sender.isAlive()).isTrue();
      held.close();
      sender.join();
      assertThat(budget.events().refusals()).isZero();
      assertThat(budget.events().waits()).isEqualTo(1);
    }
  }

  @Test
  void loadThatIsAloneIsRefusedAtOnceAlsoForItsReader() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20);
        MemoryShare load = budget.share("a load");
        ArrowBuf _ = load.allocator().buffer(3 << 18)) {
      assertThatThrownBy(() -> budget.arrowRoot().buffer(1 << 19))
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.MEMORY);
      try (Reservation _ = budget.reserve("DuckDB", 1 << 17, NOT_AT_ALL)) {
        assertThatThrownBy(() -> load.allocator().buffer(1 << 18))
            .isInstanceOf(FirnException.class);
      }
    }
  }
}
