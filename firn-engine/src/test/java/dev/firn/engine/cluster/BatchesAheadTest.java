package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that are made ready by a helper: the same ones, and none is left behind. */
final class BatchesAheadTest {
  private final BufferAllocator allocator = new RootAllocator();

  /** Who makes batches ready. */
  enum Helper implements Executor {
    AT_ONCE {
      @Override
      public void execute(Runnable task) {
        task.run();
      }
    },
    NEVER {
      @Override
      public void execute(Runnable task) {
        // The owner does it.
      }
    },
    IN_A_THREAD {
      @Override
      public void execute(Runnable task) {
        new Thread(task, "helper").start();
      }
    }
  }

  /** Batches of one number; then the end, or a failure. */
  private final class Numbers implements OrderedBatches {
    private final int count;
    private final boolean fails;
    private int given;
    private boolean isClosed;

    Numbers(int count, boolean fails) {
      this.count = count;
      this.fails = fails;
    }

    @Override
    public Optional<VectorSchemaRoot> next() {
      if (given == count) {
        if (fails) {
          throw new IllegalStateException("the disk is gone");
        }
        return Optional.empty();
      }
      BigIntVector number = new BigIntVector("n", allocator);
      number.setSafe(0, given++);
      number.setValueCount(1);
      return Optional.of(VectorSchemaRoot.of(number));
    }

    @Override
    public boolean isWhole() {
      return true;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @AfterEach
  void giveBack() {
    allocator.close();
  }

  private static long numberOf(VectorSchemaRoot root) {
    try (root) {
      return ((BigIntVector) root.getVector(0)).get(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchesComeAsTheyAre(Helper helper) {
    Numbers numbers = new Numbers(5, false);
    List<Long> found = new ArrayList<>();
    try (BatchesAhead ahead = new BatchesAhead(numbers, helper)) {
      ahead.next().ifPresent(root -> found.add(numberOf(root)));
      for (var next = ahead.next(); next.isPresent(); next = ahead.next()) {
        found.add(numberOf(next.get()));
      }
      assertThat(ahead.next()).isEmpty();
    }
    assertThat(found).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(numbers.isClosed).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void batchThatNobodyTakesIsGivenBack(Helper helper) {
    try (BatchesAhead ahead = new BatchesAhead(new Numbers(3, false), helper)) {
      assertThat(numberOf(ahead.next().orElseThrow())).isZero();
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void failureComesWhenItsBatchIsTaken(Helper helper) {
    try (BatchesAhead ahead = new BatchesAhead(new Numbers(1, true), helper)) {
      assertThat(numberOf(ahead.next().orElseThrow())).isZero();
      assertThatThrownBy(ahead::next).hasMessage("the disk is gone");
    }
  }
}
