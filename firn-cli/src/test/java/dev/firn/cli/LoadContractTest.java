package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a load promises: all or nothing, once per key, files within their cap. */
final class LoadContractTest {
  private static final int FLIGHTS = 20_000;

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void nullInARequiredColumnRefusesTheWholeLoadAndNamesSourceRowAndColumn() {
    warehouse.sql("CREATE TABLE t.numbers (n bigint NOT NULL, m bigint)");
    Path good = TestParquet.write(folder.resolve("good.parquet"), "SELECT 1 AS n, 2 AS m");
    Path bad =
        TestParquet.write(
            folder.resolve("bad.parquet"),
            "SELECT CASE WHEN range IN (6, 8) THEN NULL ELSE range END AS n, 0 AS m"
                + " FROM range(10)");
    warehouse.load("t.numbers", good);
    JsonNode before = warehouse.json("snapshots", "t.numbers");

    CommandRun run =
        warehouse.run("load", good + "", bad + "", "--table", "t.numbers", "--format", "json");
    JsonNode error = run.requireFailed(3).errorJson();
    assertThat(CommandRun.keys(error)).containsExactly("code", "message", "total", "violations");
    assertThat(error.get("code").asText()).isEqualTo("DATA_REFUSED");
    assertThat(error.get("total").asInt()).isEqualTo(2);
    JsonNode violation = error.get("violations").get(0);
    assertThat(CommandRun.keys(violation))
        .containsExactly("source", "line", "row", "column", "expected", "found");
    assertThat(violation.get("source").asText()).isEqualTo(bad.toString());
    assertThat(violation.get("line").isNull()).isTrue();
    assertThat(violation.get("row").asInt()).isEqualTo(7);
    assertThat(violation.get("column").asText()).isEqualTo("n");
    assertThat(violation.get("found").asText()).isEqualTo("null");
    assertThat(error.get("violations").get(1).get("row").asInt()).isEqualTo(9);
    assertThat(warehouse.json("snapshots", "t.numbers")).isEqualTo(before);
    warehouse.requireNothingUnreferenced("t.numbers");
  }

  @Test
  void differencesOfTypesAreAllNamed() {
    warehouse.sql("CREATE TABLE t.typed (a int, b varchar, c double NOT NULL, d date)");
    Path file =
        TestParquet.write(
            folder.resolve("other.parquet"),
            "SELECT 1::BIGINT AS a, 2 AS b, DATE '2026-01-01' AS d, 5 AS extra");
    CommandRun run = warehouse.run("load", file + "", "--table", "t.typed", "--format", "json");
    JsonNode error = run.requireFailed(3).errorJson();
    assertThat(error.get("code").asText()).isEqualTo("SCHEMA_MISMATCH");
    assertThat(error.get("total").asInt()).isEqualTo(4);
    assertThat(error.get("violations").findValuesAsText("column"))
        .containsExactlyInAnyOrder("a", "b", "c", "extra");
    for (JsonNode violation : error.get("violations")) {
      assertThat(violation.get("row").isNull()).isTrue();
      assertThat(violation.get("source").asText()).isEqualTo(file.toString());
    }
    assertThat(warehouse.json("snapshots", "t.typed")).isEmpty();
    warehouse.requireNothingUnreferenced("t.typed");
  }

  @Test
  void violationsAreTextWithoutJson() {
    warehouse.sql("CREATE TABLE t.numbers (n bigint NOT NULL)");
    Path bad = TestParquet.write(folder.resolve("bad.parquet"), "SELECT NULL::BIGINT AS n");
    CommandRun run = warehouse.run("load", bad + "", "--table", "t.numbers").requireFailed(3);
    assertThat(run.error())
        .startsWith("firn: ")
        .contains(bad + ", row 1, column 'n': expected a value, found null");
  }

