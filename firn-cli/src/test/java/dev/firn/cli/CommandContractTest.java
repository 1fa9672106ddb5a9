package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs rely on: keys in order, shapes, formats, where output goes. */
final class CommandContractTest {
  private static final int FLIGHTS = 20_000;
  private static final String MOMENT = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z";
  private static final String ULID = "[0-9A-HJKMNP-TV-Z]{26}";

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void loadAnswersOneObject() {
    JsonNode loaded = loadFlights();
    assertThat(CommandRun.keys(loaded))
        .containsExactly("snapshot_id", "commit_id", "rows", "files", "bytes", "seconds");
    assertThat(loaded.get("snapshot_id").isIntegralNumber()).isTrue();
    assertThat(loaded.get("commit_id").asText()).matches(ULID);
    assertThat(loaded.get("rows").asInt()).isEqualTo(FLIGHTS);
    assertThat(loaded.get("files").asInt()).isEqualTo(1);
    assertThat(loaded.get("bytes").asLong())
        .isEqualTo(warehouse.dataFiles("air.flights").getFirst().toFile().length());
    assertThat(loaded.get("seconds").isNumber()).isTrue();
  }

  @Test
  void tablesAnswersAnArray() {
    assertThat(warehouse.json("tables").isArray()).isTrue();
    JsonNode loaded = loadFlights();
    warehouse.sql("CREATE TABLE air.empty (n bigint)");
    JsonNode tables = warehouse.json("tables");
    assertThat(tables).hasSize(2);
    assertThat(CommandRun.keys(tables.get(1)))
        .containsExactly(
            "namespace", "name", "rows", "files", "bytes", "snapshots", "last_committed_at");
    assertThat(tables.get(0).toString())
        .isEqualTo(
            "{\"namespace\":\"air\",\"name\":\"empty\",\"rows\":0,\"files\":0,\"bytes\":0,"
                + "\"snapshots\":0,\"last_committed_at\":null}");
    assertThat(tables.get(1).get("bytes")).isEqualTo(loaded.get("bytes"));
    assertThat(tables.get(1).get("last_committed_at").asText()).matches(MOMENT);
  }

  @Test
  void describeAnswersOneObject() {
    warehouse.sql(
        "CREATE TABLE air.t (n bigint NOT NULL COMMENT 'a number') WITH (max_file_size = '1GiB')");
    JsonNode table = warehouse.json("describe", "air.t");
    assertThat(CommandRun.keys(table))
        .containsExactly(
            "table_uuid",
            "location",
            "metadata_location",
            "format_version",
            "schema",
            "partition_spec",
            "sort_order",
            "properties");
    assertThat(table.get("format_version").asInt()).isEqualTo(2);
    JsonNode column = table.get("schema").get("fields").get(0);
    assertThat(column.get("name").asText()).isEqualTo("n");
    assertThat(column.get("required").asBoolean()).isTrue();
    assertThat(column.get("doc").asText()).isEqualTo("a number");
    assertThat(table.get("partition_spec").get("fields")).isEmpty();
    assertThat(table.get("sort_order").get("fields")).isEmpty();
    assertThat(table.get("properties").get("firn.max-file-size").asText()).isEqualTo("1GiB");
    assertThat(table.get("location").asText()).startsWith("file:///");
  }

  @Test
  void partitionsAnswersAnArrayWithColumnsInJson() {
    warehouse.sql(
        "CREATE TABLE air.flights (date timestamp(6) NOT NULL, delay bigint, distance bigint,"
            + " origin varchar NOT NULL, destination varchar NOT NULL)"
            + " WITH (partitioning = ARRAY['month(date)'])");
    assertThat(warehouse.json("partitions", "air.flights")).isEmpty();
    warehouse.load("air.flights", TestWarehouse.flights());
    JsonNode partitions = warehouse.json("partitions", "air.flights");
    JsonNode files = warehouse.json("files", "air.flights");
    assertThat(partitions).hasSameSizeAs(files).hasSize(6);
    JsonNode first = partitions.get(0);
    assertThat(CommandRun.keys(first))
        .containsExactly(
            "partition",
            "spec_id",
            "rows",
            "files",
            "bytes",
            "position_delete_record_count",
            "position_delete_file_count",
            "equality_delete_record_count",
            "equality_delete_file_count",
            "columns");
    assertThat(first.get("partition")).isEqualTo(files.get(0).get("partition"));
    assertThat(first.get("bytes")).isEqualTo(files.get(0).get("bytes"));
    JsonNode date = first.get("columns").get(0);
    assertThat(date.toString())
        .isEqualTo(
            "{\"name\":\"date\",\"nulls\":0,\"min\":\"2001-01-01T00:01:00.000000\","
                + "\"max\":\"2001-01-31T23:37:00.000000\",\"min_is_exact\":true,"
                + "\"max_is_exact\":true}");
    JsonNode origin = first.get("columns").get(3);
    assertThat(origin.get("min").asText()).isEqualTo("ABE");
    assertThat(origin.get("max_is_exact").asBoolean()).isFalse();
    JsonNode delays =
        warehouse.json(
            "query",
            "SELECT min(delay) AS least, max(delay) AS most, count(*) FILTER (delay IS NULL) AS"
                + " nulls FROM air.flights WHERE date < TIMESTAMP '2001-02-01'");
    JsonNode delay = first.get("columns").get(1);
    assertThat(delay.get("min")).isEqualTo(delays.get(0).get("least"));
    assertThat(delay.get("max")).isEqualTo(delays.get(0).get("most"));
    assertThat(delay.get("nulls")).isEqualTo(delays.get(0).get("nulls"));
    assertThat(warehouse.run("partitions", "air.flights", "--format", "csv").requireDone().out())
        .startsWith("partition,spec_id,rows,files,bytes\r\ndate_month=2001-01,0,3389,1,");
  }

