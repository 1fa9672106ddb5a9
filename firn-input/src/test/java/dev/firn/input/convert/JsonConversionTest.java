package dev.firn.input.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import dev.firn.input.json.JsonReader;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON readers take and refuse what the conversion table says. */
final class JsonConversionTest {
  static Stream<Type> types() {
    return ConversionTable.rows().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void readersGiveWhatTheTableSays(Type type) {
    List<String> texts = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (ConversionRow row : ConversionTable.rows().get(type)) {
      texts.add(quoted(row.text()));
      expected.add(row.string());
      if (!row.bare().isEmpty()) {
        texts.add(row.text());
        expected.add(row.bare());
      }
    }
    texts.add("null");
    expected.add("null");
    for (boolean isArray : List.of(true, false)) {
      requireSame(Types.NestedField.optional(1, "v", type), isArray, texts, expected);
    }
  }

  private static void requireSame(
      Types.NestedField column, boolean isArray, List<String> texts, List<String> expected) {
    List<String> records = texts.stream().map(text -> "{\"v\":" + text + "}").toList();
    String text =
        isArray ? "[" + String.join(",\n", records) + "]" : String.join("\n", records) + "\n";
    ViolationLog log = ViolationLog.of("t.t", texts.size() + 1);
    LoadTarget target =
        new LoadTarget(TableName.parse("t.t"), new Schema(column), MatchOptions.STRICT, log);
    List<String> found = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        JsonReader reader = open(isArray, text, target, allocator);
        IncomingBatch batch = reader.nextBatch().orElseThrow()) {
      for (int row = 0; row < batch.rowCount(); row++) {
        found.add(StoredText.of(batch.root().getVector(0), row));
      }
      assertThat(reader.nextBatch()).isEmpty();
    }
    Set<Long> refused = new TreeSet<>();
    log.kept().stream().map(Violation::row).forEach(refused::add);
    assertThat(log.countsByKind()).isEqualTo(counts(expected));
    for (int row = 0; row < texts.size(); row++) {
      String outcome = refused.contains(row + 1L) ? ConversionRow.REFUSED : found.get(row);
      assertThat(outcome).as("%s from %s", column, texts.get(row)).isEqualTo(expected.get(row));
    }
  }

  private static Map<ViolationKind, Long> counts(List<String> expected) {
    long count = expected.stream().filter(ConversionRow.REFUSED::equals).count();
    return count == 0 ? Map.of() : Map.of(ViolationKind.VALUE, count);
  }

  private static JsonReader open(
      boolean isArray, String text, LoadTarget target, BufferAllocator allocator) {
    TextSource source =
        TextSource.open("in", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    TextLimits limits = new TextLimits(10_000, TextLimits.BATCH_BYTES_DEFAULT);
    return isArray
        ? JsonReader.openArray(source, target, limits, allocator)
        : JsonReader.openLines(source, target, limits, allocator);
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      json.append(String.format("\\u%04x", (int) text.charAt(at)));
    }
    return json.append('"').toString();
  }
}
