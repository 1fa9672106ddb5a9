package dev.firn.parquet;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Values of nested columns as JSON in ASCII: structs and entries as arrays, decimals as text. */
final class NestedJson {
  private NestedJson() {}

  /** All columns, each an array of its rows. */
  static String of(NestedTable table) {
    return array(table.columns());
  }

  private static String of(Object value) {
    return switch (value) {
      case null -> "null";
      case List<?> values -> array(values);
      case String text -> quoted(text);
      case BigDecimal decimal -> quoted(decimal.toPlainString());
      default -> value.toString();
    };
  }

  private static String array(List<?> values) {
    return values.stream().map(NestedJson::of).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(unit -> quoted.append(String.format("\\u%04x", unit)));
    return quoted.append('"').toString();
  }
}
