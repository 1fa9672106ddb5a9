package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.OutsideReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Firn wrote, read by readers that know nothing of Firn, against what went in. */
@Tag("interop")
final class ReadersAgreeInteropTest {
  private static final int FLIGHTS = 20_000;
  private static final int EVERY_TYPE_ROWS = 600;
  private static final String ALL_EVERY_TYPE_ROWS = numbers(IntStream.range(0, EVERY_TYPE_ROWS));
  private final OutsideViews outside = new OutsideViews();
  private final Set<OutsideReader> readers =
      EnumSet.complementOf(EnumSet.of(OutsideReader.PYARROW));
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void everyReaderTellsTheSameOfFlightsAsDuckDbOfTheirSource() throws Exception {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    JsonNode loaded = warehouse.load("air.flights", TestWarehouse.flights());
    assertThat(loaded.get("rows").asInt()).isEqualTo(FLIGHTS);
    String[] options = {
      "--hash", "--rows", numbers(new Random(1).ints(1_000, 0, FLIGHTS).sorted())
    };
    JsonNode source =
        outside.summary(
            OutsideReader.DUCKDB_PARQUET, List.of(TestWarehouse.flights().toString()), options);
    assertThat(source.get("count").asInt()).isEqualTo(FLIGHTS);

    requireSameFacts(outside.of(warehouse, "air.flights", readers, options), source);

    warehouse.look(
        "air.flights",
        table -> {
          List<Types.NestedField> columns = table.metadata().schema().columns();
          List<List<String>> rows = TableRows.ofIceberg(table.icebergTable());
          assertThat(hash(rows)).isEqualTo(source.get("hash").asText());
          requireSameColumns(columns, rows, source.get("columns"));
          CommandRun query =
              warehouse.run("query", "SELECT * FROM air.flights", "--format", "json");
          assertThat(TableRows.ofQuery(columns, query.requireDone().out())).isEqualTo(rows);
        });
  }

  @Test
  void everyReaderTellsTheSameOfEveryFlatTypeAsPyArrowOfTheSource() {
    Path source = writeArrow("every");
    warehouse.sql("CREATE TABLE t.every (" + PythonSources.flatColumns() + ")");
    warehouse.load("t.every", source);
    requireEveryReaderAgrees("t.every", source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'gzip', compression_level = 9",
        "'snappy'",
        "'brotli'",
        "'lz4_raw'",
        "'lz4_raw', compression_level = 12",
        "'none'",
        "'zstd', row_group_size_bytes = 20000,"
            + " bloom_filter_columns = ARRAY['r_int', 'o_double', 'o_decimal38', 'r_string', 'o_uuid']"
      })
  void everyReaderTellsTheSameOfEveryCodecAndOfFiltersAsPyArrowOfTheSource(String codec) {
    Path source = writeArrow("every");
    warehouse.sql(
        "CREATE TABLE t.every ("
            + PythonSources.flatColumns()
            + ") WITH (compression_codec = "
            + codec
            + ")");
    warehouse.load("t.every", source);
    requireEveryReaderAgrees("t.every", source);
  }

  @Test
  void everyReaderTellsTheSameOfDeltasAsPyArrowOfTheSource() {
    Path source = writeArrow("every");
    createEncoded(
        Map.ofEntries(
            Map.entry("boolean", "rle"),
            Map.entry("int", "delta_binary_packed"),
            Map.entry("long", "delta_binary_packed"),
            Map.entry("float", "byte_stream_split"),
            Map.entry("double", "byte_stream_split"),
            Map.entry("decimal9", "delta_binary_packed"),
            Map.entry("decimal18", "delta_binary_packed"),
            Map.entry("decimal38", "delta_byte_array"),
            Map.entry("date", "delta_binary_packed"),
            Map.entry("time", "delta_binary_packed"),
            Map.entry("timestamp", "delta_binary_packed"),
            Map.entry("timestamptz", "delta_binary_packed"),
            Map.entry("string", "delta_byte_array"),
            Map.entry("uuid", "delta_byte_array"),
            Map.entry("fixed", "delta_byte_array"),
            Map.entry("binary", "delta_length_byte_array")));
    warehouse.load("t.every", source);
    requireEveryReaderAgrees("t.every", source);
  }

