package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingCommandTest {
  @TempDir private Path folder;

  @Test
  void everythingThatTheCacheIsMadeFromSucceeds() {
    System.setProperty("firn.home", System.getProperty("firn.root"));
    try {
      CommandRun run = CommandRun.of("training-run", folder.toString()).requireDone();
      assertThat(run.out()).contains("733334");
      assertThat(run.error()).doesNotContain("Exception");
    } finally {
      System.clearProperty("firn.home");
    }
  }

  @Test
  void helpDoesNotShowIt() {
    assertThat(CommandRun.of("--help").requireDone().out()).doesNotContain("training");
  }
}
