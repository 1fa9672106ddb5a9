package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  private static final Map<String, String> DEFAULTS =
      Map.of("--rounds", "3", "--budget", "256MB", "--spark", Options.FLAG);

  @Test
  void takesFlagsWithoutAndOptionsWithTheirValue() {
    Options options = Options.parse(new String[] {"--spark", "--rounds", "5"}, DEFAULTS);
    assertThat(options.isSaid("--spark")).isTrue();
    assertThat(options.number("--rounds")).isEqualTo(5);
    assertThat(options.size("--budget").bytes()).isEqualTo(256_000_000);
    assertThat(Options.parse(new String[0], DEFAULTS).isSaid("--spark")).isFalse();
  }

  @Test
  void refusesWhatItDoesNotKnowAndOptionsWithoutTheirValue() {
    assertThatThrownBy(() -> Options.parse(new String[] {"--spark", "5"}, DEFAULTS))
        .hasMessageStartingWith("Option '5': expected one of [--budget, --rounds, --spark]");
    assertThatThrownBy(() -> Options.parse(new String[] {"--rounds"}, DEFAULTS))
        .hasMessageStartingWith("Option '--rounds': expected one of ");
    Options options = Options.parse(new String[] {"--budget", "much"}, DEFAULTS);
    assertThatThrownBy(() -> options.size("--budget"))
        .hasMessage("Option '--budget': expected a size as 256MB, found 'much'.");
  }

  @Test
  void choicesAreNamedByTheirWords() {
    Map<String, String> defaults = Map.of("--writers", Options.words(WriterContender.values()));
    assertThat(choices(defaults)).containsExactly(WriterContender.values());
    assertThat(choices(defaults, "--writers", "arrow-rs,firn-2"))
        .containsExactly(WriterContender.ARROW_RS, WriterContender.FIRN_2);
    assertThatThrownBy(() -> choices(defaults, "--writers", "firn,spark"))
        .hasMessageStartingWith("Option '--writers': expected some of firn,firn-2,firn-modern,")
        .hasMessageEndingWith(",arrow-rs, found 'spark'.");
  }

  private static List<WriterContender> choices(Map<String, String> defaults, String... said) {
    return Options.parse(said, defaults).choices("--writers", WriterContender.values());
  }
}
