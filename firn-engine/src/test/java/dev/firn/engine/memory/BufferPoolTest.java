package dev.firn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BufferPoolTest {
  private static final long BLOCK = 8_192;

  private final BufferPool pool = new BufferPool(4 * BLOCK);

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void blockThatWasGivenBackIsTakenAgain() {
    long first = pool.take(BLOCK);
    long second = pool.take(BLOCK);
    pool.give(first, BLOCK);
    pool.give(second, BLOCK);
    assertThat(pool.freeBytes()).isEqualTo(2 * BLOCK);
    assertThat(pool.take(BLOCK)).isEqualTo(second);
    assertThat(pool.take(BLOCK)).isEqualTo(first);
    assertThat(pool.freeBytes()).isZero();
    pool.give(first, BLOCK);
    pool.give(second, BLOCK);
  }

  @Test
  void moreThanThePoolMayKeepGoesBackToTheSystem() {
    long[] blocks = new long[6];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = pool.take(BLOCK);
    }
    for (long block : blocks) {
      pool.give(block, BLOCK);
    }
    assertThat(pool.freeBytes()).isEqualTo(4 * BLOCK);
    pool.give(pool.take(512), 512);
    assertThat(pool.freeBytes()).isEqualTo(4 * BLOCK);
  }

  @Test
  void sweepGivesBackWhatNobodyNeededSinceTheLastOne() {
    long[] blocks = {pool.take(BLOCK), pool.take(BLOCK), pool.take(BLOCK)};
    for (long block : blocks) {
      pool.give(block, BLOCK);
    }
    pool.sweep();
    assertThat(pool.freeBytes()).as("all were needed a moment ago").isEqualTo(3 * BLOCK);
    long needed = pool.take(BLOCK);
    pool.give(needed, BLOCK);
    pool.sweep();
    assertThat(pool.freeBytes()).isEqualTo(BLOCK);
    assertThat(pool.trimmedBytes()).isEqualTo(2 * BLOCK);
    pool.sweep();
    assertThat(pool.freeBytes()).isZero();
  }

  @Test
  void trimFreesTheLargestFirst() {
    long small = pool.take(BLOCK);
    long large = pool.take(2 * BLOCK);
    pool.give(small, BLOCK);
    pool.give(large, 2 * BLOCK);
    pool.trimTo(BLOCK);
    assertThat(pool.freeBytes()).isEqualTo(BLOCK);
    assertThat(pool.take(BLOCK)).isEqualTo(small);
    pool.give(small, BLOCK);
  }

  @Test
  void closedPoolKeepsNothing() {
    long late = pool.take(BLOCK);
    pool.close();
    pool.give(late, BLOCK);
    assertThat(pool.freeBytes()).isZero();
  }
}
