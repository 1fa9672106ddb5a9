package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.LiveInputFixture.FOR_EVER;
import static dev.firn.input.LiveInputFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that comes in pieces: when a batch ends, and what never waits for what. */
@Timeout(60)
final class LiveInputTest {
  private final LiveInputFixture live = new LiveInputFixture();
  private final GrowingInput pipe = live.pipe;

  /** Three records in each text format, the last of them cut in two. */
  enum Pieces {
    CSV(InputFormat.CSV, "id,name\n1,a\n2,\"b\nb\"\n", "3,\"c\n", "c\"\n"),
    CSV_OF_WINDOWS(InputFormat.CSV, "id,name\r\n1,a\r\n2,\"b\nb\"\r\n", "3,\"c\n", "c\"\r\n"),
    CSV_OF_OLD_MACS(InputFormat.CSV, "id,name\r1,a\r2,\"b\nb\"\r", "3,\"c\n", "c\"\r"),
    NDJSON(
        InputFormat.NDJSON,
        "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\\nb\"}\n",
        "{\"id\":3,\"na",
        "me\":\"c\\nc\"}\n"),
    JSON(
        InputFormat.JSON,
        "[{\"id\":1,\"name\":\"a\"},\n{\"id\":2,\"name\":\"b\\nb\"}",
        ",\n{\"id\":3,\"na",
        "me\":\"c\\nc\"}");

    final InputFormat format;
    final String whole;
    final String half;
    final String rest;

    Pieces(InputFormat format, String whole, String half, String rest) {
      this.format = format;
      this.whole = whole;
      this.half = half;
      this.rest = rest;
    }

    String closing() {
      return format == InputFormat.JSON ? "]" : "";
    }
  }

  @AfterEach
  void nothingIsLeft() {
    live.close();
  }

