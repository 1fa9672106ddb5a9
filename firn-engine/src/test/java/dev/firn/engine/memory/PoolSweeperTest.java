package dev.firn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.environment.Ticker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PoolSweeperTest {
  private static final long BLOCK = 8_192;

  private final List<Runnable> ticks = new ArrayList<>();
  private int ended;
  private final Ticker ticker =
      (period, action) -> {
        ticks.add(action);
        return () -> ended++;
      };

  @Test
  void idlePoolIsEmptiedByTwoSweeps() {
    BufferPool pool = new BufferPool(BLOCK);
    try (PoolSweeper sweeper = new PoolSweeper(pool, ticker)) {
      assertThat(ticks).isEmpty();
      pool.give(pool.take(BLOCK), BLOCK);
      sweeper.wake();
      sweeper.wake();
      assertThat(ticks).hasSize(1);
      ticks.getFirst().run();
      assertThat(pool.freeBytes()).isEqualTo(BLOCK);
      ticks.getFirst().run();
      assertThat(pool.freeBytes()).isZero();
    }
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void closedSweeperDoesNotBegin() {
    PoolSweeper sweeper = new PoolSweeper(new BufferPool(BLOCK), ticker);
    sweeper.close();
    sweeper.wake();
    assertThat(ticks).isEmpty();
  }
}
