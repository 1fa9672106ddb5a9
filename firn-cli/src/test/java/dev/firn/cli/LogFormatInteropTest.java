package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A segment of a log, read by a script that knows docs/log-format.md and PyArrow only. */
@Tag("interop")
final class LogFormatInteropTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "n", Types.LongType.get()),
          Types.NestedField.optional(2, "text", Types.StringType.get()));
  private static final String LONG_TEXT = "flake ".repeat(200);

  @TempDir private Path folder;
  private final OutsideViews views = new OutsideViews();

  @ParameterizedTest
  @EnumSource
  void segmentIsWhatTheDocumentSays(FrameCompression compression) throws IOException {
    FirnConfig plain = FirnConfig.of(folder.resolve("warehouse"));
    try (Firn firn = Firn.open(plain.withLog(plain.log().withCompression(compression)))) {
      firn.createTable(NewTable.of(TableName.parse("air.flights"), SCHEMA, Map.of()));
      Appender appender = firn.table("air.flights").appender("gate-ü");
      append(appender, 3, 30);
      append(appender, 1, 10, 20, 30, 40);
      Path log = LocalStorage.pathOf(firn.lanes().status(Optional.empty()).getFirst().folder());
      firn.closeFast();
      requireFrames(CommandRun.parse(views.run("read_log_segment.py", folder, segmentIn(log))));
    }
  }

  private static void append(Appender appender, long first, long... values) {
    var receipt = appender.appendRow(first, values[0], LONG_TEXT + values[0]);
    for (int i = 1; i < values.length; i++) {
      receipt = appender.appendRow(first + i, values[i], LONG_TEXT + values[i]);
    }
    appender.flush();
    assertThat(receipt.toCompletableFuture().join().lastRow()).isEqualTo(first + values.length - 1);
  }

  private static String segmentIn(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      return files
          .filter(each -> each.toString().endsWith(".frames"))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  private static void requireFrames(JsonNode segment) {
    assertThat(segment.get("epoch").asLong()).isEqualTo(1);
    assertThat(segment.get("base").asLong()).isZero();
    assertThat(segment.get("ids").toString()).isEqualTo("[1,2]");
    JsonNode frames = segment.get("frames");
    assertThat(frames).hasSize(4);
    requireRows(frames.get(0), 3, 0, "[30]");
    requireRows(frames.get(1), 1, 1, "[10,20]");
    requireRows(frames.get(2), 4, 0, "[40]");
    assertThat(frames.get(3).get("kind").asInt()).as("the mark of an orderly end").isEqualTo(1);
  }

  private static void requireRows(JsonNode frame, long first, int framesLeft, String values) {
    assertThat(frame.get("kind").asInt()).isZero();
    assertThat(frame.get("producer").asText()).isEqualTo("gate-ü");
    assertThat(frame.get("first").asLong()).isEqualTo(first);
    assertThat(frame.get("left").asInt()).isEqualTo(framesLeft);
    assertThat(frame.get("values").get("n").toString()).isEqualTo(values);
    assertThat(frame.get("values").get("text").get(0).asText()).startsWith(LONG_TEXT);
  }
}
