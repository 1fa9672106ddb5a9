package dev.firn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineProcessTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void eachLineIsAnsweredByTheNext() throws IOException {
    try (LineProcess process = start("echo ready; while read line; do echo \"<$line>\"; done")) {
      assertThat(process.nextLine(PATIENCE)).isEqualTo("ready");
      assertThat(process.ask("one", PATIENCE)).isEqualTo("<one>");
      assertThat(process.ask("grün", PATIENCE)).isEqualTo("<grün>");
      assertThat(ProcessHandle.of(process.pid())).isPresent();
    }
  }

  @Test
  void endOfTheProcessIsSaidWithItsStandardErrorAtHand() throws IOException {
    try (LineProcess process = start("read line; echo all is lost >&2")) {
      assertThatThrownBy(() -> process.ask("one", PATIENCE))
          .isInstanceOf(IOException.class)
          .hasMessage("the end of the process");
      assertThat(process.errors()).isEqualTo("all is lost\n");
    }
  }

  @Test
  void patienceEnds() throws IOException {
    try (LineProcess process = start("sleep 60")) {
      assertThatThrownBy(() -> process.nextLine(Duration.ofMillis(50)))
          .isInstanceOf(IOException.class)
          .hasMessage("none within PT0.05S");
    }
  }

  @Test
  void closingEndsTheProcess() throws IOException {
    LineProcess process = start("sleep 60");
    process.close();
    assertThat(ProcessHandle.of(process.pid())).isEmpty();
  }

  private LineProcess start(String script) throws IOException {
    return LineProcess.start(
        new ProcessBuilder("bash", "-c", script), folder.resolve("errors.txt"));
  }
}
