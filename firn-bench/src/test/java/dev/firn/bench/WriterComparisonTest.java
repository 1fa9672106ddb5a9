package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bench.WriterProcess.Written;
import dev.firn.bench.WriterRounds.WarmUp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the contenders that are written in Java: the others must be installed first. */
final class WriterComparisonTest {
  private static final List<WriterContender> JAVA =
      List.of(
          WriterContender.FIRN,
          WriterContender.FIRN_2,
          WriterContender.FIRN_MODERN,
          WriterContender.ICEBERG,
          WriterContender.TRINO);

  @TempDir Path folder;

  @Test
  void eachContenderWritesTheSameRowsAndWhoIsMissingIsSaid() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WriterComparison.compare(
        new WriterComparison.Extent(
            List.of(
                WriterContender.FIRN,
                WriterContender.ICEBERG,
                WriterContender.TRINO,
                WriterContender.ARROW_RS),
            List.of(WriterData.NESTED, WriterData.FLOATS),
            new WarmUp(1, 1, 0),
            2,
            folder),
        // There is no Rust program below this root.
        new WriterPrograms(folder, folder, WriterCodec.parse("zstd", "1")),
        new WriterSources("0.0002", folder.resolve("none.parquet"), folder),
        Plots.of(folder.resolve("plots").toString()),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said)
        .contains("nested: orders with their lines as list of structs: 300 rows, ")
        .contains("floats: six doubles of sensors: 800 rows, 0 MB of Arrow, zstd 1, 2 rounds")
        .contains("| Iceberg, generic | Iceberg 1.", " | 1 | zstd | yes | yes | yes | parquet-mr ")
        .contains("| Trino | Trino 4", ", always zstd 3 | 1 | zstd | no | no | no | parquet-mr-")
        .contains("| arrow-rs | left out: no cargo that starts (");
    assertThat(said.lines().filter(line -> line.startsWith("| Firn, compatible | ")))
        .hasSize(4)
        .filteredOn(line -> line.contains(" | 1.00 (1.00–1.00) | "))
        .hasSize(2);
    assertThat(folder.resolve("plots/writer-comparison-zstd1.svg"))
        .content()
        .contains("Iceberg, generic", "nested", "floats");
    assertThat(folder.resolve("writer-firn.parquet")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"true, zstd", "false, snappy"})
  void filesOfAllContendersHoldTheSameValues(boolean isWide, String codec)
      throws IOException, SQLException {
    Path arrow = folder.resolve("rows.arrow");
    // Few wide columns are enough to have each type some times.
    MadeUpRows rows = isWide ? new WideRows(33) : new OrderRows();
    rows.write(300, arrow);
    WriterPrograms programs = new WriterPrograms(folder, folder, WriterCodec.parse(codec, "1"));
    for (WriterContender contender : JAVA) {
      Written written = write(contender, programs, arrow);
      assertThat(written.facts().rows()).isEqualTo(300);
      assertThat(written.facts().codecs()).isEqualTo(codec);
      assertThat(differences(file(WriterContender.FIRN), file(contender)))
          .as(contender.title())
          .isZero();
    }
  }

  @Test
  void fileWithOtherRowsThanTheSourceEndsAContendersPart() throws IOException {
    Path arrow = folder.resolve("rows.arrow");
    new SensorRows().write(300, arrow);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WriterRounds rounds =
        new WriterRounds(new ArrowBatches.Facts(299, 1_000), folder, folder)) {
      WriterPrograms programs = new WriterPrograms(folder, folder, WriterCodec.parse("zstd", "1"));
      rounds.start(WriterContender.FIRN, programs, arrow);
      rounds.warmUp(new WarmUp(1, 1, 0));
      rounds.measure(1).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("| Firn, compatible | failed: expected 299 rows, found 300 |")
        .doesNotContain("firn version");
  }

  @Test
  void contenderThatFailsSaysWhy() {
    WriterPrograms programs = new WriterPrograms(folder, folder, WriterCodec.parse("zstd", "1"));
    assertThatThrownBy(() -> write(WriterContender.FIRN, programs, folder.resolve("missing.arrow")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("failed java.nio.file.NoSuchFileException")
        .hasMessageContaining("missing.arrow");
    assertThatThrownBy(
            () ->
                WriterProcess.start(
                    List.of("bash", "-c", "echo all is lost >&2; exit 3"),
                    folder.resolve("log.txt")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found the end of the process. It said: all is lost");
  }

  @Test
  void codecsThatNotAllHaveAreRefused() {
    assertThatThrownBy(() -> WriterCodec.parse("gzip", "1"))
        .hasMessageContaining("expected zstd or snappy");
    assertThat(WriterCodec.parse("snappy", "1").title()).isEqualTo("snappy");
    assertThat(WriterCodec.parse("zstd", "3").title()).isEqualTo("zstd 3");
  }

  private Written write(WriterContender contender, WriterPrograms programs, Path arrow)
      throws IOException {
    try (WriterProcess process =
        WriterProcess.start(programs.command(contender, arrow), folder.resolve("log.txt"))) {
      return process.write(file(contender));
    }
  }

  private Path file(WriterContender contender) {
    return folder.resolve(contender.word() + ".parquet");
  }

  /** Rows of either file that are not in the other as often, as DuckDB reads them. */
  private static long differences(Path one, Path other) throws SQLException {
    String rows = "FROM (FROM '%s' EXCEPT ALL FROM '%s')";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT (SELECT count(*) "
                    + rows.formatted(one, other)
                    + ") + (SELECT count(*) "
                    + rows.formatted(other, one)
                    + ")")) {
      result.next();
      return result.getLong(1);
    }
  }
}
