package dev.firn.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sender may rely on when it is told what became of a batch. */
final class LogAnswersTest {
  private static final int BATCHES = 50;

  @TempDir private Path folder;

  /** A sender that goes on at once must not be told that there is no room. */
  @Test
  void roomIsFreeBeforeTheSenderIsTold() {
    try (TestLog logs = TestLog.in(folder.resolve("log"));
        TableLog log = logs.create()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        long written = log.pending().bytes();
        long[] seen =
            logs.append(log, "p", 1 + 3L * batch, 1, 2, 3)
                .thenApply(
                    _ ->
                        new long[] {
                          logs.queuedBytes().usedBytes(), logs.pendingBytes().usedBytes()
                        })
                .join();
        assertThat(seen[0]).as("bytes in memory").isZero();
        assertThat(seen[1]).as("bytes on disk").isEqualTo(log.pending().bytes());
        assertThat(seen[1]).isGreaterThan(written);
      }
    }
  }
}
