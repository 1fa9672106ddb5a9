package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.storage.LocalStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A fresh warehouse below a test's folder, and the command run against it. */
record TestWarehouse(Path folder) {
  static final String FLIGHTS_TABLE =
      "CREATE TABLE air.flights (date timestamp(6) NOT NULL, delay bigint, distance bigint,"
          + " origin varchar NOT NULL, destination varchar NOT NULL)";

  /** The sample flights that stand in the checkout. */
  static Path flights() {
    return Path.of(System.getProperty("firn.root"), "examples", "flights.parquet");
  }

  /** Runs a command against this warehouse. */
  CommandRun run(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--warehouse", folder.toString()));
    return CommandRun.of(words.toArray(String[]::new));
  }

  /** Runs a command that must succeed and answer in JSON. */
  JsonNode json(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--format", "json"));
    return run(words.toArray(String[]::new)).requireDone().json();
  }

  void sql(String statements) {
    run("sql", "-e", statements).requireDone();
  }

  /** Loads files into a table and returns the answer. */
  JsonNode load(String table, Path... files) {
    List<String> words = new ArrayList<>(List.of("load", "--table", table));
    for (Path file : files) {
      words.add(file.toString());
    }
    return json(words.toArray(String[]::new));
  }

  /** Looks at a table with the engine itself. */
  void look(String table, Consumer<FirnTable> look) {
    try (Firn firn = Firn.open(FirnConfig.of(folder))) {
      look.accept(firn.table(table));
    }
  }

  /** Every file in the table's folder belongs to a snapshot, and the other way round. */
  void requireNothingUnreferenced(String table) {
    look(table, found -> TableFolder.of(found).requireNothingUnreferenced(table));
  }

  /** The table is what its metadata and manifests say, down to every value. */
  void requireClean(String table) {
    CommandRun run = run("verify", table, "--format", "json");
    JsonNode verified = run.json().get(0);
    assertThat(verified.get("problems")).as("problems of %s", table).isEmpty();
    assertThat(run.requireDone().error()).isEmpty();
    assertThat(verified.get("checked_files").asInt()).isPositive();
  }

  String registry() {
    return folder.resolve("registry.db").toString();
  }

  /** A table's folder as a path. */
  Path tableFolder(String table) {
    return path(json("describe", table).get("location").asText());
  }

  /** A table's metadata file as a path. */
  Path metadataFile(String table) {
    return path(json("describe", table).get("metadata_location").asText());
  }

  /** The table's data files as paths. */
  List<Path> dataFiles(String table) {
    List<Path> files = new ArrayList<>();
    json("files", table).forEach(file -> files.add(path(file.get("path").asText())));
    return files;
  }

  static Path path(String location) {
    // Iceberg's locations are no URLs: a percent sign is one on disk too.
    return LocalStorage.pathOf(location);
  }
}
