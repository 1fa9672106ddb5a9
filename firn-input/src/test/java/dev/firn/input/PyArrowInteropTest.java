package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.InputFixtures.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as PyArrow writes them, with what DuckDB and Arrow for Java cannot write themselves. */
@Tag("interop")
final class PyArrowInteropTest {
  private static final String WRITE =
      """
      import os, sys, decimal, datetime
      import pyarrow as pa, pyarrow.parquet as pq, pyarrow.ipc as ipc
      os.chdir(sys.argv[1])
      D = decimal.Decimal
      id7 = {"PARQUET:field_id": "7"}
      pq.write_table(pa.table(
          [pa.array([b"abcd", None], pa.binary(4)), pa.array([1, 2], pa.int32()),
           pa.array([3, 4], pa.int32()), pa.array([b"\\x00" * 16, None], pa.uuid()),
           pa.array([1, None], pa.timestamp("ms", "Europe/Berlin")), pa.array([1.5, None], pa.float16()),
           pa.array([{"f": b"xy"}, None], pa.struct([pa.field("f", pa.binary(2), False)])),
           pa.array([[b"xyz"], None], pa.list_(pa.binary(3))),
           pa.array([D("1.5"), None], pa.decimal128(5, 1))],
          schema=pa.schema([
              pa.field("fixed", pa.binary(4)), pa.field("req", pa.int32(), False, id7),
              pa.field("Req", pa.int32()), pa.field("u", pa.uuid()),
              pa.field("ms", pa.timestamp("ms", "Europe/Berlin")), pa.field("half", pa.float16()),
              pa.field("s", pa.struct([pa.field("f", pa.binary(2), False)])),
              pa.field("l", pa.list_(pa.binary(3))), pa.field("d", pa.decimal128(5, 1))])),
          "facts.parquet", store_schema=False)
      pq.write_table(pa.table({"d": pa.array([D("1.5")], pa.decimal256(60, 1))}), "wide.parquet")
      pq.write_table(pa.table({"t": pa.array([2**62], pa.timestamp("ms"))}), "late.parquet")
      pq.write_table(pa.table({"t": pa.array([1_000], pa.timestamp("ns"))}), "int96.parquet",
                     use_deprecated_int96_timestamps=True)
      pq.write_table(pa.table({"": [1], "a.b": [2]}), "names.parquet")
      pq.write_table(pa.table({"a": pa.array([], pa.int32())}), "norows.parquet")

      first = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["a", "b"]))
      second = pa.DictionaryArray.from_arrays(pa.array([2, 0]), pa.array(["a", "b", "c"]))
      for kind, writer in (("file", ipc.new_file), ("stream", ipc.new_stream)):
          options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
          schema = pa.schema([("w", first.type)])
          with writer(f"delta-{kind}.arrow", schema, options=options) as out:
              out.write_batch(pa.record_batch([first], schema))
              out.write_batch(pa.record_batch([second], schema))
          for codec in ("lz4", "zstd"):
              rows = pa.table({
                  "v": pa.array(["short", None, "longer than twelve bytes"], pa.string_view()),
                  "w": pa.array([b"x" * 20, b"y", None], pa.binary_view()),
                  "L": pa.array(["p", "q", None], pa.large_string()),
                  "ll": pa.array([[1], None, [2, 3]], pa.large_list(pa.int32())),
                  "b": pa.array([1, None, 0], pa.bool8()),
                  "u": pa.array([b"\\x01" * 16, None, b"\\x02" * 16], pa.uuid()),
                  "j": pa.array(["{}", None, "[]"], pa.json_()),
                  "n": pa.array([{"d": "k"}, None, {"d": None}],
                                pa.struct([("d", pa.dictionary(pa.int8(), pa.string()))])),
              })
              options = ipc.IpcWriteOptions(compression=codec)
              with writer(f"types-{kind}-{codec}.arrow", rows.schema, options=options) as out:
                  out.write_table(rows)
          big = pa.table({"i": pa.array(range(300_000)), "s": pa.array(["s%d" % k for k in range(300_000)])})
          with writer(f"big-{kind}.arrow", big.schema, options=ipc.IpcWriteOptions(compression="lz4")) as out:
              out.write_table(big, max_chunksize=100_000)
      """;

