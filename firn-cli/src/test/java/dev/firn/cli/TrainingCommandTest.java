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
      CommandRun made = CommandRun.of("training-run", folder.toString()).requireDone();
      assertThat(made.error()).doesNotContain("Exception");
      CommandRun loaded = CommandRun.of("training-run", "--loads", folder.toString()).requireDone();
      assertThat(loaded.error()).doesNotContain("Exception");
      CommandRun tables =
          CommandRun.of("tables", "--warehouse", folder.resolve("warehouse").toString());
      assertThat(tables.requireDone().out()).contains("2200000", "200000");
    } finally {
      System.clearProperty("firn.home");
    }
  }

  @Test
  void helpDoesNotShowIt() {
    assertThat(CommandRun.of("--help").requireDone().out()).doesNotContain("training");
  }
}
