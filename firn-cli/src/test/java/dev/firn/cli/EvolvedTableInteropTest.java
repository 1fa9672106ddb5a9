package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose definition changed, as an engine finds it that knows nothing of Firn. */
@Tag("interop")
final class EvolvedTableInteropTest {
  @TempDir private Path folder;

  @Test
  void pyIcebergFindsTheEvolvedDefinitionUnderTheNewName() {
    TestWarehouse warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    warehouse.load("air.flights", TestWarehouse.flights());
    warehouse.sql(
        "ALTER TABLE air.flights RENAME COLUMN distance TO miles;"
            + " ALTER TABLE air.flights DROP COLUMN delay;"
            + " ALTER TABLE air.flights ALTER COLUMN origin DROP NOT NULL;"
            + " ALTER TABLE air.flights ADD COLUMN crew array(row(name varchar, age int)) FIRST;"
            + " ALTER TABLE air.flights ALTER COLUMN crew.element.age SET DATA TYPE bigint;"
            + " COMMENT ON COLUMN air.flights.miles IS 'nautical';"
            + " COMMENT ON TABLE air.flights IS 'all of them';"
            + " ALTER TABLE air.flights SET PROPERTIES partitioning = ARRAY['month(date)',"
            + " 'bucket(origin, 8)'], sorted_by = ARRAY['date', 'miles DESC NULLS LAST'],"
            + " column_compression_codecs = MAP(ARRAY['miles'], ARRAY['snappy']);"
            + " CREATE SCHEMA sky; ALTER TABLE air.flights RENAME TO sky.trips");

    JsonNode seen =
        CommandRun.parse(
            new OutsideViews()
                .run(
                    "definition_with_pyiceberg.py",
                    folder,
                    warehouse.registry(),
                    warehouse.folder().toString(),
                    "sky.trips"));

    assertThat(texts(seen.get("fields"), "name"))
        .containsExactly("crew", "date", "miles", "origin", "destination");
    assertThat(texts(seen.get("fields"), "id")).containsExactly("6", "1", "3", "4", "5");
    assertThat(texts(seen.get("fields"), "required"))
        .containsExactly("false", "true", "false", "false", "true");
    assertThat(seen.get("fields").get(0).get("type").asText()).contains("age: optional long");
    assertThat(seen.get("fields").get(2).get("doc").asText()).isEqualTo("nautical");
    assertThat(seen.get("spec").toString())
        .isEqualTo("[\"date_month: month(1)\",\"origin_bucket_8: bucket[8](4)\"]");
    assertThat(seen.get("specs").asInt()).isEqualTo(2);
    assertThat(seen.get("order").toString())
        .containsSubsequence("1 ASC NULLS FIRST", "3 DESC NULLS LAST");
    assertThat(seen.get("properties").get("comment").asText()).isEqualTo("all of them");
    assertThat(seen.get("properties").get("write.parquet.compression-codec.column.miles").asText())
        .isEqualTo("snappy");
    assertThat(seen.get("tables").toString()).isEqualTo("[\"sky.trips\"]");
    assertThat(seen.get("rows").asLong())
        .isEqualTo(warehouse.json("tables").get(0).get("rows").asLong())
        .isPositive();
  }

  private static List<String> texts(JsonNode objects, String key) {
    List<String> texts = new ArrayList<>();
    objects.forEach(each -> texts.add(each.get(key).asText()));
    return texts;
  }
}
