package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.InputFixtures.readAll;
import static dev.firn.input.InputFixtures.writeParquet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParquetTypesTest {
  private final MemoryBudget budget = MemoryBudget.of(512L << 20);
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "true; Bool; true",
        "(-5)::TINYINT; Int(8, true); -5",
        "(-5)::SMALLINT; Int(16, true); -5",
        "(-5)::INTEGER; Int(32, true); -5",
        "(-9223372036854775808)::BIGINT; Int(64, true); -9223372036854775808",
        "255::UTINYINT; Int(8, false); -1",
        "65535::USMALLINT; Int(16, false); \uffff",
        "4294967295::UINTEGER; Int(32, false); -1",
        "18446744073709551615::UBIGINT; Int(64, false); -1",
        "-0.0::FLOAT; FloatingPoint(SINGLE); -0.0",
        "'NaN'::DOUBLE; FloatingPoint(DOUBLE); NaN",
        "-1.5::DECIMAL(4,1); Decimal(4, 1, 128); -1.5",
        "-12345678.9::DECIMAL(9,1); Decimal(9, 1, 128); -12345678.9",
        "1.50::DECIMAL(18,2); Decimal(18, 2, 128); 1.50",
        "99999999999999999999999999999999999.999::DECIMAL(38,3); Decimal(38, 3, 128);"
            + " 99999999999999999999999999999999999.999",
        "DATE '1969-12-31'; Date(DAY); -1",
        "TIME '23:59:59.999999'; Time(MICROSECOND, 64); 86399999999",
        "TIMESTAMP '1969-12-31 23:59:59.999999'; Timestamp(MICROSECOND, null);"
            + " 1969-12-31T23:59:59.999999",
        "TIMESTAMP_MS '2020-01-01 00:00:00.001'; Timestamp(MICROSECOND, null);"
            + " 2020-01-01T00:00:00.001",
        "TIMESTAMP_NS '2020-01-01 00:00:00.123456789'; Timestamp(NANOSECOND, null);"
            + " 2020-01-01T00:00:00.123456789",
        "TIMESTAMPTZ '1970-01-01 01:00:00+01'; Timestamp(MICROSECOND, UTC); 0",
        "'é' || repeat('x', 20); Utf8; éxxxxxxxxxxxxxxxxxxxx",
        "'\\xFF\\x00'::BLOB; Binary; ff00",
        "'b'::ENUM('a', 'b'); Utf8; b",
        "'{\"a\":1}'::JSON; Utf8; {\"a\":1}",
        "UUID '00112233-4455-6677-8899-aabbccddeeff'; FixedSizeBinary(16);"
            + " 00112233445566778899aabbccddeeff",
        "[1, NULL]; List; [1,null]",
        "{'x': true}; Struct; {\"x\":true}",
        "MAP {'k': 1}; Map(false); [{\"key\":\"k\",\"value\":1}]",
      })
  void comesOutAsPlainArrow(String expression, String type, String value) throws IOException {
    writeParquet(
        folder.resolve("t.parquet"),
        "SELECT v FROM (SELECT 1 AS r, "
            + expression
            + " AS v UNION ALL SELECT 2, NULL) ORDER BY r");
    try (InputFiles inputs = find();
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      Field field = schema(source).findField("v");
      assertThat(field.getType()).hasToString(type);
      assertThat(field.isNullable()).isTrue();
      List<List<Object>> rows = readAll(source);
      assertThat(String.valueOf(rows.get(0).getFirst()))
          .isEqualTo(value.replace("\\uffff", "\uffff"));
      assertThat(rows.get(1).getFirst()).isNull();
    }
  }

  @Test
  void keepsFieldIds() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 1 AS a, {'x': 2} AS s, [3] AS l, MAP {'k': 4} AS m) TO '"
              + folder.resolve("t.parquet")
              + "' (FIELD_IDS {a: 7, s: {__duckdb_field_id: 8, x: 9},"
              + " l: {__duckdb_field_id: 10, element: 11},"
              + " m: {__duckdb_field_id: 12, key: 13, value: 14}})");
    }
    try (InputFiles inputs = find();
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(labels(schema(source).getFields(), "", new ArrayList<>()))
          .containsExactly(
              "a=7",
              "s=8",
              "s.x=9",
              "l=10",
              "l.element=11",
              "m=12",
              "m.entries=null",
              "m.entries.key=13",
              "m.entries.value=14");
      assertThat(readAll(source))
          .hasToString("[[1, {\"x\":2}, [3], [{\"key\":\"k\",\"value\":4}]]]");
    }
  }

  @Test
  void marksUuids() throws IOException {
    writeParquet(folder.resolve("t.parquet"), "SELECT uuid() AS u, [uuid()] AS l");
    try (InputFiles inputs = find();
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      Schema schema = schema(source);
      for (Field field :
          List.of(schema.findField("u"), schema.findField("l").getChildren().getFirst())) {
        assertThat(field.getMetadata()).containsEntry("ARROW:extension:name", "arrow.uuid");
        assertThat(field.getMetadata()).doesNotContainKey(ParquetLabels.FIXED_LENGTH);
      }
    }
  }

  @Test
  void labelsWhatDuckDbDrops() {
    Field blob = new Field("Id_1", nullable(new ArrowType.Binary()), List.of());
    Field x = new Field("x", nullable(new ArrowType.Int(32, true)), List.of());
    Field struct = new Field("s", nullable(new ArrowType.Struct()), List.of(x));
    ParquetNode fixed =
        new ParquetNode("Id", "FIXED_LEN_BYTE_ARRAY", 4, "REQUIRED", 5L, 0, List.of());
    ParquetNode child = new ParquetNode("x", "INT32", 0, "REQUIRED", null, 0, List.of());
    ParquetNode group = new ParquetNode("s", "", 0, "OPTIONAL", null, 0, List.of(child));
    Schema labelled = ParquetLabels.apply(new Schema(List.of(blob, struct)), List.of(fixed, group));
    Field first = labelled.getFields().get(0);
    assertThat(first.getName()).isEqualTo("Id");
    assertThat(first.isNullable()).isFalse();
    assertThat(first.getMetadata())
        .isEqualTo(Map.of(ParquetLabels.FIXED_LENGTH, "4", ParquetLabels.FIELD_ID, "5"));
    Field second = labelled.getFields().get(1);
    assertThat(second.isNullable()).isTrue();
    assertThat(second.getChildren().getFirst().isNullable()).isFalse();
  }

  @Test
  void refusesDecimalsThatDuckDbWouldRound() {
    Field field = new Field("d", nullable(new ArrowType.Binary()), List.of());
    ParquetNode wide = new ParquetNode("d", "BYTE_ARRAY", 0, "OPTIONAL", null, 60, List.of());
    assertThat(
            assertCode(
                ErrorCode.SCHEMA_MISMATCH,
                () -> ParquetLabels.apply(new Schema(List.of(field)), List.of(wide))))
        .hasMessageContaining("Column 'd'")
        .hasMessageContaining("found one of 60");
  }

  @Test
  void keepsTheRowsOrderAcrossRowGroups() throws IOException {
    writeParquet(folder.resolve("t.parquet"), "SELECT i FROM range(500000) t(i)");
    try (InputFiles inputs = find();
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      long expected = 0;
      for (List<Object> row : readAll(source)) {
        assertThat(row.getFirst()).isEqualTo(expected++);
      }
      assertThat(expected).isEqualTo(500_000);
    }
  }

  private static org.apache.arrow.vector.types.pojo.FieldType nullable(ArrowType type) {
    return org.apache.arrow.vector.types.pojo.FieldType.nullable(type);
  }

  private static List<String> labels(List<Field> fields, String prefix, List<String> found) {
    for (Field field : fields) {
      String path = prefix + field.getName();
      found.add(path + "=" + field.getMetadata().get(ParquetLabels.FIELD_ID));
      labels(field.getChildren(), path + ".", found);
    }
    return found;
  }

  private static Schema schema(SourceReader source) throws IOException {
    return source.getVectorSchemaRoot().getSchema();
  }

  private InputFiles find() {
    return InputFiles.find(
        List.of("t.parquet"), InputOptions.defaults().withWorkingFolder(folder), budget);
  }
}
