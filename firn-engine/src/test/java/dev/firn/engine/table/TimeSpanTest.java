package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "5m, PT5M, 5m",
    "200ms, PT0.2S, 200ms",
    "1m30s, PT1M30S, 90s",
    "' 1 h 30 m ', PT1H30M, 90m",
    "2d, PT48H, 2d",
    "1d2h3m4s5ms, PT26H3M4.005S, 93784005ms",
    "90s, PT90S, 90s",
    "60s, PT1M, 1m",
    "0s, PT0S, 0ms"
  })
  void addsItsUnitsUpAndIsSpokenInOne(String text, Duration duration, String spoken) {
    TimeSpan span = TimeSpan.parse(text).orElseThrow();
    assertThat(span.duration()).isEqualTo(duration);
    assertThat(span).hasToString(spoken);
    assertThat(TimeSpan.parse(spoken)).contains(span);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "m",
        "5M",
        "5min",
        "-5m",
        "1.5m",
        "30s1m",
        "5m5m",
        "5 m s",
        "PT5M",
        "999999999999999999d"
      })
  void refusesWhatIsNoTimeOrTooLong(String text) {
    assertThat(TimeSpan.parse(text)).isEmpty();
  }

  @Test
  void longGapsAreRefusedAtOnce() {
    assertThat(TimeSpan.parse("1d" + " ".repeat(1_000_000) + "x")).isEmpty();
  }
}
