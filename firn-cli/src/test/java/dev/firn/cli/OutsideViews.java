package dev.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.OutsideReader;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What readers that know nothing of Firn see of a table. */
final class OutsideViews {
  private final PythonEnvironment python = PythonEnvironment.ofCheckout();

  /** Summaries of a table by readers of Iceberg tables or their data files. */
  Map<OutsideReader, JsonNode> of(
      TestWarehouse warehouse, String table, Set<OutsideReader> readers, String... options) {
    Map<OutsideReader, JsonNode> views = new LinkedHashMap<>();
    for (OutsideReader reader : readers) {
      List<String> arguments =
          switch (reader) {
            case PYICEBERG_SQL_CATALOG ->
                List.of(warehouse.registry(), warehouse.folder().toString(), table);
            case PYICEBERG_STATIC -> List.of(warehouse.metadataFile(table).toString());
            case DUCKDB_PARQUET -> warehouse.dataFiles(table).stream().map(Path::toString).toList();
            case DUCKDB_ICEBERG -> List.of(warehouse.tableFolder(table).toString());
            case PYARROW -> throw new IllegalArgumentException("pyarrow reads no tables");
          };
      views.put(reader, summary(reader, arguments, options));
    }
    return views;
  }

  /** The summary of files by one reader. */
  JsonNode summary(OutsideReader reader, List<String> arguments, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(arguments);
    return CommandRun.parse(python.run(reader, all.toArray(String[]::new)));
  }

  /** Runs a script that stands beside the tests, and returns what it printed. */
  String run(String script, Path folder, String... arguments) {
    try (InputStream resource = OutsideViews.class.getResourceAsStream(script)) {
      Path file = folder.resolve(script);
      Files.write(file, resource.readAllBytes());
      return python.run(file, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends a Parquet file's rows with PyIceberg through the catalog in the registry. */
  JsonNode append(TestWarehouse warehouse, String table, Path file) {
    return CommandRun.parse(
        python.run(
            "write_with_pyiceberg.py",
            warehouse.registry(),
            warehouse.folder().toString(),
            table,
            file.toString()));
  }
}