  private final MemoryBudget budget = MemoryBudget.of(512L << 20);
  @TempDir static Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    if (!Files.exists(folder.resolve("write.py"))) {
      Path script = Files.writeString(folder.resolve("write.py"), WRITE);
      PythonEnvironment.ofCheckout().run(script, folder.toString());
    }
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @Test
  void keepsWhatDuckDbDropsOfAParquetSchema() throws IOException {
    try (InputFiles inputs = find("facts.parquet");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      Schema schema = source.getVectorSchemaRoot().getSchema();
      List<String> found = new ArrayList<>();
      schema.getFields().forEach(field -> found.add(label(field)));
      assertThat(found)
          .containsExactly(
              "fixed: Binary {firn.fixed_length=4}",
              "req: Int(32, true) not null {PARQUET:field_id=7}",
              "Req: Int(32, true) {}",
              "u: FixedSizeBinary(16) {ARROW:extension:metadata=, ARROW:extension:name=arrow.uuid}",
              "ms: Timestamp(MICROSECOND, UTC) {}",
              "half: FloatingPoint(SINGLE) {}",
              "s: Struct {}",
              "l: List {}",
              "d: Decimal(5, 1, 128) {}");
      assertThat(label(schema.findField("s").getChildren().getFirst()))
          .isEqualTo("f: Binary not null {firn.fixed_length=2}");
      assertThat(label(schema.findField("l").getChildren().getFirst()))
          .isEqualTo("element: Binary {firn.fixed_length=3}");
      assertThat(readAll(source).toString())
          .startsWith("[[61626364, 1, 3, 00000000000000000000000000000000, 1000, 1.5, ")
          .endsWith("1.5], [null, 2, 4, null, null, null, null, null, null]]");
    }
  }

  @Test
  void refusesWhatDuckDbWouldChange() {
    assertThat(assertCode(ErrorCode.SCHEMA_MISMATCH, () -> read("wide.parquet")))
        .hasMessageStartingWith(
            "Input 'wide.parquet': Column 'd': expected a decimal of at most 38");
    assertCode(ErrorCode.INPUT_UNREADABLE, () -> read("late.parquet"));
  }

  @Test
  void readsOldAndOddParquet() throws IOException {
    assertThat(read("int96.parquet")).hasToString("[[1970-01-01T00:00:00.000001]]");
    assertThat(read("norows.parquet")).isEmpty();
    try (InputFiles inputs = find("names.parquet");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(source.getVectorSchemaRoot().getSchema().getFields())
          .extracting(Field::getName)
          .containsExactly("", "a.b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delta-file.arrow", "delta-stream.arrow"})
  void decodesDictionariesThatGrow(String name) throws IOException {
    assertThat(read(name)).hasToString("[[a], [b], [c], [a]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "types-file-lz4.arrow",
        "types-file-zstd.arrow",
        "types-stream-lz4.arrow",
        "types-stream-zstd.arrow"
      })
  void givesEveryTypeItsPlainForm(String name) throws IOException {
    try (InputFiles inputs = find(name);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(source.getVectorSchemaRoot().getSchema().getFields())
          .extracting(PyArrowInteropTest::label)
          .containsExactly(
              "v: Utf8 {}",
              "w: Binary {}",
              "L: Utf8 {}",
              "ll: List {}",
              "b: Bool {}",
              "u: FixedSizeBinary(16) {ARROW:extension:metadata=, ARROW:extension:name=arrow.uuid}",
              "j: Utf8 {}",
              "n: Struct {}");
      assertThat(readAll(source))
          .hasToString(
              "[[short, 7878787878787878787878787878787878787878, p, [1], true,"
                  + " 01010101010101010101010101010101, {}, {\"d\":\"k\"}],"
                  + " [null, 79, q, null, null, null, null, null],"
                  + " [longer than twelve bytes, null, null, [2,3], false,"
                  + " 02020202020202020202020202020202, [], {}]]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"big-file.arrow", "big-stream.arrow"})
  void readsManyCompressedBatches(String name) throws IOException {
    List<List<Object>> rows = read(name);
    assertThat(rows).hasSize(300_000);
    assertThat(rows.getLast()).hasToString("[299999, s299999]");
  }

  private static String label(Field field) {
    return field.getName()
        + ": "
        + field.getType()
        + (field.isNullable() ? " " : " not null ")
        + new java.util.TreeMap<>(field.getMetadata());
  }

  private List<List<Object>> read(String name) throws IOException {
    try (InputFiles inputs = find(name);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      return readAll(source);
    }
  }

  private InputFiles find(String name) {
    return InputFiles.find(
        List.of(name), InputOptions.defaults().withWorkingFolder(folder), budget);
  }
}