  @Test
  void sameKeyIsAnsweredTheSameAndLoadsOnce() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    JsonNode first = loadWithKey();
    JsonNode again = loadWithKey();
    for (String key : List.of("snapshot_id", "commit_id", "rows", "files", "bytes")) {
      assertThat(again.get(key)).as(key).isEqualTo(first.get(key));
    }
    assertThat(warehouse.json("snapshots", "air.flights")).hasSize(1);
    assertThat(warehouse.load("air.flights", TestWarehouse.flights()).get("snapshot_id"))
        .isNotEqualTo(first.get("snapshot_id"));
  }

  @Test
  void keyOfARefusedLoadIsFreeAgain() {
    warehouse.sql("CREATE TABLE t.numbers (n bigint NOT NULL)");
    Path bad = TestParquet.write(folder.resolve("bad.parquet"), "SELECT NULL::BIGINT AS n");
    Path good = TestParquet.write(folder.resolve("good.parquet"), "SELECT 1 AS n");
    warehouse.run("load", bad + "", "--table", "t.numbers", "--key", "k").requireFailed(3);
    JsonNode loaded = warehouse.json("load", good + "", "--table", "t.numbers", "--key", "k");
    assertThat(loaded.get("rows").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'50kB'", "50000", "'50 kb'"})
  void filesStayWithinMaxFileSize(String cap) {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE + " WITH (max_file_size = " + cap + ")");
    JsonNode loaded = warehouse.load("air.flights", TestWarehouse.flights());
    JsonNode files = warehouse.json("files", "air.flights");
    assertThat(files.size()).isEqualTo(loaded.get("files").asInt()).isGreaterThan(1);
    long rows = 0;
    for (JsonNode file : files) {
      assertThat(file.get("bytes").asLong()).isLessThanOrEqualTo(50_000);
      rows += file.get("rows").asLong();
    }
    assertThat(rows).isEqualTo(FLIGHTS);
    assertThat(warehouse.json("snapshots", "air.flights")).hasSize(1);
  }

  @Test
  void severalFilesAndGlobsBecomeOneSnapshot() throws IOException {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    Path parts = Files.createDirectories(folder.resolve("parts"));
    for (int part = 0; part < 3; part++) {
      Files.copy(TestWarehouse.flights(), parts.resolve("part" + part + ".parquet"));
    }
    Path single = Files.copy(TestWarehouse.flights(), folder.resolve("single.parquet"));
    JsonNode loaded = warehouse.load("air.flights", parts.resolve("*.parquet"), single);
    assertThat(loaded.get("rows").asInt()).isEqualTo(4 * FLIGHTS);
    assertThat(warehouse.json("snapshots", "air.flights")).hasSize(1);
  }

  @Test
  void globWithoutMatchFails() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    CommandRun run =
        warehouse.run("load", folder.resolve("*.parquet") + "", "--table", "air.flights");
    assertThat(run.requireFailed(1).error()).contains("expected at least one file, found none");
  }

  @Test
  void arrowStreamIsReadFromStandardInput() throws IOException {
    warehouse.sql("CREATE TABLE t.numbers (n bigint)");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(arrowStream(1_000)));
    try {
      JsonNode loaded =
          warehouse.json("load", "-", "--input-format", "arrow", "--table", "t.numbers");
      assertThat(loaded.get("rows").asInt()).isEqualTo(1_000);
    } finally {
      System.setIn(before);
    }
    JsonNode sum = warehouse.json("query", "SELECT sum(n)::BIGINT AS s FROM t.numbers");
    assertThat(sum.get(0).get("s").asLong()).isEqualTo(499_500);
  }

  @Test
  void emptyFileBecomesASnapshotWithoutFiles() {
    warehouse.sql("CREATE TABLE t.numbers (n bigint)");
    Path file = TestParquet.write(folder.resolve("empty.parquet"), "SELECT 1 AS n WHERE false");
    JsonNode loaded = warehouse.load("t.numbers", file);
    assertThat(loaded.get("rows").asInt()).isZero();
    assertThat(loaded.get("files").asInt()).isZero();
    warehouse.requireNothingUnreferenced("t.numbers");
  }

  private JsonNode loadWithKey() {
    return warehouse.json(
        "load", TestWarehouse.flights() + "", "--table", "air.flights", "--key", "once");
  }

  private static byte[] arrowStream(int rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        BigIntVector numbers = new BigIntVector("n", allocator)) {
      for (int i = 0; i < rows; i++) {
        numbers.setSafe(i, i);
      }
      numbers.setValueCount(rows);
      try (VectorSchemaRoot root = VectorSchemaRoot.of(numbers);
          ArrowStreamWriter writer =
              new ArrowStreamWriter(root, null, Channels.newChannel(bytes))) {
        writer.writeBatch();
      }
    }
    return bytes.toByteArray();
  }
}
