package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.environment.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One exit code per outcome, and errors that programs can read. */
final class ErrorContractTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nothing;2;USAGE",
        "tables --colour;2;USAGE",
        "tables --format xml;2;USAGE",
        "load x.parquet;2;USAGE",
        "load;2;USAGE",
        "sql;2;USAGE",
        "rollback air.flights;2;USAGE",
        "describe flights;2;USAGE",
        "describe no.table;1;TABLE_NOT_FOUND",
        "snapshots no.table;1;TABLE_NOT_FOUND",
        "history no.table;1;TABLE_NOT_FOUND",
        "files no.table;1;TABLE_NOT_FOUND",
        "drop no.table;1;TABLE_NOT_FOUND",
        "rollback no.table --to previous;1;TABLE_NOT_FOUND",
        "load x.parquet --table no.table;1;TABLE_NOT_FOUND",
        "rollback air.t --to yesterday;2;USAGE",
        "rollback air.t --to 42;1;SNAPSHOT_NOT_FOUND",
        "rollback air.t --to previous;1;SNAPSHOT_NOT_FOUND",
        "load missing.parquet --table air.t;1;INPUT_UNREADABLE",
        "load x.unknown --input-format avro --table air.t;2;USAGE",
        "load - --table air.t;2;USAGE",
        "sql -f missing.sql;1;INPUT_UNREADABLE",
        "sql -e CREATE;2;UNSUPPORTED",
        "sql -e DROP;2;UNSUPPORTED",
        "query SELEKT;2;SYNTAX"
      })
  void failuresHaveACodeAndAnExitCode(String words, int exitCode, String code) {
    warehouse.sql("CREATE TABLE air.t (n bigint)");
    CommandRun run = warehouse.run((words + " --format json").split(" ", -1));
    if (words.contains("--format")) {
      // The format itself is what is wrong.
      assertThat(run.requireFailed(exitCode).error()).contains("xml");
      return;
    }
    JsonNode error = run.requireFailed(exitCode).errorJson();
    assertThat(CommandRun.keys(error)).containsExactly("code", "message", "total", "violations");
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(error.get("message").asText()).isNotBlank();
    assertThat(error.get("total").asInt()).isZero();
    assertThat(error.get("violations")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT * FROM no.table;1;TABLE_NOT_FOUND",
        "SELECT m FROM air.t;1;QUERY",
        "SELECT 'x'::BIGINT;1;QUERY",
        "SELECT * FROM read_csv('/etc/hostname');1;QUERY",
        "DROP TABLE air.t;2;UNSUPPORTED",
        "SELECT 1, FROM WHERE;2;SYNTAX"
      })
  void queriesThatCannotRunHaveACodeAndAnExitCode(String sql, int exitCode, String code) {
    warehouse.sql("CREATE TABLE air.t (n bigint)");
    CommandRun run = warehouse.run("query", sql, "--format", "json").requireFailed(exitCode);
    assertThat(run.errorJson().get("code").asText()).isEqualTo(code);
    assertThat(warehouse.json("tables")).hasSize(1);
  }

  @Test
  void commandWithoutSubcommandIsWrongUsage() {
    assertThat(CommandRun.of().requireFailed(2).error())
        .startsWith("firn: ")
        .contains("A command is missing.")
        .contains("--help");
  }

  @Test
  void failuresAreOneLineWithoutStackTrace() {
    CommandRun run = warehouse.run("describe", "no.table").requireFailed(1);
    assertThat(run.error().lines()).hasSize(1);
    assertThat(run.error()).startsWith("firn: Table 'no.table'");
  }

  @Test
  void verboseShowsTheStackTrace() {
    CommandRun run = warehouse.run("describe", "no.table", "--verbose").requireFailed(1);
    assertThat(run.error()).contains("at dev.firn.engine");
  }

  @Test
  void tableThatExistsIsNotCreatedAgain() {
    warehouse.sql("CREATE TABLE air.t (n bigint)");
    String again = "CREATE TABLE air.T (n bigint)";
    JsonNode error =
        warehouse.run("sql", "-e", again, "--format", "json").requireFailed(1).errorJson();
    assertThat(error.get("code").asText()).isEqualTo("TABLE_EXISTS");
    warehouse.sql("CREATE TABLE IF NOT EXISTS air.t (n bigint)");
    assertThat(warehouse.json("tables")).hasSize(1);
  }

  @Test
  void keyOfALoadUnderWayIsBusy() {
    warehouse.sql("CREATE TABLE air.t (n bigint)");
    Path file = TestParquet.write(folder.resolve("n.parquet"), "SELECT 1 AS n");
    String uuid = warehouse.json("describe", "air.t").get("table_uuid").asText();
    Environment environment = Environment.system();
    try (Firn firn = Firn.open(FirnConfig.of(warehouse.folder()))) {
      // An owner whose lock is elsewhere may live, as far as anybody here can tell.
      String owner = environment.ulids().get();
      firn.registry()
          .owners()
          .insert(
              new dev.firn.engine.registry.OwnerEntry(
                  owner, "another-host", 1, environment.clock().instant()));
      firn.registry()
          .idempotencyKeys()
          .claim(uuid, "k", environment.ulids().get(), owner, environment.clock().instant());
    }
    JsonNode error =
        warehouse
            .run("load", file + "", "--table", "air.t", "--key", "k", "--format", "json")
            .requireFailed(4)
            .errorJson();
    assertThat(error.get("code").asText()).isEqualTo("BUSY");
  }

  @Test
  void damagedFileIsRefusedAndNothingStays() throws IOException {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    byte[] bytes = Files.readAllBytes(TestWarehouse.flights());
    Path damaged = folder.resolve("damaged.parquet");
    Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    CommandRun run =
        warehouse.run("load", damaged + "", "--table", "air.flights", "--format", "json");
    assertThat(run.requireFailed(1).errorJson().get("code").asText()).isEqualTo("INPUT_UNREADABLE");
    assertThat(warehouse.json("snapshots", "air.flights")).isEmpty();
    warehouse.requireNothingUnreferenced("air.flights");
  }

  @Test
  void mistakesInDefinitionsNameTheirPlaceInTheScript() {
    for (String sql :
        List.of(
            "CREATE TABLE air.t (n bigint) WITH (partitioning = ARRAY['m'])",
            "SELECT 1;\nALTER TABLE air.flights DROP COLUMN xyzzy",
            "SELECT 1;\nDROP SCHEMA xyzzy")) {
      assertThat(warehouse.run("sql", "-e", sql).error()).contains("SQL, line ");
    }
  }

  @Test
  void outputFileThatCannotBeWrittenFails() {
    Path nowhere = folder.resolve("no folder").resolve("out.json");
    CommandRun run = warehouse.run("tables", "--format", "json", "--output", nowhere.toString());
    assertThat(run.requireFailed(1).errorJson().get("code").asText()).isEqualTo("STORAGE");
  }
}
