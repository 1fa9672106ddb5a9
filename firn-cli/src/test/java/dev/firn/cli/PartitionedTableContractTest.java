package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading, listing and querying tables with partitions and a sort order. */
final class PartitionedTableContractTest {
  static final Schema FLIGHTS =
      new Schema(
          Types.NestedField.required(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.LongType.get()),
          Types.NestedField.optional(3, "distance", Types.LongType.get()),
          Types.NestedField.required(4, "origin", Types.StringType.get()),
          Types.NestedField.required(5, "destination", Types.StringType.get()));

  /** Places whose names are patterns or escapes; they are the partitions too. */
  static final String SPECIAL_PLACES =
      "SELECT unnest(['a', 'b', '*', '?', '[ab]', 'x/y', '%2F', 'ü 🧊', '', NULL, 'a=b',"
          + " repeat('long', 100)]) AS place, unnest(range(12)) AS n";

  private static final Schema PLACES =
      new Schema(
          Types.NestedField.optional(1, "place", Types.StringType.get()),
          Types.NestedField.required(2, "n", Types.LongType.get()));

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void flightsByMonthAndBucketAreQueriedAsTheirSource() {
    createFlights(warehouse);
    JsonNode loaded = warehouse.load("air.flights", TestWarehouse.flights());
    assertThat(loaded.get("rows").asInt()).isEqualTo(20_000);
    String columns =
        "SELECT origin, count(*) AS n, sum(delay) AS delay, min(date)::VARCHAR AS first,"
            + " max(distance) AS far FROM ";
    String end = " GROUP BY origin ORDER BY origin";
    List<List<Object>> expected =
        TestParquet.rows(columns + "read_parquet('" + TestWarehouse.flights() + "')" + end);
    List<List<Object>> found = new ArrayList<>();
    for (JsonNode row : warehouse.json("query", columns + "air.flights" + end)) {
      found.add(
          List.of(
              row.get("origin").asText(),
              row.get("n").asLong(),
              row.get("delay").bigIntegerValue(),
              row.get("first").asText(),
              row.get("far").asLong()));
    }
    assertThat(found).isEqualTo(expected);

    JsonNode files = warehouse.json("files", "air.flights");
    assertThat(files).hasSizeGreaterThan(8).hasSize(loaded.get("files").asInt());
    for (JsonNode file : files) {
      assertThat(file.get("partition").asText())
          .matches("date_month=\\d{4}-\\d\\d/origin_bucket=\\d");
      assertThat(file.get("sort_order_id").asInt()).isEqualTo(1);
      assertThat(file.get("path").asText())
          .contains("/data/" + file.get("partition").asText() + "/");
    }
    warehouse.requireNothingUnreferenced("air.flights");
  }

  @Test
  void namesThatArePatternsOrEscapesAreQueriedAsTheyAre() {
    TestWarehouse special = new TestWarehouse(folder.resolve("ware*[a]?%2F house"));
    createPlaces(special);
    Path file = TestParquet.write(folder.resolve("places.parquet"), SPECIAL_PLACES);
    assertThat(special.load("t.places", file).get("files").asInt()).isEqualTo(12);
    JsonNode rows = special.json("query", "SELECT place, n FROM t.places ORDER BY n");
    assertThat(rows.findValuesAsText("place"))
        .containsExactly(
            "a",
            "b",
            "*",
            "?",
            "[ab]",
            "x/y",
            "%2F",
            "ü 🧊",
            "",
            "null",
            "a=b",
            "long".repeat(100));
    assertThat(rows.get(9).get("place").isNull()).isTrue();
    special.requireNothingUnreferenced("t.places");
  }

  @Test
  void batchesOfAnArrowFileWithADictionaryAreHeldUnchangedUntilTheyAreWritten() throws IOException {
    createPlaces(warehouse);
    Path file = folder.resolve("places.arrow");
    writeArrow(file, 5, 3_000);
    assertThat(warehouse.load("t.places", file).get("rows").asInt()).isEqualTo(15_000);
    JsonNode wrong =
        warehouse.json(
            "query",
            "SELECT count(*) AS n, count(DISTINCT n) AS different,"
                + " count(*) FILTER (place <> 'place ' || (n % 3)) AS wrong FROM t.places");
    assertThat(wrong.get(0).get("n").asInt()).isEqualTo(15_000);
    assertThat(wrong.get(0).get("different").asInt()).isEqualTo(15_000);
    assertThat(wrong.get(0).get("wrong").asInt()).isZero();
    assertThat(warehouse.json("files", "t.places")).hasSize(3);
  }

  /** Row n is in place n modulo 3; places are positions in a dictionary. */
  private static void writeArrow(Path file, int batches, int batchRows) throws IOException {
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(32, true));
    FieldType dictionaryType = new FieldType(true, ArrowType.Utf8.INSTANCE, encoding);
    Field place =
        new Field("place", new FieldType(true, new ArrowType.Int(32, true), encoding), List.of());
    Field n = new Field("n", FieldType.nullable(new ArrowType.Int(64, true)), List.of());
    try (RootAllocator allocator = new RootAllocator();
        VarCharVector places = new VarCharVector("places", dictionaryType, allocator);
        IntVector positions = (IntVector) place.createVector(allocator);
        BigIntVector numbers = (BigIntVector) n.createVector(allocator)) {
      for (int i = 0; i < 3; i++) {
        places.setSafe(i, ("place " + i).getBytes(StandardCharsets.UTF_8));
      }
      places.setValueCount(3);
      DictionaryProvider.MapDictionaryProvider dictionaries =
          new DictionaryProvider.MapDictionaryProvider(new Dictionary(places, encoding));
      VectorSchemaRoot root =
          new VectorSchemaRoot(List.of(place, n), List.of(positions, numbers), 0);
      try (OutputStream out = Files.newOutputStream(file);
          ArrowFileWriter writer =
              new ArrowFileWriter(root, dictionaries, Channels.newChannel(out))) {
        for (int batch = 0; batch < batches; batch++) {
          for (int i = 0; i < batchRows; i++) {
            int row = batch * batchRows + i;
            positions.setSafe(i, row % 3);
            numbers.setSafe(i, row);
          }
          root.setRowCount(batchRows);
          writer.writeBatch();
        }
      }
    }
  }

  static void createFlights(TestWarehouse warehouse) {
    create(
        warehouse,
        "air.flights",
        FLIGHTS,
        PartitionSpec.builderFor(FLIGHTS).month("date").bucket("origin", 8).build(),
        SortOrder.builderFor(FLIGHTS).asc("date").desc("delay", NullOrder.NULLS_LAST).build());
  }

  static void createPlaces(TestWarehouse warehouse) {
    create(
        warehouse,
        "t.places",
        PLACES,
        PartitionSpec.builderFor(PLACES).identity("place").build(),
        SortOrder.unsorted());
  }

  private static void create(
      TestWarehouse warehouse, String name, Schema schema, PartitionSpec spec, SortOrder order) {
    try (Firn firn = Firn.open(FirnConfig.of(warehouse.folder()))) {
      firn.createTable(
          new NewTable(TableName.parse(name), schema, spec, order, Map.of(), Optional.empty()));
    }
  }
}
