package dev.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.util.ByteBuffers;
import org.assertj.core.api.SoftAssertions;

/**
 * Answers of Firn beside those of another engine to the same question: the same columns in the same
 * order, the same rows, each value exactly; only digits that change no number are passed over.
 */
final class Answers {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private final TestWarehouse warehouse;
  private final SoftAssertions differences = new SoftAssertions();

  Answers(TestWarehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Notes the difference, if Firn answers a query otherwise than expected. */
  void compare(String sql, List<String> expected) {
    differences.assertThat(ofFirn(sql)).as(sql).isEqualTo(expected);
  }

  /** The same for a query that asks for no order. */
  void compareInAnyOrder(String sql, List<String> expected) {
    differences
        .assertThat(ofFirn(sql).stream().sorted().toList())
        .as(sql)
        .isEqualTo(expected.stream().sorted().toList());
  }

  private List<String> ofFirn(String sql) {
    CommandRun run = warehouse.run("query", sql, "--format", "json");
    return run.exitCode() == 0 ? rows(run.json()) : List.of(run.error().strip());
  }

  /** Fails if any answer was another; the message has them all. */
  void requireSame() {
    differences.assertAll();
  }

  /** An answer's rows as text: what is equal as text is equal. */
  static List<String> rows(JsonNode answer) {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : answer) {
      List<String> cells = new ArrayList<>();
      row.properties().forEach(cell -> cells.add(cell.getKey() + "=" + text(cell.getValue())));
      rows.add(String.join(" | ", cells));
    }
    return rows;
  }

  /**
   * Iceberg's records as an answer, in the form of Firn's JSON.
   *
   * @param columns those that were asked for; records also have the fields that deletes needed
   */
  static JsonNode ofIceberg(List<String> columns, Iterable<Record> records) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (Record record : records) {
      ObjectNode row = rows.addObject();
      columns.forEach(column -> row.set(column, node(record.getField(column))));
    }
    return rows;
  }

  private static JsonNode node(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case null -> nodes.nullNode();
      case Record record -> {
        ObjectNode fields = nodes.objectNode();
        record
            .struct()
            .fields()
            .forEach(field -> fields.set(field.name(), node(record.getField(field.name()))));
        yield fields;
      }
      case Boolean flag -> nodes.booleanNode(flag);
      case Integer number -> nodes.numberNode(number);
      case Long number -> nodes.numberNode(number);
      case BigDecimal number -> nodes.numberNode(number);
      case ByteBuffer bytes ->
          nodes.textNode(Base64.getEncoder().encodeToString(ByteBuffers.toByteArray(bytes)));
      case LocalDateTime moment -> nodes.textNode(MICROS.format(moment));
      case String text -> nodes.textNode(text);
      case LocalDate day -> nodes.textNode(day.toString());
      default -> throw new IllegalArgumentException("No test has " + value.getClass());
    };
  }

  /** Keys inside a value are put in order, because a map has none. */
  private static String text(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue().signum() == 0
          ? "0"
          : value.decimalValue().stripTrailingZeros().toPlainString();
    }
    if (value.isArray()) {
      List<String> elements = new ArrayList<>();
      value.forEach(element -> elements.add(text(element)));
      return elements.toString();
    }
    if (value.isObject()) {
      TreeMap<String, String> fields = new TreeMap<>();
      value.properties().forEach(field -> fields.put(field.getKey(), text(field.getValue())));
      return fields.toString();
    }
    return value.toString();
  }
}
