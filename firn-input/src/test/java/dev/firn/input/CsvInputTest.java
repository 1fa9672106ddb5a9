package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.InputFixtures.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.csv.CsvOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvInputTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Schema FLIGHTS =
      new Schema(
          Types.NestedField.required(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.LongType.get()),
          Types.NestedField.optional(3, "distance", Types.LongType.get()),
          Types.NestedField.required(4, "origin", Types.StringType.get()),
          Types.NestedField.required(5, "destination", Types.StringType.get()));

  private final MemoryBudget budget = MemoryBudget.of(1L << 30);
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @Test
  void flightsAreThoseOfTheParquetFileValueForValue() throws IOException {
    List<List<Object>> expected;
    try (InputFiles inputs = find("flights.parquet", EXAMPLES);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      expected = readAll(source);
    }
    assertThat(expected).hasSize(20_000);
    assertThat(read("flights.csv", EXAMPLES)).isEqualTo(expected);
    byte[] csv = Files.readAllBytes(EXAMPLES.resolve("flights.csv"));
    Files.write(folder.resolve("f.csv.gz"), gzip(csv));
    assertThat(read("f.csv.gz", folder)).isEqualTo(expected);
    Files.write(folder.resolve("f.csv.zst"), Zstd.compress(csv));
    assertThat(read("f.csv.zst", folder)).isEqualTo(expected);
  }

  @Test
  void standardInputIsReadAndCountedCompressedOrNot() throws IOException {
    byte[] csv = Files.readAllBytes(EXAMPLES.resolve("flights.csv"));
    for (byte[] stored : List.of(csv, gzip(csv), Zstd.compress(csv))) {
      InputOptions options =
          InputOptions.defaults()
              .withFormat(InputFormat.CSV)
              .withStandardInput(new ByteArrayInputStream(stored));
      try (InputFiles inputs = InputFiles.find(List.of("-"), options, budget);
          InputSource source = inputs.open(inputs.files().getFirst(), target())) {
        assertThat(rows(source)).hasSize(20_000);
        assertThat(source.rowsRead()).isEqualTo(20_000);
        assertThat(source.bytesRead()).isEqualTo(stored.length);
        assertThat(source.format()).isEqualTo(InputFormat.CSV);
      }
    }
  }

  @Test
  void tabsSeparateWhereTheNameSaysSoUnlessChosenOtherwise() throws IOException {
    String line = "2001-01-01 00:00\t1\t2\tA\tB\n";
    Files.writeString(
        folder.resolve("x.tsv"), "date\tdelay\tdistance\torigin\tdestination\n" + line);
    assertThat(read("x.tsv", folder)).hasSize(1);
    Files.write(folder.resolve("x.tsv.gz"), gzip(Files.readAllBytes(folder.resolve("x.tsv"))));
    assertThat(read("x.tsv.gz", folder)).hasSize(1);
    InputOptions options =
        options(folder)
            .withCsv(CsvOptions.defaults().withDelimiter(";").withHeader(CsvOptions.Header.ABSENT));
    Files.writeString(folder.resolve("y.tsv"), "2001-01-01 00:00;1;2;A;B\n");
    try (InputFiles inputs = InputFiles.find(List.of("y.tsv"), options, budget);
        InputSource source = inputs.open(inputs.files().getFirst(), target())) {
      assertThat(rows(source)).hasSize(1);
    }
  }

  @Test
  void damageIsNamedAndEverythingIsFreed() throws IOException {
    byte[] whole = gzip(Files.readAllBytes(EXAMPLES.resolve("flights.csv")));
    Files.write(folder.resolve("cut.csv.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(assertCode(ErrorCode.INPUT_UNREADABLE, () -> read("cut.csv.gz", folder)))
        .hasMessageContaining("'cut.csv.gz'")
        .hasMessageContaining("cut off");
  }

  @Test
  void batchLimitsAreTheOptions() throws IOException {
    InputOptions options = options(EXAMPLES).withBatchRows(3_000).withBatchBytes(1L << 40);
    assertThat(batches(options)).containsExactly(3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 2_000);
    assertThat(batches(options.withBatchBytes(50_000)).size()).isGreaterThan(15);
    assertCode(ErrorCode.CONFIGURATION, () -> options.withBatchBytes(0));
    assertCode(ErrorCode.CONFIGURATION, () -> options.withBatchRows(0));
  }

  private List<Integer> batches(InputOptions options) {
    List<Integer> counts = new ArrayList<>();
    try (InputFiles inputs = InputFiles.find(List.of("flights.csv"), options, budget);
        InputSource source = inputs.open(inputs.files().getFirst(), target())) {
      Optional<IncomingBatch> next = source.nextBatch();
      while (next.isPresent()) {
        counts.add(next.get().rowCount());
        next.get().close();
        next = source.nextBatch();
      }
    }
    return counts;
  }

  private List<List<Object>> read(String name, Path from) {
    try (InputFiles inputs = find(name, from);
        InputSource source = inputs.open(inputs.files().getFirst(), target())) {
      return rows(source);
    }
  }

  private static List<List<Object>> rows(InputSource source) {
    List<List<Object>> rows = new ArrayList<>();
    Optional<IncomingBatch> next = source.nextBatch();
    while (next.isPresent()) {
      try (IncomingBatch batch = next.get()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          List<Object> values = new ArrayList<>();
          for (FieldVector vector : batch.root().getFieldVectors()) {
            values.add(vector.getObject(row));
          }
          rows.add(values);
        }
      }
      next = source.nextBatch();
    }
    return rows;
  }

  private InputFiles find(String name, Path from) {
    return InputFiles.find(List.of(name), options(from), budget);
  }

  private static InputOptions options(Path from) {
    return InputOptions.defaults().withWorkingFolder(from);
  }

  private static LoadTarget target() {
    return new LoadTarget(
        TableName.parse("air.flights"),
        FLIGHTS,
        MatchOptions.STRICT,
        ViolationLog.of("air.flights"));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(bytes);
    }
    return stored.toByteArray();
  }
}
