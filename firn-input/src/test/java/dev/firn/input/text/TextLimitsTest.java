package dev.firn.input.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.memory.Shrink;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.Test;

final class TextLimitsTest {
  @Test
  void batchesHaveFewerBytesWhileMemoryIsShort() {
    try (MemoryBudget budget = MemoryBudget.of(1 << 20)) {
      TextLimits limits = new TextLimits(10, 1_000, Optional.of(budget));
      assertThat(limits.batchBytesNow()).isEqualTo(1_000);
      limits.ended(1_000, 1_000);
      assertThat(budget.events().shrinks(Shrink.BATCH)).isZero();
      try (ArrowBuf _ = budget.arrowRoot().buffer(900 << 10)) {
        assertThat(limits.batchBytesNow()).isEqualTo(250);
        limits.ended(249, 250);
        assertThat(budget.events().shrinks(Shrink.BATCH)).isZero();
        limits.ended(250, 250);
        assertThat(budget.events().shrinks(Shrink.BATCH)).isEqualTo(1);
      }
    }
  }
}
