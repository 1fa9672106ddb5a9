package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that PyIceberg made in Firn's catalog: Firn answers what PyIceberg's rows say. The SQL
 * over those rows is computed by the DuckDB of the Python environment, of another version.
 */
@Tag("interop")
final class PyIcebergTablesInteropTest {
  /** Questions to a table of facts; {@code @t} stands for the table. */
  private static final List<String> QUESTIONS =
      List.of(
          "SELECT * FROM @t ORDER BY id",
          "SELECT count(*) AS n, sum(id) AS ids, min(city) AS first, max(amount) AS most,"
              + " sum(score) AS scores, max(day) AS latest FROM @t",
          "SELECT city, count(*) AS n, count(amount) AS amounts FROM @t GROUP BY city"
              + " ORDER BY city NULLS FIRST",
          "SELECT id FROM @t WHERE city IS NULL OR day IS NULL ORDER BY id",
          "SELECT id, amount FROM @t WHERE city LIKE 'city 1%' AND amount > 10 ORDER BY id",
          "SELECT id, city FROM @t WHERE id IN (1, 2, 77, 108, 301, 500) ORDER BY id",
          "SELECT id FROM @t WHERE day >= DATE '2024-01-20' AND NOT (city = 'city 2') ORDER BY id",
          "SELECT id FROM @t WHERE moment BETWEEN TIMESTAMP '2024-01-01' AND"
              + " TIMESTAMP '2024-01-03 12:00:00' ORDER BY id",
          "SELECT id FROM @t WHERE score < 2 OR upper(city) = 'OVER' ORDER BY id");

  @TempDir private Path folder;
  private final OutsideViews outside = new OutsideViews();
  private TestWarehouse warehouse;
  private Answers answers;

  @BeforeEach
  void createWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql("CREATE SCHEMA p");
    answers = new Answers(warehouse);
  }

  @Test
  void rowsDeletedOverwrittenAndUpserted() {
    JsonNode snapshots = make("changed");
    assertThat(snapshots).hasSizeGreaterThan(5);
    List<JsonNode> versions = new ArrayList<>();
    versions.add(JsonNodeFactory.instance.nullNode());
    snapshots.forEach(versions::add);
    requireSameAnswers("p.changed", versions, QUESTIONS);
  }

  @Test
  void partitionsOfSeveralSpecs() {
    JsonNode snapshots = make("specs");
    requireSameAnswers(
        "p.specs", List.of(JsonNodeFactory.instance.nullNode(), snapshots.get(2)), QUESTIONS);
  }

  @Test
  void columnsAndFieldsThatWereRenamedMovedReplacedAndWidened() {
    JsonNode snapshots = make("evolved");
    requireSameAnswers(
        "p.evolved",
        List.of(JsonNodeFactory.instance.nullNode()),
        List.of(
            "SELECT * FROM @t ORDER BY id",
            "SELECT sum(id) AS ids, max(cost) AS most, count(gone) AS gones, sum(place.x) AS xs"
                + " FROM @t",
            "SELECT id, place.name AS name, place.y AS y FROM @t WHERE place.x > 7 ORDER BY id",
            "SELECT id FROM @t WHERE gone IS NULL AND real <= 3 ORDER BY id",
            "SELECT id FROM @t WHERE id > 4000000000 OR cost = 0.25 ORDER BY id",
            "SELECT id FROM @t WHERE place.name = 'l1' ORDER BY id",
            "SELECT id, len(items) AS n FROM @t WHERE real IS NULL OR gone > 2 ORDER BY id"));
    requireSameAnswers(
        "p.evolved",
        List.of(snapshots.get(0)),
        List.of(
            "SELECT * FROM @t ORDER BY id",
            "SELECT id FROM @t WHERE gone LIKE 'gone 1%' AND place.label = 'l1' ORDER BY id"));
  }

  @Test
  void filesWithoutFieldIdsThatAreMappedByName() {
    make("adopted");
    requireSameAnswers("p.adopted", List.of(JsonNodeFactory.instance.nullNode()), QUESTIONS);
  }

  @Test
  void nestedFieldsOfFilesWithoutFieldIds() {
    make("nested_adopted");
    requireSameAnswers(
        "p.nested_adopted",
        List.of(JsonNodeFactory.instance.nullNode()),
        List.of(
            "SELECT * FROM @t ORDER BY id",
            "SELECT id FROM @t WHERE place.name = 'l2' OR place.more = 2 ORDER BY id",
            "SELECT sum(place.x) AS xs, count(place.more) AS more FROM @t"));
  }

  @Test
  void tagsAndBranches() {
    make("refs");
    requireSameAnswers(
        "p.refs",
        List.of(
            JsonNodeFactory.instance.nullNode(),
            JsonNodeFactory.instance.textNode("first"),
            JsonNodeFactory.instance.textNode("audit")),
        QUESTIONS);
  }

  /** Makes a table and returns the ids of its snapshots, oldest first. */
  private JsonNode make(String table) {
    JsonNode made =
        CommandRun.parse(
            outside.run(
                "tables_with_pyiceberg.py",
                folder,
                warehouse.registry(),
                warehouse.folder().toString(),
                folder.toString(),
                table));
    warehouse.requireClean("p." + table);
    return made;
  }

  private void requireSameAnswers(String table, List<JsonNode> versions, List<String> questions) {
    ArrayNode asked = JsonNodeFactory.instance.arrayNode();
    for (JsonNode version : versions) {
      questions.forEach(question -> asked.addArray().add(version).add(question));
    }
    JsonNode expected =
        CommandRun.parse(
            outside.run(
                "query_with_pyiceberg.py",
                folder,
                warehouse.registry(),
                warehouse.folder().toString(),
                table,
                asked.toString()));
    assertThat(expected).hasSameSizeAs(asked);
    // An answer without rows to the first question would make the others say nothing.
    assertThat(expected.get(0)).isNotEmpty();
    for (int i = 0; i < asked.size(); i++) {
      String at = at(asked.get(i).get(0));
      String sql = asked.get(i).get(1).asText().replace("@t", table + at);
      answers.compare(sql, Answers.rows(expected.get(i)));
    }
    answers.requireSame();
  }

  private static String at(JsonNode version) {
    if (version.isNull()) {
      return "";
    }
    String value = version.isTextual() ? "'" + version.asText() + "'" : version.asText();
    return " AT (VERSION => " + value + ")";
  }
}
