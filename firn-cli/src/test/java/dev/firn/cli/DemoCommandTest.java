package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DemoCommandTest {
  @Test
  void tourShowsEachCommandAndItsOutput() {
    System.setProperty("firn.home", System.getProperty("firn.root"));
    try {
      CommandRun run = CommandRun.of("demo").requireDone();
      for (String command :
          new String[] {
            "sql",
            "load",
            "tables",
            "query",
            "partitions",
            "snapshots",
            "rollback",
            "history",
            "append",
            "status",
            "files",
            "describe"
          }) {
        assertThat(run.out()).contains("\n$ firn " + command);
      }
      assertThat(run.out())
          .contains("20000")
          .contains("PyIceberg".toLowerCase(java.util.Locale.ROOT));
      assertThat(run.error()).doesNotContain("Exception");
    } finally {
      System.clearProperty("firn.home");
    }
  }
}