  @Test
  void snapshotsAnswersAnArrayOldestFirst() {
    JsonNode first = loadFlights();
    JsonNode second = warehouse.load("air.flights", TestWarehouse.flights());
    JsonNode snapshots = warehouse.json("snapshots", "air.flights");
    assertThat(snapshots).hasSize(2);
    JsonNode last = snapshots.get(1);
    assertThat(CommandRun.keys(last))
        .containsExactly(
            "snapshot_id",
            "parent_id",
            "committed_at",
            "operation",
            "commit_id",
            "added_rows",
            "added_files",
            "total_rows",
            "is_current");
    assertThat(snapshots.get(0).get("parent_id").isNull()).isTrue();
    assertThat(last.get("parent_id")).isEqualTo(first.get("snapshot_id"));
    assertThat(last.get("snapshot_id")).isEqualTo(second.get("snapshot_id"));
    assertThat(last.get("commit_id")).isEqualTo(second.get("commit_id"));
    assertThat(last.get("committed_at").asText()).matches(MOMENT);
    assertThat(last.get("operation").asText()).isEqualTo("append");
    assertThat(last.get("added_rows").asInt()).isEqualTo(FLIGHTS);
    assertThat(last.get("added_files").asInt()).isEqualTo(1);
    assertThat(last.get("total_rows").asInt()).isEqualTo(2 * FLIGHTS);
    assertThat(snapshots.get(0).get("is_current").asBoolean()).isFalse();
    assertThat(last.get("is_current").asBoolean()).isTrue();
  }

  @Test
  void historyAnswersWhatWasCurrentWhen() {
    loadFlights();
    warehouse.load("air.flights", TestWarehouse.flights());
    warehouse.json("rollback", "air.flights", "--to", "previous");
    JsonNode history = warehouse.json("history", "air.flights");
    assertThat(history).hasSize(3);
    assertThat(CommandRun.keys(history.get(0)))
        .containsExactly("made_current_at", "snapshot_id", "parent_id", "is_current_ancestor");
    assertThat(history.get(0).get("made_current_at").asText()).matches(MOMENT);
    assertThat(history.get(2).get("snapshot_id")).isEqualTo(history.get(0).get("snapshot_id"));
    assertThat(history.get(0).get("is_current_ancestor").asBoolean()).isTrue();
    assertThat(history.get(1).get("is_current_ancestor").asBoolean()).isFalse();
  }

  @Test
  void filesAnswersAnArrayWithColumnsInJson() {
    JsonNode loaded = loadFlights();
    JsonNode file = warehouse.json("files", "air.flights").get(0);
    assertThat(CommandRun.keys(file))
        .containsExactly("path", "partition", "rows", "bytes", "sort_order_id", "columns");
    assertThat(file.get("path").asText())
        .matches("file:///.*/air/flights/data/flights_data_\\d{8}_" + ULID + "\\.parquet");
    assertThat(file.get("rows").asInt()).isEqualTo(FLIGHTS);
    assertThat(file.get("bytes")).isEqualTo(loaded.get("bytes"));
    assertThat(file.get("columns")).hasSize(5);
    JsonNode column = file.get("columns").get(0);
    assertThat(column.get("name").asText()).isEqualTo("date");
    assertThat(column.get("codec").asText()).isEqualTo("zstd");
    assertThat(column.get("encodings").isArray()).isTrue();
    assertThat(CommandRun.keys(column))
        .containsExactly(
            "name",
            "codec",
            "encodings",
            "bytes",
            "encoded_bytes",
            "compressed_bytes",
            "ratio",
            "bloom_filter_bytes");
    assertThat(column.get("bytes").asLong()).isPositive();
    assertThat(column.get("compressed_bytes")).isEqualTo(column.get("bytes"));
    assertThat(column.get("ratio").asDouble())
        .isEqualTo(
            column.get("encoded_bytes").asDouble() / column.get("bytes").asDouble(),
            offset(0.0006));
    assertThat(column.get("bloom_filter_bytes").asLong()).isZero();
    assertThat(warehouse.run("files", "air.flights", "--format", "csv").requireDone().out())
        .startsWith("path,partition,rows,bytes,sort_order_id\r\n");
  }

