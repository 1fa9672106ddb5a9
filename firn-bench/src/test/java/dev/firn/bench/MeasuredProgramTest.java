package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.MeasuredProgram.Run;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuredProgramTest {
  private static final long MEGABYTES_60 = 60_000_000;

  /** Holds its memory until the other one has its too, and for several looks after that. */
  private static final String HOLD =
      """
      import pathlib, sys, time
      held = bytearray(b'x') * 60_000_000
      mine, other = (pathlib.Path(name) for name in sys.argv[1:])
      mine.touch()
      while not other.exists():
          time.sleep(0.01)
      time.sleep(0.6)
      """;

  private final PythonEnvironment python = PythonEnvironment.ofCheckout("# none\n");

  @Test
  void countsTheMemoryOfAllProcessesBelowAProgramTogether(@TempDir Path folder) throws IOException {
    String both =
        "\"$0\" -c \"$1\" \"$2/a\" \"$2/b\" & \"$0\" -c \"$1\" \"$2/b\" \"$2/a\" & wait;"
            + " echo '{\"done\": 1}'";
    Run run =
        new MeasuredProgram(python, folder)
            .run(List.of("bash", "-c", both, python.python().toString(), HOLD, folder.toString()));
    assertThat(run.memory().rssAnonFileMax()).isBetween(2 * MEGABYTES_60, 4 * MEGABYTES_60);
    assertThat(run.residentBytesMax()).isBetween(MEGABYTES_60, 2 * MEGABYTES_60);
    assertThat(run.memory().curve()).hasSizeBetween(5, 200);
    assertThat(run.output().get("done").intValue()).isEqualTo(1);
  }

  @Test
  void countsWhatAProgramWrites(@TempDir Path folder) throws IOException {
    Run run =
        new MeasuredProgram(python, folder)
            .run(
                List.of("dd", "if=/dev/zero", "of=" + folder.resolve("zeros"), "bs=1M", "count=3"));
    assertThat(run.writtenBytes()).isBetween(3L << 20, (3L << 20) + 10_000);
  }

  @Test
  void saysWhatAFailedProgramSaid(@TempDir Path folder) throws IOException {
    MeasuredProgram programs = new MeasuredProgram(python, folder);
    assertThatThrownBy(() -> programs.run(List.of("bash", "-c", "echo out; echo err >&2; exit 3")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 3. It said: out")
        .hasMessageContaining("err");
  }
}
