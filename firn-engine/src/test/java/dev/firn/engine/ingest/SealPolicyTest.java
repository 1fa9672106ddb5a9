package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.LaneSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** When pending rows are due. */
final class SealPolicyTest {
  private static final LaneSettings SETTINGS =
      new LaneSettings(Duration.ofMinutes(5), Duration.ofSeconds(1), 1_000, Long.MAX_VALUE);
  private static final long NOW = Duration.ofHours(1).toNanos();

  private long rows = 10;
  private double encodedBytes = 500;
  private OptionalLong oldestNanos = OptionalLong.of(NOW);
  private OptionalLong waitingSinceNanos = OptionalLong.empty();
  private double pressure;

  private Optional<SealReason> due() {
    return SealPolicy.due(
        new SealPolicy.Facts(rows, encodedBytes, oldestNanos, waitingSinceNanos, pressure),
        SETTINGS,
        NOW);
  }

  @Test
  void freshRowsAreNot() {
    assertThat(due()).isEmpty();
  }

  @Test
  void rowsThatFillAFileAre() {
    encodedBytes = 999.9;
    assertThat(due()).isEmpty();
    encodedBytes = 1_000;
    assertThat(due()).contains(SealReason.SIZE);
  }

  @Test
  void rowsAreWhenTheOldestIsAsOldAsTheTimeout() {
    oldestNanos = OptionalLong.of(NOW - Duration.ofMinutes(5).toNanos() + 1);
    assertThat(due()).isEmpty();
    oldestNanos = OptionalLong.of(NOW - Duration.ofMinutes(5).toNanos());
    assertThat(due()).contains(SealReason.AGE);
  }

  @Test
  void rowsAreWhenASenderHasWaitedForTheInterval() {
    waitingSinceNanos = OptionalLong.of(NOW - Duration.ofSeconds(1).toNanos() + 1);
    assertThat(due()).isEmpty();
    waitingSinceNanos = OptionalLong.of(NOW - Duration.ofSeconds(1).toNanos());
    assertThat(due()).contains(SealReason.RECEIPT);
  }

  @Test
  void rowsAreWhenTheLogsAreNearlyFull() {
    pressure = 0.74;
    assertThat(due()).isEmpty();
    pressure = 0.75;
    assertThat(due()).contains(SealReason.PRESSURE);
  }

  @Test
  void nothingIsNeverDue() {
    rows = 0;
    encodedBytes = 2_000;
    pressure = 1;
    waitingSinceNanos = OptionalLong.of(0);
    assertThat(due()).isEmpty();
  }

  @Test
  void clockThatRanBackwardsMakesNothingDue() {
    oldestNanos = OptionalLong.of(NOW + Duration.ofHours(1).toNanos());
    assertThat(due()).isEmpty();
  }
}
