package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/compatibility.md says what readers do with the files that Firn writes: each column of each
 * file is held, value for value, against the Arrow file it was loaded from. What a reader cannot
 * read is in the document with its own words, and where that changes the document has to.
 */
@Tag("interop")
final class CompatibilityInteropTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("firn.root"), "docs", "compatibility.md");

  /** Whatever follows this line is made by this test. */
  private static final String MADE_FROM_HERE = "<!-- made by CompatibilityInteropTest -->";

  private static final String READERS =
      """
      chdb==4.4.0
      chdb-core==26.9.0
      numpy==2.4.6
      pandas==3.1.1
      polars==2.1.0
      polars-runtime-32==2.1.0
      """;

  private static final Map<String, String> TITLES = new LinkedHashMap<>();

  static {
    TITLES.put("pyarrow", "PyArrow 26.0.1");
    TITLES.put("duckdb", "DuckDB 1.5.5");
    TITLES.put("polars", "Polars 2.1.0");
    TITLES.put("clickhouse", "ClickHouse 26.9 (chdb)");
  }

  private static final List<String> CODECS =
      List.of("zstd", "snappy", "gzip", "brotli", "lz4_raw", "none");

  /** By each encoding the kinds of columns that it is set for. */
  private static final Map<String, List<String>> ENCODINGS = new LinkedHashMap<>();

  static {
    List<String> numbers =
        List.of("int", "long", "decimal9", "decimal18", "date", "time", "timestamp", "timestamptz");
    List<String> split = new ArrayList<>(numbers);
    split.addAll(List.of("float", "double"));
    ENCODINGS.put("plain", List.copyOf(PythonSources.FLAT.keySet()));
    ENCODINGS.put(
        "dictionary",
        PythonSources.FLAT.keySet().stream().filter(kind -> !kind.equals("boolean")).toList());
    ENCODINGS.put("delta_binary_packed", numbers);
    ENCODINGS.put("delta_length_byte_array", List.of("string", "binary"));
    ENCODINGS.put("delta_byte_array", List.of("string", "binary", "decimal38", "uuid", "fixed"));
    ENCODINGS.put("byte_stream_split", List.copyOf(split));
    ENCODINGS.put("rle", List.of("boolean"));
  }

  @TempDir private Path folder;
  private final PythonEnvironment python = PythonEnvironment.ofCheckoutWith(READERS);
  private int tables;

  @Test
  void documentSaysWhatReadersRead() throws IOException {
    Path flat = write("write_every_type.py", "every");
    Path nested = write("write_nested.py");
    StringBuilder made = new StringBuilder();
    section(made, "Types", "type", typesOf("compatible", flat, nested));
    section(
        made, "Types, in files of the profile `modern`", "type", typesOf("modern", flat, nested));
    Map<String, Map<String, String>> codecs = new LinkedHashMap<>();
    for (String codec : CODECS) {
      codecs.put(
          codec,
          merged(read(flat, PythonSources.flatColumns(), "compression_codec = '" + codec + "'")));
    }
    section(made, "Codecs", "codec", codecs);
    Map<String, Map<String, String>> encodings = new LinkedHashMap<>();
    for (String encoding : ENCODINGS.keySet()) {
      encodings.put(encoding, merged(read(flat, PythonSources.flatColumns(), encodedAs(encoding))));
    }
    section(made, "Encodings, each set for all columns that can have it", "encoding", encodings);
    String document = Files.readString(DOCUMENT);
    int from = document.indexOf(MADE_FROM_HERE) + MADE_FROM_HERE.length() + 1;
    Path found = Path.of(System.getProperty("firn.root"), "target", "compatibility.md");
    Files.createDirectories(found.getParent());
    Files.writeString(found, document.substring(0, from) + made);
    assertThat(document.substring(from))
        .as("%s; what was found now is in %s", DOCUMENT, found)
        .isEqualTo(made.toString());
  }

  private Map<String, Map<String, String>> typesOf(String profile, Path flat, Path nested) {
    String settings = "encoding_profile = '" + profile + "'";
    Map<String, Map<String, String>> types = new LinkedHashMap<>();
    Map<String, JsonNode> ofFlat = read(flat, PythonSources.flatColumns(), settings);
    PythonSources.FLAT.forEach(
        (kind, type) -> types.put(type, columns(ofFlat, List.of("r_" + kind, "o_" + kind))));
    Map<String, JsonNode> ofNested = read(nested, PythonSources.NESTED, settings);
    types.put("row", columns(ofNested, List.of("place")));
    types.put("array", columns(ofNested, List.of("tags", "items")));
    types.put("map", columns(ofNested, List.of("totals", "deep")));
    return types;
  }

  private Path write(String script, String... more) {
    Path file = folder.resolve(script.replace(".py", ".arrow"));
    List<String> arguments = new ArrayList<>(List.of(file.toString()));
    arguments.addAll(List.of(more));
    python.run(script(script), arguments.toArray(String[]::new));
    return file;
  }

  private Path script(String name) {
    try (InputStream resource = CompatibilityInteropTest.class.getResourceAsStream(name)) {
      Path file = folder.resolve(name);
      Files.write(file, resource.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Loads a source into a table of its own, and says by reader what is wrong with each column. */
  private Map<String, JsonNode> read(Path source, String columns, String settings) {
    String table = "t" + tables++;
    TestWarehouse warehouse = new TestWarehouse(folder.resolve(table));
    warehouse.sql("CREATE TABLE t.every (" + columns + ") WITH (" + settings + ")");
    warehouse.load("t.every", source);
    Path script = script("compare_with_reader.py");
    Map<String, JsonNode> problems = new LinkedHashMap<>();
    for (String reader : TITLES.keySet()) {
      String output =
          python.run(
              script,
              reader,
              source.toString(),
              warehouse.dataFiles("t.every").getFirst().toString());
      problems.put(reader, CommandRun.parse(output));
    }
    return problems;
  }

  private static String encodedAs(String encoding) {
    List<String> columns = new ArrayList<>();
    for (String kind : ENCODINGS.get(encoding)) {
      columns.add("'r_" + kind + "'");
      columns.add("'o_" + kind + "'");
    }
    String names = String.join(", ", columns);
    String values =
        columns.stream()
            .map(_ -> "'" + encoding + "'")
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    return "column_encodings = MAP(ARRAY[" + names + "], ARRAY[" + values + "])";
  }

  /** By reader: nothing, or what is wrong with the columns. */
  private static Map<String, String> columns(Map<String, JsonNode> problems, List<String> columns) {
    Map<String, String> found = new LinkedHashMap<>();
    problems.forEach(
        (reader, all) ->
            found.put(
                reader,
                columns.stream()
                    .map(column -> all.path(column).asText("not there"))
                    .filter(problem -> !problem.isEmpty())
                    .findFirst()
                    .orElse("")));
    return found;
  }

  /** By reader: nothing, or by what it says the columns of which it says that. */
  private static Map<String, String> merged(Map<String, JsonNode> problems) {
    Map<String, String> found = new LinkedHashMap<>();
    problems.forEach(
        (reader, all) -> {
          Map<String, List<String>> columns = new TreeMap<>();
          all.properties()
              .forEach(
                  column -> {
                    String problem = column.getValue().asText();
                    if (!problem.isEmpty() && column.getKey().startsWith("r_")) {
                      columns
                          .computeIfAbsent(problem, _ -> new ArrayList<>())
                          .add(
                              PythonSources.FLAT.getOrDefault(
                                  column.getKey().substring(2), column.getKey()));
                    }
                  });
          List<String> words = new ArrayList<>();
          columns.forEach((problem, of) -> words.add(String.join(", ", of) + ": " + problem));
          found.put(reader, String.join("; ", words));
        });
    return found;
  }

  private static void section(
      StringBuilder made, String title, String first, Map<String, Map<String, String>> rows) {
    made.append("\n## ").append(title).append("\n\n| ").append(first);
    TITLES.values().forEach(reader -> made.append(" | ").append(reader));
    made.append(" |\n|---").append("|---".repeat(TITLES.size())).append("|\n");
    rows.forEach(
        (row, readers) -> {
          made.append("| `").append(row).append("`");
          readers
              .values()
              .forEach(
                  problem -> made.append(" | ").append(problem.isEmpty() ? "yes" : cell(problem)));
          made.append(" |\n");
        });
  }

  private static String cell(String problem) {
    return "no: " + problem.replace("|", "\\|");
  }
}
