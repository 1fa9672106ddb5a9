package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.cli.config.Surroundings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands obey the configuration, and none starts with a wrong one. */
final class ConfigCommandTest {
  @TempDir private Path folder;

  @Test
  void configAnswersKeyValueAndSourceInEveryFormat() throws IOException {
    Path file = write("firn.yaml", "storage:\n  parquet:\n    batch_size: 500\n");
    Map<String, String> environment = Map.of("FIRN_LOG_MAX_PENDING", "1GB");
    JsonNode rows =
        run(environment, "config", "--warehouse", "w", "--format", "json").requireDone().json();
    assertThat(rows).hasSize(15);
    Map<String, String> found = new HashMap<>();
    for (JsonNode row : rows) {
      assertThat(CommandRun.keys(row)).containsExactly("key", "value", "source");
      found.put(
          row.get("key").asText(), row.get("value").asText() + " by " + row.get("source").asText());
    }
    assertThat(found)
        .containsEntry("warehouse", folder.resolve("w") + " by option --warehouse")
        .containsEntry("storage.parquet.batch_size", "500 by " + file + ":3")
        .containsEntry("log.max_pending", "1GB by environment FIRN_LOG_MAX_PENDING")
        .containsEntry("storage.parquet.rotation_timeout", "5m by default");
    assertThat(run(environment, "config", "--format", "csv").requireDone().out())
        .startsWith("key,value,source\r\nwarehouse,");
    assertThat(run(environment, "config").requireDone().out())
        .contains("storage.parquet.batch_size")
        .contains(file + ":3");
    assertThat(folder.resolve("w")).as("a warehouse that was only shown").doesNotExist();
  }

