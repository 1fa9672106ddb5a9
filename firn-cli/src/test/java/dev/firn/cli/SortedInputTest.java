package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code firn load --sorted-input} promises. */
final class SortedInputTest {
  private static final String TABLE =
      "CREATE TABLE t.t (n bigint, day date) WITH (partitioning = ARRAY['month(day)'],"
          + " sorted_by = ARRAY['day DESC NULLS LAST', 'n'])";

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void filesThatAreEachInOrderAreMerged() throws IOException {
    warehouse.sql(TABLE + "; " + TABLE.replace("t.t", "t.plain"));
    Path csv =
        write(
            "a.csv", "n,day", "7,", "1,2026-01-20", "3,2026-01-05", "2,2026-02-03", "5,2026-02-03");
    Path ndjson =
        write(
            "b.ndjson",
            "{\"n\": 4, \"day\": \"2026-01-20\"}",
            "{\"n\": 0, \"day\": \"2026-01-19\"}",
            "{\"n\": 9, \"day\": \"2026-03-01\"}");
    Path parquet =
        TestParquet.write(
            folder.resolve("c.parquet"),
            "SELECT 100 + range AS n, DATE '2026-01-21' + 40 * (range // 10000)::INT AS day"
                + " FROM range(20000)");
    JsonNode done =
        warehouse.json(
            "load", csv + "", ndjson + "", parquet + "", "--table", "t.t", "--sorted-input");
    assertThat(done.get("rows").asInt()).isEqualTo(20_008);
    assertThat(done.get("files").asInt()).isEqualTo(4);
    warehouse.load("t.plain", csv, ndjson, parquet);
    assertThat(warehouse.json("query", "SELECT * FROM t.t EXCEPT ALL SELECT * FROM t.plain"))
        .isEmpty();
    assertThat(warehouse.json("files", "t.t").findValuesAsText("sort_order_id")).containsOnly("1");
    warehouse.requireClean("t.t");
  }

  @Test
  void fileOutOfOrderIsRefusedWithLineAndRowAndNothingIsWritten() throws IOException {
    warehouse.sql(TABLE);
    Path good = write("good.csv", "n,day", "1,2026-01-20");
    warehouse.load("t.t", good);
    JsonNode before = warehouse.json("snapshots", "t.t");
    Path bad = write("bad.csv", "n,day", "1,2026-01-20", "8,2026-01-20", "2,2026-01-21");
    JsonNode error =
        warehouse
            .run(
                "load", good + "", bad + "", "--table", "t.t", "--sorted-input", "--format", "json")
            .requireFailed(3)
            .errorJson();
    assertThat(error.get("code").asText()).isEqualTo("DATA_REFUSED");
    assertThat(error.get("message").asText()).contains("leave --sorted-input off");
    assertThat(error.get("violations"))
        .hasToString(
            "[{\"source\":\""
                + bad
                + "\",\"line\":4,\"row\":3,\"column\":\"day\",\"expected\":\"rows in the table's"
                + " order (month(day), then day descending, then n)\","
                + "\"found\":\"2026-01-21 behind 2026-01-20\"}]");
    assertThat(warehouse.json("snapshots", "t.t")).isEqualTo(before);
    warehouse.requireNothingUnreferenced("t.t");
    assertThat(warehouse.load("t.t", good, bad).get("rows").asInt()).isEqualTo(4);
  }

  @Test
  void manyParquetFilesShareTheMemoryOfOneSession() throws IOException {
    warehouse.sql("CREATE TABLE t.many (n bigint, text varchar) WITH (sorted_by = ARRAY['n'])");
    int files = 40;
    List<String> words = new java.util.ArrayList<>(List.of("load", "--table", "t.many"));
    for (int i = 0; i < files; i++) {
      Path file =
          TestParquet.write(
              folder.resolve(i + ".parquet"),
              "SELECT "
                  + files
                  + " * range + "
                  + i
                  + " AS n, md5(range::VARCHAR) AS text"
                  + " FROM range(3000)");
      words.add(file.toString());
    }
    words.add("--sorted-input");
    JsonNode done = warehouse.json(words.toArray(String[]::new));
    assertThat(done.get("rows").asInt()).isEqualTo(3_000 * files);
    assertThat(done.get("files").asInt()).isEqualTo(1);
    warehouse.requireClean("t.many");
  }

  @Test
  void tableWithoutOrderHasNothingToMergeBy() throws IOException {
    warehouse.sql("CREATE TABLE t.plain (n bigint)");
    Path any = write("any.csv", "n", "3", "1", "2");
    JsonNode done = warehouse.json("load", any + "", "--table", "t.plain", "--sorted-input");
    assertThat(done.get("rows").asInt()).isEqualTo(3);
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }
}