  @Test
  void readersTellTheSameOfStreamsOfBytesAsPyArrowOfTheSource() {
    Path source = writeArrow("every");
    createEncoded(
        Map.of(
            "int", "byte_stream_split",
            "long", "byte_stream_split",
            "decimal9", "byte_stream_split",
            "decimal18", "byte_stream_split",
            "date", "byte_stream_split",
            "time", "byte_stream_split",
            "timestamp", "byte_stream_split",
            "timestamptz", "byte_stream_split",
            "string", "delta_length_byte_array",
            "binary", "delta_byte_array"));
    warehouse.load("t.every", source);
    // DuckDB 1.5 reads them of float and double only. The one inside Firn is newer.
    readers.removeAll(Set.of(OutsideReader.DUCKDB_ICEBERG, OutsideReader.DUCKDB_PARQUET));
    requireEveryReaderAgrees("t.every", source);
  }

  @Test
  void everyReaderTellsTheSameOfNanosecondsInFormat3AsPyArrowOfTheSource() {
    Path source = writeArrow("nanos");
    warehouse.sql(
        "CREATE TABLE t.nanos (" + columnsOf("ns timestamp(9)") + ") WITH (format_version = 3)");
    warehouse.load("t.nanos", source);
    requireEveryReaderAgrees("t.nanos", source);
  }

  @Test
  void readersTellTheSameOfNanosecondsWithZoneAsPyArrowOfTheSource() {
    Path source = writeArrow("zoned_nanos");
    warehouse.sql(
        "CREATE TABLE t.nanos ("
            + columnsOf("tzns timestamp(9) with time zone")
            + ") WITH (format_version = 3)");
    warehouse.load("t.nanos", source);
    // DuckDB 1.5 has no such type: its extension for Iceberg refuses it, and its Parquet reader
    // gives microseconds. The one inside Firn is newer and is compared below.
    readers.removeAll(Set.of(OutsideReader.DUCKDB_ICEBERG, OutsideReader.DUCKDB_PARQUET));
    requireEveryReaderAgrees("t.nanos", source);
  }