  @ParameterizedTest
  @EnumSource
  void wholeRecordsDoNotWaitForOneThatIsHalfThere(Pieces pieces) throws InterruptedException {
    pipe.send(pieces.whole + pieces.half);
    try (InputSource source = live.follow(pieces.format, Duration.ZERO)) {
      pipe.awaitReader();
      assertThat(next(source)).containsExactly("1: 1 a", "2: 2 b\nb");
      pipe.send(pieces.rest).awaitReader();
      assertThat(next(source)).containsExactly("3: 3 c\nc");
      pipe.send(pieces.closing()).end();
      assertThat(next(source)).containsExactly("end");
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchEndsWhenItsTimeHasPassed(Pieces pieces) {
    pipe.send(pieces.whole + pieces.half);
    try (InputSource source = live.follow(pieces.format, Duration.ofMillis(20))) {
      // The pump may hand the piece on whole or not, but never the half record.
      assertThat(next(source)).startsWith("1: 1 a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void recordThatComesInTimeJoinsTheBatch(Pieces pieces) throws Exception {
    live.options = live.options.withBatchRows(3);
    pipe.send(pieces.whole + pieces.half);
    try (InputSource source = live.follow(pieces.format, FOR_EVER)) {
      Reading reading = Reading.start(source).awaitWait();
      pipe.send(pieces.rest);
      assertThat(reading.rows()).containsExactly("1: 1 a", "2: 2 b\nb", "3: 3 c\nc");
    }
  }

  @ParameterizedTest
  @EnumSource
  void endOfTheInputEndsTheBatch(Pieces pieces) throws Exception {
    pipe.send(pieces.whole);
    try (InputSource source = live.follow(pieces.format, FOR_EVER)) {
      Reading reading = Reading.start(source).awaitWait();
      pipe.send(pieces.closing()).end();
      assertThat(reading.rows()).containsExactly("1: 1 a", "2: 2 b\nb");
      assertThat(next(source)).containsExactly("end");
    }
  }

  @ParameterizedTest
  @EnumSource
  void lastRecordNeedsNoLineEnd(Pieces pieces) {
    String text = pieces.whole + pieces.half + pieces.rest + pieces.closing();
    pipe.send(text.stripTrailing()).end();
    try (InputSource source = live.follow(pieces.format, FOR_EVER)) {
      assertThat(next(source)).containsExactly("1: 1 a", "2: 2 b\nb", "3: 3 c\nc");
      assertThat(next(source)).containsExactly("end");
      assertThat(source.bytesRead())
          .isEqualTo(text.stripTrailing().getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutARecordNothingEndsTheWait(Pieces pieces) throws Exception {
    // All that does not become a record: the header, the bracket.
    String begin = pieces.whole.substring(0, Math.max(1, pieces.whole.indexOf('1')));
    pipe.send(begin);
    try (InputSource source = live.follow(pieces.format, Duration.ZERO)) {
      Reading reading = Reading.start(source).awaitWait();
      pipe.send(pieces.whole.substring(begin.length()));
      assertThat(reading.rows()).startsWith("1: 1 a");
    }
  }

  @Test
  void batchesStillEndAtTheirRowsAndBytes() {
    String text = "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n{\"id\":4}\n{\"id\":5}\n";
    pipe.send(text).end();
    live.options = live.options.withBatchRows(3).withBatchBytes(35);
    try (InputSource source = live.follow(InputFormat.NDJSON, FOR_EVER)) {
      assertThat(next(source)).containsExactly("1: 1 null", "2: 2 null");
      assertThat(next(source)).hasSize(2);
      assertThat(next(source)).hasSize(1);
    }
  }

  @Test
  void shortestLineIsReadBeforeTheNextComes() throws InterruptedException {
    pipe.send("{}\n");
    try (InputSource source = live.follow(InputFormat.NDJSON, Duration.ZERO)) {
      assertThat(next(source)).containsExactly("1: null null");
    }
    pipe.awaitClose();
  }

  @Test
  void blankLinesHoldNothingBackAndAreNoBatch() throws Exception {
    pipe.send("\n{\"id\":1}\n\n \n");
    try (InputSource source = live.follow(InputFormat.NDJSON, Duration.ZERO)) {
      pipe.awaitReader();
      assertThat(next(source)).containsExactly("1: 1 null");
      Reading reading = Reading.start(source).awaitWait();
      pipe.send("\n\n").awaitReader().send("{\"id\":2}\n");
      assertThat(reading.rows()).containsExactly("2: 2 null");
    }
  }

  @Test
  void refusedRecordIsToldBeforeTheNextComes() throws InterruptedException {
    pipe.send("{\"id\":1}\nnonsense\n");
    try (InputSource source = live.follow(InputFormat.NDJSON, Duration.ZERO)) {
      pipe.awaitReader();
      assertThat(next(source)).containsExactly("1: 1 null");
      assertThat(live.violations.count()).isEqualTo(1);
      pipe.send("{\"id\":\"x\"}\n\"y\"\n").awaitReader();
      next(source);
      assertThat(live.violations.kept())
          .extracting(each -> each.line() + " " + each.row())
          .containsExactly("2 2", "3 3", "4 4");
    }
  }

  @Test
  void inputOfRefusedRecordsOnlyHasBatchesWithoutRows() {
    pipe.send("x\n".repeat(25));
    live.options = live.options.withBatchRows(10);
    try (InputSource source = live.follow(InputFormat.NDJSON, FOR_EVER)) {
      assertThat(next(source)).isEmpty();
      assertThat(live.violations.count()).isEqualTo(10);
    }
  }

  @Test
  void refusedRecordsOfCsvAreToldBeforeTheNextComes() throws InterruptedException {
    pipe.send("id,name\n1\n");
    try (InputSource source = live.follow(InputFormat.CSV, Duration.ZERO)) {
      pipe.awaitReader();
      assertThat(next(source)).isEmpty();
      assertThat(live.violations.count()).isEqualTo(1);
    }
  }

  @Test
  void recordsBeforeAFailureComeFirst() {
    pipe.send("{\"id\":1}\n{\"id\":2}\n{\"id\"").fail(new IOException("the cable was cut"));
    try (InputSource source = live.follow(InputFormat.NDJSON, FOR_EVER)) {
      assertThat(next(source)).containsExactly("1: 1 null", "2: 2 null");
      FirnException failure = assertCode(ErrorCode.INPUT_UNREADABLE, source::nextBatch);
      assertThat(failure).hasMessageContaining("'-'").hasMessageContaining("the cable was cut");
    }
  }

  @Test
  void recordsBeforeTheEndOfACutArchiveComeFirst() throws IOException {
    byte[] stored = compressed(GZIPOutputStream::new, "{\"id\":1}\n{\"id\":2}\n", "{\"id\":3}\n");
    pipe.send(java.util.Arrays.copyOf(stored, stored.length - 4)).end();
    try (InputSource source = live.follow(InputFormat.NDJSON, FOR_EVER)) {
      assertThat(next(source)).containsExactly("1: 1 null", "2: 2 null", "3: 3 null");
      FirnException failure = assertCode(ErrorCode.INPUT_UNREADABLE, source::nextBatch);
      assertThat(failure).hasMessageContaining("compressed data that is cut off");
    }
  }

  @Test
  void compressedRecordsComeAsTheyAreFlushed() throws Exception {
    for (Function<OutputStream, OutputStream> compression :
        List.<Function<OutputStream, OutputStream>>of(
            LiveInputTest::gzipOf, LiveInputTest::zstdOf)) {
      GrowingInput archive = new GrowingInput();
      live.options = live.options.withStandardInput(archive);
      ByteArrayOutputStream stored = new ByteArrayOutputStream();
      try (OutputStream into = compression.apply(stored);
          InputSource source = live.follow(InputFormat.NDJSON, Duration.ZERO)) {
        for (int row = 1; row <= 3; row++) {
          into.write(("{\"id\":" + row + "}\n").getBytes(StandardCharsets.UTF_8));
          into.flush();
          archive.send(stored.toByteArray());
          stored.reset();
          assertThat(next(source)).containsExactly(row + ": " + row + " null");
        }
      }
      archive.awaitClose();
    }
  }

  @Test
  void recordLargerThanTheBufferHoldsNothingBack() throws Exception {
    String large = "x".repeat(3 << 20);
    pipe.send("{\"id\":1}\n{\"name\":\"" + large);
    try (InputSource source = live.follow(InputFormat.NDJSON, FOR_EVER)) {
      assertThat(next(source)).containsExactly("1: 1 null");
      Reading reading = Reading.start(source);
      pipe.awaitReader().send("\"}\n").end();
      assertThat(reading.rows()).containsExactly("2: null " + large);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWait(Pieces pieces) throws Exception {
    pipe.send(pieces.whole);
    try (InputSource source = live.follow(pieces.format, FOR_EVER)) {
      Reading reading = Reading.start(source).awaitWait();
      reading.interrupt();
      assertThat(reading.failure().code()).isEqualTo(ErrorCode.CANCELLED);
    }
    pipe.awaitClose();
  }

  @Test
  void interruptEndsTheWaitForAHeader() {
    Thread.currentThread().interrupt();
    FirnException failure =
        assertCode(ErrorCode.CANCELLED, () -> live.follow(InputFormat.CSV, FOR_EVER));
    assertThat(failure).hasMessageContaining("'-'");
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void skippedRecordsAreCountedNotRead(long count) {
    for (InputFormat format : List.of(InputFormat.CSV, InputFormat.NDJSON, InputFormat.JSON)) {
      GrowingInput input = new GrowingInput();
      input.send(
          switch (format) {
            case CSV -> "id,name\n\nbad,bad\n\nbad\n3,\n";
            case NDJSON -> "\n{\"id\":\"bad\"}\n\nbad\n\n{\"id\":3}\n";
            default -> "[{\"id\":[{\"id\":0}]},\n{\"id\":{\"bad\":0}},{\"id\":3}]";
          });
      input.end();
      live.options = live.options.withStandardInput(input);
      try (InputSource source = live.follow(format, FOR_EVER)) {
        assertThat(source.skip(count)).isEqualTo(Math.min(3, count));
        if (count >= 2) {
          assertThat(next(source)).containsExactly(count == 2 ? "3: 3 null" : "end");
          assertThat(live.violations.isEmpty()).isTrue();
        } else {
          assertThat(next(source)).contains("3: 3 null");
          assertThat(live.violations.kept().getFirst().row()).isEqualTo(count + 1);
        }
      }
    }
  }

  @Test
  void namedPipeIsFollowedAsStandardInputIs(@TempDir Path folder) throws Exception {
    Path named = folder.resolve("rows.ndjson");
    assertThat(new ProcessBuilder("mkfifo", named.toString()).start().waitFor()).isZero();
    try (InputSource source =
        live.follow(List.of(named.toString()), InputFormat.NDJSON, Duration.ZERO)) {
      try (OutputStream into = Files.newOutputStream(named)) {
        into.write("{\"id\":1}\n{\"id".getBytes(StandardCharsets.UTF_8));
        assertThat(next(source)).containsExactly("1: 1 null");
        into.write("\":2}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(next(source)).containsExactly("2: 2 null");
      }
      assertThat(next(source)).containsExactly("end");
    }
  }

  @Test
  void inputThatCannotBeOpenedIsToldByTheFirstRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.ndjson.gz"), "{\"id\":1}\n");
    try (InputSource source = live.follow(List.of(file.toString()), InputFormat.NDJSON, FOR_EVER)) {
      FirnException failure = assertCode(ErrorCode.INPUT_UNREADABLE, source::nextBatch);
      assertThat(failure)
          .hasMessageContaining("expected gzip data as its name says, found uncompressed data");
    }
  }

  @Test
  void parquetIsRefused(@TempDir Path folder) {
    Path file = InputFixtures.writeParquet(folder.resolve("x.parquet"), "SELECT 1 AS id");
    FirnException failure =
        assertCode(
            ErrorCode.UNSUPPORTED,
            () -> live.follow(List.of(file.toString()), InputFormat.PARQUET, FOR_EVER));
    assertThat(failure).hasMessageContaining("x.parquet");
  }

  private static byte[] compressed(Compression compression, String... pieces) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (OutputStream into = compression.of(stored)) {
      for (String piece : pieces) {
        into.write(piece.getBytes(StandardCharsets.UTF_8));
      }
    }
    return stored.toByteArray();
  }

  private static OutputStream gzipOf(OutputStream to) {
    try {
      return new GZIPOutputStream(to, true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static OutputStream zstdOf(OutputStream to) {
    try {
      return new ZstdOutputStream(to);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A stream that compresses. */
  private interface Compression {
    OutputStream of(OutputStream to) throws IOException;
  }

  /** One batch that is asked for by a thread of its own. */
  private record Reading(Thread thread, FutureTask<List<String>> task) {
    static Reading start(InputSource source) {
      FutureTask<List<String>> task = new FutureTask<>(() -> next(source));
      return new Reading(Thread.ofPlatform().start(task), task);
    }

    /** Returns once the thread waits for something. */
    Reading awaitWait() {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        assertThat(task.isDone()).as("reading goes on").isFalse();
        Thread.onSpinWait();
      }
      return this;
    }

    void interrupt() {
      thread.interrupt();
    }

    List<String> rows() throws ExecutionException, InterruptedException {
      return task.get();
    }

    FirnException failure() throws InterruptedException {
      try {
        throw new AssertionError("Expected a failure, found " + task.get());
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(FirnException.class);
        return (FirnException) e.getCause();
      }
    }
  }
}
