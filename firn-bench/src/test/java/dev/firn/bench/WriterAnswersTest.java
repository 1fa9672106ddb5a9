package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.WriterAnswers.LoadedWriter;
import dev.firn.bench.WriterAnswers.Loading;
import dev.firn.bench.WriterAnswers.Taken;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class WriterAnswersTest {
  /** Fails for one file, and takes as many nanoseconds for others as their names have letters. */
  private static final class FussyWriter implements LoadedWriter {
    @Override
    public String version() {
      return "fussy 1.0";
    }

    @Override
    public Taken write(Path file) throws IOException {
      if (file.endsWith("refused")) {
        throw new IOException("no\nfile");
      }
      return new Taken(file.toString().length(), 7);
    }

    @Override
    public void close() {}
  }

  @Test
  void eachQuestionHasOneLineOfAnswerAndAFailureIsNotTheEnd() throws IOException {
    assertThat(answers(FussyWriter::new, "write /a\nwrite /refused\nread\nwrite /abc\n"))
        .containsExactly(
            "ready fussy 1.0",
            "wrote 2 7",
            "failed java.io.IOException: no file",
            "failed expected 'write PATH', found 'read'",
            "wrote 4 7");
  }

  @Test
  void whatCannotBeLoadedIsSaidInsteadOfReady() throws IOException {
    Loading damaged =
        () -> {
          throw new IOException("no such file");
        };
    assertThat(answers(damaged, "write /a\n"))
        .containsExactly("failed java.io.IOException: no such file");
  }

  private static String[] answers(Loading loading, String questions) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    new WriterAnswers(
            new BufferedReader(new StringReader(questions)),
            new PrintStream(said, true, StandardCharsets.UTF_8))
        .answer(loading);
    return said.toString(StandardCharsets.UTF_8).split("\\R");
  }
}
