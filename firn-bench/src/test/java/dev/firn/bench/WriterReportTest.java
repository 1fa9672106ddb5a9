package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.ParquetFacts.Share;
import dev.firn.bench.WriterProcess.Written;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class WriterReportTest {
  private static final ParquetFacts FACTS =
      new ParquetFacts(
          1_000_000, 2, "zstd", new Share(3, 3), new Share(1, 3), new Share(0, 3), "somebody");

  private final WriterReport report =
      new WriterReport(new ArrowBatches.Facts(1_000_000, 50_000_000));

  @Test
  void ratiosAreThoseOfTheSameRound() {
    add(WriterContender.FIRN, 1, 2);
    add(WriterContender.TRINO, 2, 2);
    assertThat(printed())
        .contains(
            "| Firn, compatible | 0.750 (0.500–1.000) | 38 | 1.00 (1.00–1.00) | 9.0 | 100 | 40 |"
                + " 1.50 |",
            "| Trino | 0.500 (0.500–0.500) | 25 | 0.75 (0.50–1.00) | 9.0 | 100 | 40 | 2.00 |",
            "| Trino | TRINO 1.0 | 2 | zstd | yes | 1 of 3 | no | somebody |");
  }

  @Test
  void withoutFirnThereAreNoRatiosAndNoLineOfIt() {
    add(WriterContender.TRINO, 2);
    assertThat(printed())
        .contains("| Trino | 0.500 (0.500–0.500) | 25 | – | ")
        .doesNotContain("| Firn");
    assertThat(report.megabytesPerSecond(WriterContender.TRINO)).contains(25.0);
    assertThat(report.megabytesPerSecond(WriterContender.FIRN)).isEmpty();
    assertThat(printed()).doesNotContain("| Firn");
  }

  @Test
  void whoFailsHasAReasonAndNoFigures() {
    add(WriterContender.TRINO, 2);
    add(WriterContender.FIRN, 1);
    report.leaveOut(WriterContender.FIRN, "failed: no | room\nleft");
    assertThat(printed())
        .contains("| Firn, compatible | failed: no / room left |")
        .contains("| Trino | 0.500 (0.500–0.500) | 25 | – | ");
    assertThat(report.megabytesPerSecond(WriterContender.FIRN)).isEmpty();
  }

  private void add(WriterContender contender, double... seconds) {
    report.add(contender, contender + " 1.0");
    for (double each : seconds) {
      report.add(contender, new Written(each, each, 100e6, 140e6, 9_000_000, FACTS));
    }
  }

  private String printed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
