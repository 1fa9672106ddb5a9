package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

final class ProcessFiguresTest {
  private static final int HELD_BYTES = 256 << 20;
  private static final long WORK_NANOS = 200_000_000;

  @Test
  void mostResidentMemoryIsCountedSinceItWasForgotten() throws IOException {
    ProcessFigures figures = new ProcessFigures(ProcessHandle.current().pid());
    try (Arena arena = Arena.ofConfined()) {
      arena.allocate(HELD_BYTES).fill((byte) 1);
    }
    double most = figures.residentBytesMax();
    assertThat(most).isGreaterThan(figures.residentBytes() + HELD_BYTES / 2.0);
    figures.forgetResidentMax();
    assertThat(figures.residentBytesMax()).isLessThan(most - HELD_BYTES / 2.0);
  }

  @Test
  void cpuTimeGrowsWithWork() throws IOException {
    ProcessFigures figures = new ProcessFigures(ProcessHandle.current().pid());
    double before = figures.cpuSeconds();
    assertThat(before).isPositive();
    long until = System.nanoTime() + WORK_NANOS;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    // Other threads of this process may have worked too, and on a busy machine this one less.
    assertThat(figures.cpuSeconds() - before).isBetween(0.01, 60.0);
  }

  @Test
  void processThatIsGoneHasNoFigures() throws IOException {
    ProcessFigures figures = new ProcessFigures(Integer.MAX_VALUE);
    figures.forgetResidentMax();
    assertThat(figures.cpuSeconds()).isNaN();
    assertThat(figures.residentBytes()).isNaN();
    assertThat(figures.residentBytesMax()).isNaN();
  }
}