  @Test
  void rollbackTakesIdCommitIdTimestampAndPrevious() {
    JsonNode first = loadFlights();
    JsonNode second = warehouse.load("air.flights", TestWarehouse.flights());
    String firstId = first.get("snapshot_id").asText();
    String secondId = second.get("snapshot_id").asText();
    String firstAt = warehouse.json("snapshots", "air.flights").get(0).get("committed_at").asText();

    JsonNode done = warehouse.json("rollback", "air.flights", "--to", firstId);
    assertThat(CommandRun.keys(done)).containsExactly("snapshot_id", "previous_snapshot_id");
    assertThat(done.get("snapshot_id").asText()).isEqualTo(firstId);
    assertThat(done.get("previous_snapshot_id").asText()).isEqualTo(secondId);
    assertThat(countOfFlights()).isEqualTo(FLIGHTS);

    requireRolledBack(second.get("commit_id").asText(), secondId);
    assertThat(countOfFlights()).isEqualTo(2 * FLIGHTS);
    requireRolledBack(firstAt, firstId);
    requireRolledBack(secondId, secondId);
    requireRolledBack("previous", firstId);
    assertThat(countOfFlights()).isEqualTo(FLIGHTS);
  }

  @Test
  void dropForgetsATableAndPurgeDeletesItsFolder() {
    loadFlights();
    Path kept = warehouse.tableFolder("air.flights");
    warehouse.run("drop", "air.flights").requireDone();
    assertThat(warehouse.json("tables")).isEmpty();
    assertThat(kept.resolve("data")).isNotEmptyDirectory();

    loadFlights();
    Path purged = warehouse.tableFolder("air.flights");
    assertThat(purged).isNotEqualTo(kept);
    warehouse.run("drop", "air.flights", "--purge").requireDone();
    assertThat(purged).doesNotExist();
    assertThat(kept.resolve("data")).isNotEmptyDirectory();
  }

