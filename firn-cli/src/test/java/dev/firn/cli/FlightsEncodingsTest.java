package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which encodings the columns of real flights get, and that no fixed one makes them smaller. */
final class FlightsEncodingsTest {
  /** What the policy gives up for a reader's sake, and a little for what a sample cannot know. */
  private static final double TOLERANCE = 1.05;

  private static final Set<String> NUMBERS = Set.of("date", "delay", "distance");

  @TempDir private Path folder;

  @Test
  void chosenEncodingsAreNotLargerThanFixedOnes() {
    Map<String, JsonNode> chosen = load("chosen", "");
    assertThat(encodings(chosen, "date")).contains("DELTA_BINARY_PACKED");
    for (String column : List.of("delay", "distance", "origin", "destination")) {
      assertThat(encodings(chosen, column)).as(column).contains("RLE_DICTIONARY");
    }
    for (String fixed : List.of("plain", "dictionary", "delta_binary_packed")) {
      List<String> columns =
          chosen.keySet().stream()
              .filter(column -> !fixed.startsWith("delta") || NUMBERS.contains(column))
              .toList();
      Map<String, JsonNode> others = load(fixed, encodedAs(fixed, columns));
      for (String column : columns) {
        assertThat(bytes(chosen, column))
            .as("%s, beside %s", column, fixed)
            .isLessThanOrEqualTo((long) (bytes(others, column) * TOLERANCE));
      }
    }
  }

  private Map<String, JsonNode> load(String name, String settings) {
    TestWarehouse warehouse = new TestWarehouse(folder.resolve(name));
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE + settings);
    warehouse.load("air.flights", TestWarehouse.flights());
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    for (JsonNode column : warehouse.json("files", "air.flights").get(0).get("columns")) {
      columns.put(column.get("name").asText(), column);
    }
    return columns;
  }

  private static String encodedAs(String encoding, List<String> columns) {
    List<String> names = new ArrayList<>();
    List<String> encodings = new ArrayList<>();
    for (String column : columns) {
      names.add("'" + column + "'");
      encodings.add("'" + encoding + "'");
    }
    return " WITH (column_encodings = MAP(ARRAY["
        + String.join(", ", names)
        + "], ARRAY["
        + String.join(", ", encodings)
        + "]))";
  }

  private static List<String> encodings(Map<String, JsonNode> columns, String column) {
    List<String> encodings = new ArrayList<>();
    columns.get(column).get("encodings").forEach(each -> encodings.add(each.asText()));
    return encodings;
  }

  private static long bytes(Map<String, JsonNode> columns, String column) {
    return columns.get(column).get("compressed_bytes").asLong();
  }
}