  @Test
  void configNeverPrintsAPassword() {
    Map<String, String> environment =
        Map.of("FIRN_CATALOG_URI", "jdbc:postgresql://firn:geheim@db/lake");
    for (String format : new String[] {"table", "json", "csv"}) {
      CommandRun shown = run(environment, "config", "--format", format).requireDone();
      assertThat(shown.out()).contains("firn:***@db/lake").doesNotContain("geheim");
    }
    CommandRun refused = run(environment, "tables", "--format", "json").requireFailed(2);
    assertThat(refused.errorJson().get("code").asText()).isEqualTo("UNSUPPORTED");
    assertThat(refused.error()).doesNotContain("geheim");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tables",
        "describe a.t",
        "load x.parquet --table a.t",
        "query SELECT",
        "sql -e CREATE",
        "drop a.t",
        "config",
        "demo"
      })
  void noCommandStartsWithAWrongConfiguration(String words) throws IOException {
    Path file = write("firn.yaml", "warehose: x\nlog:\n  path: [a]\n");
    JsonNode error =
        run(Map.of(), (words + " --format json").split(" ", -1)).requireFailed(2).errorJson();
    assertThat(error.get("code").asText()).isEqualTo("CONFIGURATION");
    assertThat(error.get("total").asInt()).isEqualTo(2);
    JsonNode first = error.get("violations").get(0);
    assertThat(first.get("source").asText()).isEqualTo(file.toString());
    assertThat(first.get("line").asInt()).isEqualTo(1);
    assertThat(first.get("row").isNull()).isTrue();
    assertThat(first.get("column").asText()).isEqualTo("warehose");
    assertThat(first.get("expected").asText()).contains("'warehouse'");
    assertThat(first.get("found").asText()).startsWith("'warehose'");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  void problemsAreLinesOfText() throws IOException {
    Path file = write("firn.yaml", "warehose: x\n");
    CommandRun run = run(Map.of(), "tables").requireFailed(2);
    assertThat(run.error().lines())
        .containsExactly(
            "firn: Configuration: expected keys and values as docs/configuration.md has them,"
                + " found 1 problem. Nothing was done.",
            "  "
                + file
                + ", line 1, column 'warehose': expected a known key; the nearest is 'warehouse',"
                + " found 'warehose' (at character 1 of the line)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "tables --help", "config --help"})
  void helpNeedsNoConfiguration(String words) throws IOException {
    write("firn.yaml", "warehose: x\n");
    assertThat(run(Map.of(), words.split(" ", -1)).requireDone().out()).isNotBlank();
  }

  @Test
  void namedFileMustExist() {
    CommandRun run = run(Map.of(), "--config", "gone.yaml", "tables", "--format", "json");
    JsonNode error = run.requireFailed(2).errorJson();
    assertThat(error.get("code").asText()).isEqualTo("CONFIGURATION");
    assertThat(error.get("message").asText()).contains("gone.yaml", "option --config");
  }

  @Test
  void tablesTakeTheirDefaultsFromTheFileOnceAndForAll() throws IOException {
    write(
        "firn.yaml",
        """
        warehouse: wh
        storage:
          parquet:
            max_file_size: 1GB
            rotation_timeout: 1m30s
            encoding_profile: modern
            compression:
              default: snappy
              column_overrides: {text: gzip, temporal: none}
            memory: {max_usage: 128MiB}
        """);
    run(Map.of(), "sql", "-e", TestWarehouse.FLIGHTS_TABLE + " WITH (max_file_size = '2GB')")
        .requireDone();
    JsonNode created = properties();
    Files.delete(folder.resolve("firn.yaml"));
    TestWarehouse warehouse = new TestWarehouse(folder.resolve("wh"));
    warehouse.load("air.flights", TestWarehouse.flights());
    assertThat(created.toString())
        .contains("\"firn.max-file-size\":\"2GB\"")
        .contains("\"firn.rotation-timeout\":\"90s\"")
        .contains("\"firn.encoding-profile\":\"modern\"")
        .contains("\"write.parquet.compression-codec\":\"snappy\"")
        .contains("\"write.parquet.compression-codec.column.origin\":\"gzip\"")
        .contains("\"write.parquet.compression-codec.column.date\":\"uncompressed\"")
        .doesNotContain("column.delay");
    Map<String, String> codecs = new HashMap<>();
    for (JsonNode column : warehouse.json("files", "air.flights").get(0).get("columns")) {
      codecs.put(column.get("name").asText(), column.get("codec").asText());
    }
    assertThat(codecs)
        .containsEntry("origin", "gzip")
        .containsEntry("date", "uncompressed")
        .containsEntry("delay", "snappy");
  }

  @Test
  void tableWithoutAnyConfigurationHasNoPropertyOfIt() {
    run(Map.of(), "sql", "-e", TestWarehouse.FLIGHTS_TABLE).requireDone();
    assertThat(properties().toString()).doesNotContain("firn.").doesNotContain("codec.column");
  }

  @Test
  void leastMemoryLoadsAndQueries() {
    Map<String, String> least = Map.of("FIRN_STORAGE_PARQUET_MEMORY_MAX_USAGE", "128MiB");
    run(least, "sql", "-e", TestWarehouse.FLIGHTS_TABLE).requireDone();
    run(least, "load", TestWarehouse.flights().toString(), "--table", "air.flights").requireDone();
    String count = "SELECT count(*) AS n FROM air.flights";
    assertThat(run(least, "query", count, "--format", "csv").requireDone().out())
        .isEqualTo("n\r\n20000\r\n");
  }

  @Test
  void batchBytesBoundWhatABatchOfTextTakes() throws IOException {
    String sql = "CREATE TABLE t.wide (name varchar)";
    run(Map.of(), "sql", "-e", sql).requireDone();
    String line = "{\"name\":\"" + "x".repeat(500) + "\"}\n";
    Path file = folder.resolve("wide.ndjson.gz");
    try (OutputStream into = new GZIPOutputStream(Files.newOutputStream(file))) {
      into.write(line.repeat(150_000).getBytes(StandardCharsets.UTF_8));
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("FIRN_STORAGE_PARQUET_MEMORY_MAX_USAGE", "128MiB");
    environment.put("FIRN_STORAGE_PARQUET_BATCH_SIZE", "1000000");
    environment.put("FIRN_STORAGE_PARQUET_BATCH_BYTES", "128MB");
    String[] load = {"load", file.toString(), "--table", "t.wide", "--format", "json"};
    JsonNode refused = run(environment, load).requireFailed(1).errorJson();
    assertThat(refused.get("code").asText()).isEqualTo("MEMORY");
    environment.put("FIRN_STORAGE_PARQUET_BATCH_BYTES", "4MB");
    JsonNode done = run(environment, load).requireDone().json();
    assertThat(done.get("rows").asInt()).isEqualTo(150_000);
  }

  @Test
  void registryMayLieOutsideTheWarehouse() throws IOException {
    write("state/firn.yaml", "catalog: {uri: 'jdbc:sqlite:new/r.db'}\nwarehouse: ../wh\n");
    String[] create = {"sql", "-e", TestWarehouse.FLIGHTS_TABLE, "--config", "state/firn.yaml"};
    run(Map.of(), create).requireDone();
    assertThat(folder.resolve("state/new/r.db")).exists();
    assertThat(folder.resolve("wh/air/flights/metadata")).exists();
    assertThat(folder.resolve("wh/registry.db")).doesNotExist();
  }

  @Test
  void demoIsTheSameWhateverTheConfigurationSays() throws IOException {
    write("firn.yaml", "warehouse: mine\nstorage: {parquet: {compression: {default: gzip}}}\n");
    System.setProperty("firn.home", System.getProperty("firn.root"));
    try {
      String out = run(Map.of("FIRN_WAREHOUSE", "theirs"), "demo").requireDone().out();
      assertThat(out).contains("20000").doesNotContain("gzip");
      assertThat(folder.resolve("mine")).doesNotExist();
      assertThat(folder.resolve("theirs")).doesNotExist();
    } finally {
      System.clearProperty("firn.home");
    }
  }

  private JsonNode properties() {
    return run(Map.of(), "describe", "air.flights", "--format", "json")
        .requireDone()
        .json()
        .get("properties");
  }

  private CommandRun run(Map<String, String> environment, String... arguments) {
    return CommandRun.in(Surroundings.of(environment, folder), arguments);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
