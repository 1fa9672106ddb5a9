package dev.firn.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIKE over bytes against the JDK's regular expressions over characters. */
class LikePatternTest {
  private static final int[] POINTS = {'a', 'b', 'ü', 0x1F600, '%', '_'};

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithRegularExpressions(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      String pattern = text(random, 6);
      List<List<Object>> rows =
          java.util.stream.Stream.generate(() -> text(random, 8))
              .limit(20)
              .map(text -> Flight.row("origin", text))
              .toList();
      String escaped = pattern.replace("'", "''");
      List<Long> broken =
          Flight.violations(Map.of("firn.check.r", "origin LIKE '" + escaped + "'"), rows).stream()
              .map(violation -> violation.row())
              .toList();
      Pattern regex = regex(pattern);
      for (int row = 0; row < rows.size(); row++) {
        String text = (String) rows.get(row).get(1);
        assertThat(!broken.contains(row + 1L))
            .as("seed %s: '%s' LIKE '%s'", seed, text, pattern)
            .isEqualTo(regex.matcher(text).matches());
      }
    }
  }

  private static String text(Random random, int lengthMax) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
      text.appendCodePoint(POINTS[random.nextInt(POINTS.length)]);
    }
    return text.toString();
  }

  private static Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(point)));
              }
            });
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