  @Test
  void sqlRunsSeveralStatementsAndAScript() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("script.sql"),
            "CREATE SCHEMA a; CREATE TABLE a.b (n bigint); -- none yet\nSELECT count(*) AS c FROM a.b;");
    CommandRun run = warehouse.run("sql", "-f", script.toString(), "--format", "json");
    assertThat(run.requireDone().json().get(0).get("c").asInt()).isZero();
    assertThat(run.error()).contains("Created schema a.").contains("Created table a.b.");
  }

  @Test
  void sqlRunsNothingOfAScriptThatDoesNotParse() {
    warehouse
        .run("sql", "-e", "CREATE TABLE a.b (n bigint); CREATE TABEL a.c (n bigint)")
        .requireFailed(2);
    assertThat(warehouse.json("tables")).isEmpty();
  }

  @Test
  void queryRendersEveryTypeExactlyInJson() {
    CommandRun run =
        warehouse.run(
            "query",
            "SELECT 9223372036854775807 AS long, (-9223372036854775808)::BIGINT AS lowest,"
                + " 1234567890123456789012345678.9012345678::DECIMAL(38,10) AS decimal,"
                + " 0.10::DECIMAL(4,2) AS cents, 'NaN'::DOUBLE AS nan, '-Infinity'::DOUBLE AS low,"
                + " 'Infinity'::FLOAT AS high, 0.1::DOUBLE AS tenth, true AS yes, NULL AS nothing,"
                + " TIMESTAMP '1969-12-31 23:59:59.999999' AS moment,"
                + " TIMESTAMPTZ '2026-01-02 03:04:05+00' AS zoned, DATE '0001-01-01' AS day,"
                + " TIME '00:00:00.5' AS clock, '\\x00\\xFF'::BLOB AS bytes, 'é\"\n' AS text,"
                + " [1, NULL] AS list, {'a': 1} AS struct",
            "--format",
            "json");
    assertThat(run.requireDone().out())
        .isEqualTo(
            "[\n  {\"long\":9223372036854775807,\"lowest\":-9223372036854775808,"
                + "\"decimal\":1234567890123456789012345678.9012345678,\"cents\":0.10,"
                + "\"nan\":\"NaN\",\"low\":\"-Infinity\",\"high\":\"Infinity\",\"tenth\":0.1,"
                + "\"yes\":true,\"nothing\":null,\"moment\":\"1969-12-31T23:59:59.999999\","
                + "\"zoned\":\"2026-01-02T03:04:05.000000Z\",\"day\":\"0001-01-01\","
                + "\"clock\":\"00:00:00.500000\",\"bytes\":\"AP8=\",\"text\":\"é\\\"\\n\","
                + "\"list\":[1,null],\"struct\":{\"a\":1}}\n]\n");
  }

  @Test
  void csvIsRfc4180WithHeader() {
    CommandRun run =
        warehouse.run(
            "query",
            "SELECT * FROM (VALUES ('plain', 1), ('a,b', 2), ('say \"x\"', 3), (E'two\\nlines', NULL))"
                + " t(\"the text\", n)",
            "--format",
            "csv");
    assertThat(run.requireDone().out())
        .isEqualTo(
            "the text,n\r\nplain,1\r\n\"a,b\",2\r\n\"say \"\"x\"\"\",3\r\n\"two\nlines\",\r\n");
  }

  @Test
  void tableCellsAreNeverCut() {
    String text = "x".repeat(5_000);
    CommandRun run = warehouse.run("query", "SELECT '" + text + "' AS t");
    assertThat(run.requireDone().out()).contains(text).contains("(1 row)");
  }

  @Test
  void emptyResultsKeepTheirShape() {
    String none = "SELECT 1 AS a WHERE false";
    assertThat(warehouse.run("query", none, "--format", "json").requireDone().out())
        .isEqualTo("[]\n");
    assertThat(warehouse.run("query", none, "--format", "csv").requireDone().out())
        .isEqualTo("a\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json", "csv", "JSON"})
  void outputGoesToTheFileThatIsNamed(String format) throws IOException {
    String[] words = {"query", "SELECT 1 AS a", "--format", format};
    String expected = warehouse.run(words).requireDone().out();
    Path file = folder.resolve("result");
    Files.writeString(file, "something longer that was there before, and must go");
    List<String> withOutput = new ArrayList<>(List.of(words));
    withOutput.addAll(List.of("--output", file.toString()));
    CommandRun run = warehouse.run(withOutput.toArray(String[]::new)).requireDone();
    assertThat(run.out()).isEmpty();
    assertThat(file).hasContent(expected.stripTrailing());
    assertThat(Files.readString(file)).isEqualTo(expected);
  }

  @Test
  void optionsStandBeforeOrAfterTheCommand() {
    String path = warehouse.folder().toString();
    warehouse.sql("CREATE TABLE air.t (n bigint)");
    CommandRun before = CommandRun.of("--warehouse", path, "--format", "json", "tables");
    CommandRun after = CommandRun.of("tables", "--format=json", "--warehouse=" + path);
    assertThat(before.requireDone().json()).hasSize(1);
    assertThat(after.requireDone().out()).isEqualTo(before.out());
  }

  @Test
  void quietSaysNothingOnStandardError() {
    assertThat(warehouse.run("sql", "-e", "CREATE TABLE a.b (n bigint)").requireDone().error())
        .isEqualTo("Created table a.b." + System.lineSeparator());
    CommandRun quiet = warehouse.run("sql", "-e", "CREATE TABLE a.c (n bigint)", "--quiet");
    assertThat(quiet.requireDone().error()).isEmpty();
    assertThat(quiet.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"--help", "--version", "load --help", "query --help"})
  void helpAndVersionGoToStandardOutput(String words) {
    CommandRun run = CommandRun.of(words.split(" ", -1)).requireDone();
    assertThat(run.out()).isNotBlank();
    assertThat(run.error()).isEmpty();
  }

  private JsonNode loadFlights() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    return warehouse.load("air.flights", TestWarehouse.flights());
  }

  private void requireRolledBack(String to, String snapshotId) {
    JsonNode done = warehouse.json("rollback", "air.flights", "--to", to);
    assertThat(done.get("snapshot_id").asText()).as("rollback to %s", to).isEqualTo(snapshotId);
  }

  private int countOfFlights() {
    return warehouse.json("query", "SELECT count(*) AS n FROM air.flights").get(0).get("n").asInt();
  }
}