  @Test
  void pyIcebergReadsRightTotalsOfEverySnapshotAfterSeveralLoads() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE + " WITH (max_file_size = '100kB')");
    long rows = 0;
    long files = 0;
    long bytes = 0;
    List<Map<String, String>> expected = new ArrayList<>();
    for (int load = 0; load < 3; load++) {
      JsonNode loaded = warehouse.load("air.flights", TestWarehouse.flights());
      rows += loaded.get("rows").asLong();
      files += loaded.get("files").asLong();
      bytes += loaded.get("bytes").asLong();
      expected.add(
          Map.of(
              "operation", "append",
              "added-records", loaded.get("rows").asText(),
              "added-data-files", loaded.get("files").asText(),
              "added-files-size", loaded.get("bytes").asText(),
              "total-records", Long.toString(rows),
              "total-data-files", Long.toString(files),
              "total-files-size", Long.toString(bytes),
              "firn.commit-id", loaded.get("commit_id").asText()));
    }
    assertThat(files).isGreaterThan(3);
    assertThat(bytes).isEqualTo(bytesOnDisk());

    JsonNode summaries =
        CommandRun.parse(
            outside.run(
                "summaries_with_pyiceberg.py",
                folder,
                warehouse.registry(),
                warehouse.folder().toString(),
                "air.flights"));
    assertThat(summaries).hasSize(3);
    for (int load = 0; load < 3; load++) {
      JsonNode summary = summaries.get(load);
      expected
          .get(load)
          .forEach((key, value) -> assertThat(summary.path(key).asText()).as(key).isEqualTo(value));
    }
  }

  @Test
  void firnReadsAndLoadsOnAfterPyIcebergAppended() {
    // PyIceberg refuses optional columns of a file for required ones, even without nulls.
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE.replace(" NOT NULL", ""));
    warehouse.load("air.flights", TestWarehouse.flights());
    JsonNode appended = outside.append(warehouse, "air.flights", TestWarehouse.flights());
    assertThat(countOfFlights()).isEqualTo(2 * FLIGHTS);
    assertThat(warehouse.json("snapshots", "air.flights").get(1).get("snapshot_id").asLong())
        .isEqualTo(appended.get("snapshot_id").asLong());

    warehouse.load("air.flights", TestWarehouse.flights());
    assertThat(countOfFlights()).isEqualTo(3 * FLIGHTS);
    JsonNode listed = warehouse.json("tables").get(0);
    assertThat(listed.get("rows").asLong()).isEqualTo(3 * FLIGHTS);
    assertThat(listed.get("snapshots").asLong()).isEqualTo(3);
    outside
        .of(warehouse, "air.flights", readers)
        .forEach(
            (reader, view) ->
                assertThat(view.get("count").asInt()).as("%s", reader).isEqualTo(3 * FLIGHTS));
  }

  private void createEncoded(Map<String, String> encodings) {
    List<String> columns = new ArrayList<>();
    List<String> words = new ArrayList<>();
    encodings.forEach(
        (name, word) -> {
          columns.addAll(List.of("'r_" + name + "'", "'o_" + name + "'"));
          words.addAll(List.of("'" + word + "'", "'" + word + "'"));
        });
    warehouse.sql(
        "CREATE TABLE t.every ("
            + PythonSources.flatColumns()
            + ") WITH (page_row_limit = 100, verify_on_write = 'values', column_encodings = MAP(ARRAY"
            + columns
            + ", ARRAY"
            + words
            + "))");
  }

  private void requireEveryReaderAgrees(String table, Path sourceFile) {
    String[] options = {"--hash", "--rows", ALL_EVERY_TYPE_ROWS};
    JsonNode source =
        outside.summary(OutsideReader.PYARROW, List.of(sourceFile.toString()), options);
    assertThat(source.get("count").asInt()).isEqualTo(EVERY_TYPE_ROWS);
    requireSameFacts(outside.of(warehouse, table, readers, options), source);
    warehouse.look(
        table,
        found -> {
          List<Types.NestedField> columns = found.metadata().schema().columns();
          List<List<String>> expected = TableRows.ofSummary(columns, source);
          assertThat(TableRows.ofIceberg(found.icebergTable())).isEqualTo(expected);
          CommandRun query = warehouse.run("query", "SELECT * FROM " + table, "--format", "json");
          assertThat(TableRows.ofQuery(columns, query.requireDone().out())).isEqualTo(expected);
        });
  }

  private void requireSameFacts(Map<OutsideReader, JsonNode> views, JsonNode source) {
    assertThat(views).containsOnlyKeys(readers);
    views.forEach(
        (reader, view) -> {
          for (String part : List.of("count", "columns", "rows", "hash")) {
            assertThat(view.get(part)).as("%s, %s", reader, part).isEqualTo(source.get(part));
          }
        });
  }

  /** Nulls, minimum, maximum and sum of each column against a summary by Python. */
  private static void requireSameColumns(
      List<Types.NestedField> columns, List<List<String>> rows, JsonNode expected) {
    for (int i = 0; i < columns.size(); i++) {
      int index = i;
      JsonNode facts = expected.get(columns.get(i).name());
      List<String> values =
          rows.stream().map(row -> row.get(index)).filter(value -> value != null).toList();
      assertThat(rows.size() - values.size()).isEqualTo(facts.get("nulls").asInt());
      if (columns.get(i).type().typeId() == org.apache.iceberg.types.Type.TypeID.LONG) {
        var numbers = values.stream().mapToLong(Long::parseLong).summaryStatistics();
        assertThat(numbers.getSum()).isEqualTo(facts.get("sum").asLong());
        assertThat(numbers.getMin()).isEqualTo(facts.get("min").asLong());
        assertThat(numbers.getMax()).isEqualTo(facts.get("max").asLong());
      } else {
        assertThat(values.stream().sorted().toList())
            .startsWith(facts.get("min").asText())
            .endsWith(facts.get("max").asText());
      }
    }
  }

  private Path writeArrow(String kinds) {
    Path file = folder.resolve(kinds + ".arrow");
    outside.run("write_every_type.py", folder, file.toString(), kinds);
    assertThat(Files.exists(file)).isTrue();
    return file;
  }

  /** Each column twice, required and optional, and one that is always null. */
  private static String columnsOf(String... columns) {
    StringBuilder all = new StringBuilder();
    for (String column : columns) {
      all.append("r_").append(column).append(" NOT NULL, o_").append(column).append(", ");
    }
    return all + "o_nothing bigint";
  }

  private int countOfFlights() {
    return warehouse.json("query", "SELECT count(*) AS n FROM air.flights").get(0).get("n").asInt();
  }

  private long bytesOnDisk() {
    return warehouse.dataFiles("air.flights").stream()
        .mapToLong(file -> file.toFile().length())
        .sum();
  }

  /** The hash of rows in any order, as the readers in Python make it; all text is ASCII. */
  private static String hash(List<List<String>> rows) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      java.math.BigInteger total = java.math.BigInteger.ZERO;
      for (List<String> row : rows) {
        String line =
            row.stream()
                .map(text -> text == null ? "null" : "\"" + text + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
        byte[] hash = digest.digest(line.getBytes(StandardCharsets.US_ASCII));
        total = total.add(new java.math.BigInteger(1, java.util.Arrays.copyOf(hash, 16)));
      }
      return String.format("%032x", total.mod(java.math.BigInteger.ONE.shiftLeft(128)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256.", e);
    }
  }

  private static String numbers(IntStream numbers) {
    return numbers.mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
