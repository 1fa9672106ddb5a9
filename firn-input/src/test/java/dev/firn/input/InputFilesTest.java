package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.InputFixtures.readAll;
import static dev.firn.input.InputFixtures.writeParquet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InputFilesTest {
  private final MemoryBudget budget = MemoryBudget.of(512L << 20);
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @Test
  void readsSeveralFilesOfALoadOneAfterAnother() throws IOException {
    writeParquet(folder.resolve("b.parquet"), "SELECT 2 AS i");
    writeParquet(folder.resolve("a.parquet"), "SELECT 1 AS i");
    List<Object> values = new ArrayList<>();
    try (InputFiles inputs = find("*.parquet")) {
      assertThat(inputs.files())
          .extracting(InputFile::name)
          .containsExactly("a.parquet", "b.parquet");
      for (InputFile file : inputs.files()) {
        try (SourceReader source = inputs.openColumns(file)) {
          values.add(readAll(source));
        }
      }
    }
    assertThat(values).hasToString("[[[1]], [[2]]]");
  }

  @Test
  void keepsSeveralSourcesOpenAtOnce() throws IOException {
    writeParquet(folder.resolve("a.parquet"), "SELECT i FROM range(50000) t(i)");
    writeParquet(folder.resolve("b.parquet"), "SELECT 2::BIGINT AS i");
    try (InputFiles inputs = find("a.parquet", "b.parquet");
        SourceReader first = inputs.openColumns(inputs.files().get(0));
        SourceReader second = inputs.openColumns(inputs.files().get(1))) {
      first.loadNextBatch();
      assertThat(readAll(second)).hasSize(1);
      assertThat(readAll(first)).hasSize(40_000);
    }
  }

  @Test
  void reportsProgressInBytes() throws IOException {
    Path file = writeParquet(folder.resolve("p.parquet"), "SELECT i FROM range(40000) t(i)");
    try (InputFiles inputs = find("p.parquet");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(inputs.files().getFirst().name()).isEqualTo("p.parquet");
      assertThat(inputs.files().getFirst().format()).isEqualTo(InputFormat.PARQUET);
      assertThat(inputs.files().getFirst().bytes()).hasValue(Files.size(file));
      assertThat(inputs.bytesTotal()).hasValue(Files.size(file));
      assertThat(source.bytesRead()).isZero();
      source.loadNextBatch();
      assertThat(source.bytesRead()).isEqualTo(Files.size(file) / 4);
      assertThat(source.rowsRead()).isEqualTo(10_000);
      assertThat(readAll(source)).hasSize(30_000);
      assertThat(source.bytesRead()).isEqualTo(Files.size(file));
    }
  }

  @Test
  void deliversBatchesOfTheRowsAskedFor() throws IOException {
    writeParquet(folder.resolve("p.parquet"), "SELECT i FROM range(1000) t(i)");
    InputOptions options = options().withBatchRows(300);
    try (InputFiles inputs = InputFiles.find(List.of("p.parquet"), options, budget);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      List<Integer> batches = new ArrayList<>();
      while (source.loadNextBatch()) {
        batches.add(source.getVectorSchemaRoot().getRowCount());
      }
      assertThat(batches).containsExactly(300, 300, 300, 100);
    }
  }

  @Test
  void stopsReadingOnCancel() {
    writeParquet(folder.resolve("p.parquet"), "SELECT i FROM range(40000) t(i)");
    try (InputFiles inputs = find("p.parquet");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      inputs.cancel();
      assertCode(ErrorCode.CANCELLED, source::loadNextBatch);
    }
  }

  @Test
  void givesTheSessionsMemoryBack() {
    writeParquet(folder.resolve("p.parquet"), "SELECT 1");
    try (InputFiles inputs = find("p.parquet")) {
      assertThat(budget.usedBytes()).isZero();
      inputs.openColumns(inputs.files().getFirst()).close();
      assertThat(budget.usedBytes()).isEqualTo(budget.bytesMax() / 4);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "*.parquet, x1.parquet x2.parquet",
    "x?.parquet, x1.parquet x2.parquet",
    "x[2-9].parquet, x2.parquet",
    "**/*.parquet, x1.parquet x2.parquet sub/x3.parquet sub/deep/x4.parquet",
    "sub/**, sub/x3.parquet sub/deep/x4.parquet",
    "*/x3.*, sub/x3.parquet",
    "s*/d*p/*, sub/deep/x4.parquet",
  })
  void expandsGlobsInOrder(String pattern, String expected) throws IOException {
    Files.createDirectories(folder.resolve("sub/deep"));
    Files.createDirectories(folder.resolve(".hidden"));
    for (String name : List.of("x2", "x1", "sub/x3", "sub/deep/x4", ".hidden/x5", ".x6")) {
      Files.writeString(folder.resolve(name + ".parquet"), "");
    }
    try (InputFiles inputs = find(pattern)) {
      assertThat(inputs.files()).extracting(InputFile::name).containsExactly(expected.split(" "));
    }
  }

  @Test
  void expandsAbsoluteGlobs() throws IOException {
    Files.writeString(folder.resolve("x.parquet"), "");
    try (InputFiles inputs = find(folder + "/*.parquet")) {
      assertThat(inputs.files()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "we[i]rd*.parquet",
        "it's.parquet",
        "a b;c.parquet",
        "{x}.parquet",
        "ü%20.parquet"
      })
  void readsAFileWhoseNameLooksLikeAPattern(String name) throws IOException {
    writeParquet(folder.resolve("plain.parquet"), "SELECT 7 AS i");
    Files.move(folder.resolve("plain.parquet"), folder.resolve(name));
    try (InputFiles inputs = find(name);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(readAll(source)).containsExactly(List.of(7));
    }
  }

  @Test
  void ignoresColumnsThatFolderNamesSuggest() throws IOException {
    Files.createDirectories(folder.resolve("year=2020"));
    writeParquet(folder.resolve("year=2020/x.parquet"), "SELECT 7 AS i");
    try (InputFiles inputs = find("year=2020/x.parquet");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(readAll(source)).containsExactly(List.of(7));
    }
  }

  @Test
  void refusesWhatIsMissing() {
    FirnException failure = assertCode(ErrorCode.INPUT_UNREADABLE, () -> find("nope.parquet"));
    assertThat(failure)
        .hasMessageStartingWith("Input 'nope.parquet': expected a file, found nothing at ");
    failure = assertCode(ErrorCode.INPUT_UNREADABLE, () -> find("nope*.parquet"));
    assertThat(failure)
        .hasMessage("Input pattern 'nope*.parquet': expected at least one file, found none.");
    assertCode(ErrorCode.USAGE, () -> find("nope[.parquet"));
    assertCode(ErrorCode.USAGE, () -> find());
  }

  @Test
  void refusesAFolder() throws IOException {
    Files.createDirectories(folder.resolve("d.parquet"));
    FirnException failure = assertCode(ErrorCode.INPUT_UNREADABLE, () -> find("d.parquet"));
    assertThat(failure).hasMessageContaining("found a folder").hasMessageContaining("d.parquet/*");
  }

  @Test
  void refusesTheSameFileTwice() {
    writeParquet(folder.resolve("x.parquet"), "SELECT 1");
    FirnException failure = assertCode(ErrorCode.USAGE, () -> find("x.parquet", "./*.parquet"));
    assertThat(failure).hasMessageContaining("named twice");
  }

  @Test
  void refusesAnUnknownExtensionUnlessTheFormatIsGiven() throws IOException {
    writeParquet(folder.resolve("x.dat"), "SELECT 1 AS i");
    FirnException failure = assertCode(ErrorCode.INPUT_UNREADABLE, () -> find("x.dat"));
    assertThat(failure).hasMessageContaining("--input-format (parquet, arrow, csv, json, ndjson)");
    InputOptions options = options().withFormat(InputFormat.parse("Parquet"));
    try (InputFiles inputs = InputFiles.find(List.of("x.dat"), options, budget);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(readAll(source)).hasSize(1);
    }
    assertCode(ErrorCode.USAGE, () -> InputFormat.parse("orc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "x.tsv", "x.csv.gz", "x.json", "x.ndjson", "x.jsonl.zst"})
  void refusesTextUntilTheNextVersion(String name) throws IOException {
    Files.writeString(folder.resolve(name), "a,b\n1,2\n");
    FirnException failure = assertCode(ErrorCode.UNSUPPORTED, () -> find(name));
    assertThat(failure).hasMessageContaining("the next version");
  }

  @Test
  void refusesTextThatSaysItIsParquet() throws IOException {
    Files.writeString(folder.resolve("x.parquet"), "date,delay\n2001-01-01,5\n");
    assertThat(openFailure("x.parquet"))
        .hasMessage(
            "Input 'x.parquet': expected a Parquet file, found text that starts with 'date,delay'."
                + " Check the file, or say what it is with --input-format.");
  }

  @Test
  void saysWhatAFileIsInstead() throws IOException {
    Files.write(folder.resolve("empty.parquet"), new byte[0]);
    assertThat(openFailure("empty.parquet")).hasMessageContaining("found an empty file");
    Files.write(folder.resolve("gz.parquet"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(openFailure("gz.parquet")).hasMessageContaining("found gzip data");
    Files.write(folder.resolve("zst.arrow"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
    assertThat(openFailure("zst.arrow")).hasMessageContaining("found zstd data");
    Files.write(folder.resolve("zero.arrow"), new byte[100]);
    assertThat(openFailure("zero.arrow")).hasMessageContaining("found other binary data");
    Files.copy(writeParquet(folder.resolve("p.parquet"), "SELECT 1"), folder.resolve("p.arrow"));
    assertThat(openFailure("p.arrow")).hasMessageContaining("found a Parquet file");
    Files.writeString(folder.resolve("feather.feather"), "FEA1 and so on");
    assertThat(openFailure("feather.feather", ErrorCode.UNSUPPORTED))
        .hasMessageContaining("Feather version 1");
  }

  @Test
  void refusesATruncatedParquetFile() throws IOException {
    Path whole = writeParquet(folder.resolve("p.parquet"), "SELECT i FROM range(1000) t(i)");
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 1; length < bytes.length; length += 97) {
      Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, length));
      openFailure("cut.parquet");
    }
    Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(openFailure("cut.parquet")).hasMessageContaining("truncated or still being written");
  }

  @Test
  void refusesADamagedParquetFooter() throws IOException {
    Path whole =
        writeParquet(folder.resolve("p.parquet"), "SELECT i, 'x' || i FROM range(1000) t(i)");
    byte[] bytes = Files.readAllBytes(whole);
    Arrays.fill(bytes, bytes.length - 200, bytes.length - 20, (byte) 0xee);
    Files.write(folder.resolve("bad.parquet"), bytes);
    assertThat(openFailure("bad.parquet")).hasMessageStartingWith("Input 'bad.parquet': ");
  }

  @Test
  void refusesStandardInputWithoutAFormatAndParquetFromIt() {
    assertThat(assertCode(ErrorCode.USAGE, () -> find("-"))).hasMessageContaining("--input-format");
    InputOptions parquet = options().withFormat(InputFormat.PARQUET);
    assertCode(ErrorCode.UNSUPPORTED, () -> InputFiles.find(List.of("-"), parquet, budget));
  }

  @Test
  void refusesAnInvalidUtf8StringInParquet() throws IOException {
    Path file = writeParquet(folder.resolve("p.parquet"), "SELECT 'abcdefgh' AS s");
    byte[] bytes = Files.readAllBytes(file);
    byte[] needle = "abcdefgh".getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + needle.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length)) {
        bytes[at + 3] = (byte) 0xff;
      }
    }
    Files.write(folder.resolve("bad.parquet"), bytes);
    try (InputFiles inputs = find("bad.parquet")) {
      assertCode(
          ErrorCode.INPUT_UNREADABLE,
          () -> {
            try (SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
              readAll(source);
            }
          });
    }
  }

  private FirnException openFailure(String name) {
    return openFailure(name, ErrorCode.INPUT_UNREADABLE);
  }

  private FirnException openFailure(String name, ErrorCode code) {
    try (InputFiles inputs = find(name)) {
      return assertCode(code, () -> inputs.openColumns(inputs.files().getFirst()));
    }
  }

  private InputFiles find(String... names) {
    return InputFiles.find(List.of(names), options(), budget);
  }

  private InputOptions options() {
    return InputOptions.defaults().withWorkingFolder(folder);
  }
}
