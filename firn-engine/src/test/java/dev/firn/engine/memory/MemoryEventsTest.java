package dev.firn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemoryEventsTest {
  @Test
  void warningSaysWhatHappenedAndWhatToChange() {
    MemoryEvents events = new MemoryEvents(1_000, () -> 0);
    events.waited(5);
    events.refused();
    events.shrunk(Shrink.ROW_GROUP);
    events.shrunk(Shrink.ROW_GROUP);
    events.spilled(70_000);
    assertThat(events.words())
        .isEqualTo(
            "Memory is short, and work slower than it could be: 1 waits, 1 refusals, 2 smaller row"
                + " groups, 1 spills of 70,000 bytes since the start, with a budget of 1,000 bytes."
                + " Raise storage.parquet.memory.max_usage or run less at once.");
    assertThat(events.waits()).isEqualTo(1);
    assertThat(events.waitedNanos()).isEqualTo(5);
    assertThat(events.refusals()).isEqualTo(1);
    assertThat(events.shrinks(Shrink.ROW_GROUP)).isEqualTo(2);
    assertThat(events.shrinks(Shrink.BATCH)).isZero();
    assertThat(events.spilledBytes()).isEqualTo(70_000);
  }

  @Test
  void oneLineIsEnoughForTenMinutes() {
    long[] now = {0};
    MemoryEvents events = new MemoryEvents(1_000, () -> now[0]);
    assertThat(warningsOf(events, 19)).isZero();
    assertThat(warningsOf(events, 1)).isEqualTo(1);
    assertThat(warningsOf(events, 100)).isZero();
    now[0] += 600_000_000_000L;
    assertThat(warningsOf(events, 1)).isEqualTo(1);
    assertThat(warningsOf(events, 19)).isZero();
  }

  private static long warningsOf(MemoryEvents events, int count) {
    long before = events.warnings();
    for (int i = 0; i < count; i++) {
      events.refused();
    }
    return events.warnings() - before;
  }
}
