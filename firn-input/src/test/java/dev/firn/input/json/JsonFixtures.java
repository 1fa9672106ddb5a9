package dev.firn.input.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.Violation;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.Projection;
import dev.firn.engine.schema.SourceMatch;
import dev.firn.engine.table.TableName;
import dev.firn.engine.validate.BatchValidator;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Reads text by way of the engine's projection and check, and says what came out. */
final class JsonFixtures {
  static final TextLimits LIMITS = new TextLimits(10_000, TextLimits.BATCH_BYTES_DEFAULT);

  /** How a text is taken apart. */
  enum Form {
    LINES,
    ARRAY
  }

  /** What came out of a text. */
  record Outcome(List<List<@Nullable Object>> rows, List<Integer> batchRows, ViolationLog log) {
    /** The violations, one text each: line, row, column, expected, found. */
    List<String> violations() {
      return log.kept().stream().map(JsonFixtures::words).toList();
    }

    Outcome requireGood() {
      assertThat(violations()).isEmpty();
      return this;
    }
  }

  private JsonFixtures() {}

  /** A schema of optional columns of the names given, which stand before each type. */
  static Schema schema(Object... namesAndTypes) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (int at = 0; at < namesAndTypes.length; at += 2) {
      int id = at / 2 + 1;
      fields.add(
          Types.NestedField.optional(id, (String) namesAndTypes[at], (Type) namesAndTypes[at + 1]));
    }
    return new Schema(fields);
  }

  static Outcome readLines(Schema schema, String... lines) {
    return read(Form.LINES, schema, MatchOptions.STRICT, String.join("\n", lines));
  }

  static Outcome readArray(Schema schema, String text) {
    return read(Form.ARRAY, schema, MatchOptions.STRICT, text);
  }

  static Outcome read(Form form, Schema schema, MatchOptions match, String text) {
    return read(form, schema, match, LIMITS, stream(text));
  }

  static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads everything; fails if a buffer is left behind. */
  static Outcome read(
      Form form, Schema schema, MatchOptions match, TextLimits limits, InputStream bytes) {
    try (BufferAllocator allocator = new RootAllocator()) {
      LoadTarget target =
          new LoadTarget(TableName.parse("t.t"), schema, match, ViolationLog.of("t.t"));
      List<List<@Nullable Object>> rows = new ArrayList<>();
      List<Integer> batchRows = new ArrayList<>();
      try (JsonReader reader = open(form, target, limits, allocator, bytes)) {
        SourceMatch columns = SourceMatch.of("t.t", schema, reader.shape(), MatchOptions.STRICT);
        Projection projection = Projection.of(columns);
        BatchValidator validator = BatchValidator.of(schema);
        Optional<IncomingBatch> next = reader.nextBatch();
        while (next.isPresent()) {
          try (IncomingBatch batch = next.get()) {
            batchRows.add(batch.rowCount());
            addRows(batch, rows);
            check(projection.project(batch, allocator, target.violations()), validator, target);
          }
          next = reader.nextBatch();
        }
      }
      return new Outcome(rows, batchRows, target.violations());
    }
  }

  static JsonReader open(
      Form form,
      LoadTarget target,
      TextLimits limits,
      BufferAllocator allocator,
      InputStream bytes) {
    TextSource text = TextSource.open("in", bytes);
    return switch (form) {
      case LINES -> JsonReader.openLines(text, target, limits, allocator);
      case ARRAY -> JsonReader.openArray(text, target, limits, allocator);
    };
  }

  /** A vector's value as plain Java: numbers, text, hexadecimal bytes, lists and maps. */
  static @Nullable Object value(FieldVector vector, int index) {
    if (vector.isNull(index)) {
      return null;
    }
    return switch (vector) {
      case BitVector bits -> bits.get(index) == 1;
      case DateDayVector date -> date.get(index);
      case TimeMicroVector time -> time.get(index);
      case TimeStampVector stamp -> stamp.get(index);
      case VarCharVector text -> new String(text.get(index), StandardCharsets.UTF_8);
      case VarBinaryVector binary -> HexFormat.of().formatHex(binary.get(index));
      case FixedSizeBinaryVector fixed -> HexFormat.of().formatHex(fixed.get(index));
      case MapVector map -> entries(map, index);
      case ListVector list -> elements(list, index);
      case StructVector struct -> members(struct, index);
      default -> vector.getObject(index);
    };
  }

  private static void addRows(IncomingBatch batch, List<List<@Nullable Object>> rows) {
    for (int row = 0; row < batch.rowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (FieldVector vector : batch.root().getFieldVectors()) {
        assertThat(vector.getValueCount()).isEqualTo(batch.rowCount());
        values.add(value(vector, row));
      }
      rows.add(values);
    }
  }

  private static void check(ProjectedBatch batch, BatchValidator validator, LoadTarget target) {
    validator.check(batch, target.violations()).ifPresent(ValidBatch::close);
  }

  private static List<@Nullable Object> elements(ListVector list, int index) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int at = list.getElementStartIndex(index); at < list.getElementEndIndex(index); at++) {
      values.add(value(list.getDataVector(), at));
    }
    return values;
  }

  private static Map<Object, @Nullable Object> entries(MapVector map, int index) {
    List<FieldVector> keyAndValue = map.getDataVector().getChildrenFromFields();
    Map<Object, @Nullable Object> values = new LinkedHashMap<>();
    for (int at = map.getElementStartIndex(index); at < map.getElementEndIndex(index); at++) {
      assertThat(map.getDataVector().isNull(at)).isFalse();
      Object key = value(keyAndValue.getFirst(), at);
      assertThat(key).isNotNull();
      values.put(key, value(keyAndValue.getLast(), at));
    }
    return values;
  }

  private static Map<String, @Nullable Object> members(StructVector struct, int index) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (FieldVector child : struct.getChildrenFromFields()) {
      values.put(child.getName(), value(child, index));
    }
    return values;
  }

  private static String words(Violation violation) {
    return "line "
        + violation.line()
        + ", row "
        + violation.row()
        + ", '"
        + violation.column()
        + "': expected "
        + violation.expected()
        + ", found "
        + violation.found();
  }
}
