package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a table's properties say of its log. */
final class LaneSettingsTest {
  private static final long CAP = 50L << 30;

  @Test
  void tableThatSaysNothingHasTheDefaults() {
    assertThat(LaneSettings.of(Map.of(), CAP))
        .isEqualTo(
            new LaneSettings(
                Duration.ofMinutes(5), Duration.ofSeconds(1), 512L << 20, Long.MAX_VALUE));
  }

  @Test
  void tableSaysWhatItWants() {
    assertThat(
            LaneSettings.of(
                Map.of(
                    "firn.rotation-timeout", "30s",
                    "firn.commit-interval", "200ms",
                    "write.target-file-size-bytes", "1000000",
                    "firn.max-pending-size", "64MB"),
                CAP))
        .isEqualTo(
            new LaneSettings(
                Duration.ofSeconds(30), Duration.ofMillis(200), 1_000_000, 64_000_000));
  }

  @Test
  void targetIsNeverMoreThanTheCap() {
    assertThat(LaneSettings.of(Map.of(), 1_000).fileBytesTarget()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "firn.rotation-timeout, soon",
    "firn.commit-interval, -1s",
    "write.target-file-size-bytes, 512MB",
    "write.target-file-size-bytes, 0",
    "firn.max-pending-size, lots",
    "firn.max-pending-size, 0"
  })
  void whatCannotBeUsedIsRefused(String key, String value) {
    assertThatThrownBy(() -> LaneSettings.of(Map.of(key, value), CAP))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageContaining(key)
        .hasMessageContaining("'" + value + "'");
  }

  @Test
  void positionOfALogIsReadAsItWasWritten() {
    LogPosition position = new LogPosition(3, 4_096);
    String key = LogPosition.propertyOf("01KDXT79D831160SRWNDE1B34P");
    assertThat(key).isEqualTo("firn.log.01KDXT79D831160SRWNDE1B34P");
    assertThat(position).hasToString("3:4096");
    assertThat(LogPosition.of(Map.of(key, "3:4096"), "01KDXT79D831160SRWNDE1B34P"))
        .contains(position);
    assertThat(LogPosition.of(Map.of(), "01KDXT79D831160SRWNDE1B34P")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "3", "3:", ":4", "-1:4", "3:4:5", "' 3:4'", "9999999999999999999:1"})
  void whatIsNoPositionIsNone(String text) {
    assertThat(LogPosition.parse(text)).isEmpty();
  }
}
