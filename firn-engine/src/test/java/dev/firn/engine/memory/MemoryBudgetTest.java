package dev.firn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
  private static final Duration NOT_AT_ALL = Duration.ZERO;

  @Test
  void arrowBuffersAndReservationsDrawOnOneSum() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20)) {
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
      assertThat(budget.waitCount()).isEqualTo(1);
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
}
