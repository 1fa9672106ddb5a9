package dev.firn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The model test of streaming: {@link ModelRun} with many seeds. A failing seed is kept in {@code
 * seeds/log-model.txt} and played again in every build.
 *
 * <p>{@code -Dfirn.model.seed=17} plays one seed, {@code -Dfirn.model.minutes=120} goes on with new
 * ones for so long; with {@code -Dsurefire.timeout=0}, because a build ends tests that take hours.
 */
@Tag("crash")
final class LogModelCrashTest {
  /** With the runs below more than ten thousand in each build. */
  private static final int STEPS = 500;

  private static final int RUNS = 20;
  private static final Map<String, Integer> DONE = new TreeMap<>();

  static LongStream seeds() {
    String one = System.getProperty("firn.model.seed");
    if (one != null) {
      return LongStream.of(Long.parseLong(one));
    }
    LongStream usual = LongStream.concat(kept(), LongStream.rangeClosed(1, RUNS));
    long minutes = Long.getLong("firn.model.minutes", 0);
    if (minutes == 0) {
      return usual;
    }
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    Random random = new Random();
    return LongStream.concat(
        usual,
        LongStream.generate(() -> random.nextLong(1L << 40))
            .takeWhile(seed -> System.nanoTime() < end));
  }

  private static LongStream kept() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(
                        LogModelCrashTest.class.getResourceAsStream("/seeds/log-model.txt")),
                    StandardCharsets.UTF_8));
        Stream<String> seeds = lines.lines()) {
      return seeds
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .mapToLong(Long::parseLong)
          .boxed()
          .toList()
          .stream()
          .mapToLong(Long::longValue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyAcknowledgedRowIsThereOnceWhateverHappens(long seed) throws IOException {
    try (MemoryFolder folder = MemoryFolder.create()) {
      ModelRun.run(seed, STEPS, folder.path())
          .forEach((what, times) -> DONE.merge(what, times, Integer::sum));
    }
  }

  /** A model in which nothing happens proves nothing. */
  @AfterAll
  static void everyOperationHappened() {
    if (System.getProperty("firn.model.seed") == null && !DONE.isEmpty()) {
      List<String> all =
          List.of(
              "append",
              "burst",
              "seal",
              "time",
              "kill",
              "close",
              "load",
              "alter",
              "rollback",
              "rename",
              "drop",
              "create",
              "intruding");
      assertThat(DONE).containsKeys(all.toArray(String[]::new));
      all.forEach(what -> assertThat(DONE.get(what)).as(what).isGreaterThan(RUNS / 2));
    }
  }
}
