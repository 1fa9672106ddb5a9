package dev.firn.sql.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * The scans of a plan that DuckDB's optimiser made ({@code json_serialize_plan} with {@code
 * optimize}), of tables whose columns are exactly those of an Iceberg schema, in its order.
 *
 * <p>The optimiser has moved conditions to the scans they hold for, also through joins, subqueries
 * and common table expressions, so a condition found at a scan holds for every row that can matter.
 */
public final class PlanReader {
  private static final String SCAN = "LOGICAL_GET";

  private final Map<List<String>, Target> targets;
  private final Map<List<String>, Expression> filters = new HashMap<>();
  private final Map<List<String>, Set<Integer>> columns = new HashMap<>();

  private PlanReader(Map<List<String>, Target> targets) {
    this.targets = targets;
  }

  /**
   * A table that the plan may scan.
   *
   * @param specs its partition specs, old ones too
   */
  public record Target(Schema schema, List<PartitionSpec> specs) {}

  /**
   * Reads a plan.
   *
   * @param targets by DuckDB's catalog, schema and name
   * @return the scans by the same names; a table that the plan does not scan is absent
   */
  public static Map<List<String>, PlannedScan> scans(
      JsonNode plan, Map<List<String>, Target> targets) {
    PlanReader reader = new PlanReader(targets);
    reader.visit(plan);
    Map<List<String>, PlannedScan> scans = new HashMap<>();
    reader.filters.forEach(
        (table, filter) ->
            scans.put(
                table, new PlannedScan(filter, reader.columns.getOrDefault(table, Set.of()))));
    return scans;
  }

  private void visit(JsonNode node) {
    String type = node.path("type").asText();
    if (type.equals(SCAN)) {
      scan(node, List.of());
    } else if (type.equals("LOGICAL_FILTER") && isScan(node.path("children").path(0))) {
      List<JsonNode> conditions = new ArrayList<>();
      node.path("expressions").forEach(conditions::add);
      scan(node.path("children").path(0), conditions);
    } else {
      node.forEach(this::visit);
    }
  }

  private static boolean isScan(JsonNode node) {
    return node.path("type").asText().equals(SCAN);
  }

  private void scan(JsonNode scan, List<JsonNode> conditions) {
    List<String> table = new ArrayList<>();
    scan.path("function_data")
        .path("qualified_name")
        .path("path")
        .forEach(part -> table.add(part.asText()));
    Target target = targets.get(table);
    if (target == null) {
      return;
    }
    List<Optional<ScannedColumn>> scanned = scannedColumns(scan, target.schema());
    Expression filter = filter(scan, conditions, new Scope(target, scanned));
    filters.merge(table, filter, Expressions::or);
    Set<Integer> read = columns.computeIfAbsent(table, _ -> new HashSet<>());
    scan.path("column_indexes").forEach(column -> indexOf(column).ifPresent(read::add));
  }

  /** The columns of a scan, in the order in which the plan counts them. */
  private record Scope(Target target, List<Optional<ScannedColumn>> columns) {
    Optional<ScannedColumn> at(int index) {
      return index >= 0 && index < columns.size() ? columns.get(index) : Optional.empty();
    }
  }

  private static Expression filter(JsonNode scan, List<JsonNode> conditions, Scope scope) {
    ConditionReader reader = new ConditionReader(scope.target().specs());
    // By their text, because a plan may say the same at the scan and above it.
    Map<String, Expression> parts = new LinkedHashMap<>();
    if (scan.path("table_filters_by_projection").asBoolean()) {
      for (JsonNode each : scan.path("table_filters").path("filters")) {
        Optional<ScannedColumn> column = scope.at(each.path("key").asInt(-1));
        if (column.isPresent()) {
          add(parts, reader.filter(each.path("value"), column.get()));
        }
      }
    }
    // What a filter above the scan refers to is what the scan hands out.
    List<Integer> handedOut = new ArrayList<>();
    scan.path("projection_ids").forEach(index -> handedOut.add(index.asInt(-1)));
    ConditionReader.References references =
        handedOut.isEmpty()
            ? scope::at
            : index ->
                index >= 0 && index < handedOut.size()
                    ? scope.at(handedOut.get(index))
                    : Optional.empty();
    for (JsonNode condition : conditions) {
      add(parts, reader.condition(condition, references));
    }
    return parts.values().stream().reduce(Expressions.alwaysTrue(), Expressions::and);
  }

  private static void add(Map<String, Expression> parts, Expression part) {
    parts.putIfAbsent(part.toString(), part);
  }

  private static List<Optional<ScannedColumn>> scannedColumns(JsonNode scan, Schema schema) {
    List<Optional<ScannedColumn>> scanned = new ArrayList<>();
    for (JsonNode column : scan.path("column_indexes")) {
      Optional<ScannedColumn> whole =
          indexOf(column)
              .filter(index -> index < schema.columns().size())
              .map(index -> ScannedColumn.of(schema.columns().get(index)));
      scanned.add(whole.flatMap(each -> extracted(each, column)));
    }
    return scanned;
  }

  /** The place of a column in the table; row numbers and the like have none. */
  private static Optional<Integer> indexOf(JsonNode column) {
    return Stream.of(column.path("index"))
        .filter(index -> index.canConvertToInt() && column.path("has_index").asBoolean())
        .map(JsonNode::asInt)
        .findFirst();
  }

  /** A scan may hand out a field of a struct in place of the struct. */
  private static Optional<ScannedColumn> extracted(ScannedColumn whole, JsonNode column) {
    return switch (column.path("index_type").asText()) {
      case "FULL_READ" -> Optional.of(whole);
      case "PUSHDOWN_EXTRACT" -> {
        JsonNode child = column.path("child_indexes").path(0);
        yield column.path("child_indexes").size() == 1
            ? whole
                .child(child.path("index").asInt(-1))
                .flatMap(field -> extractedBelow(field, child))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static Optional<ScannedColumn> extractedBelow(ScannedColumn field, JsonNode column) {
    JsonNode children = column.path("child_indexes");
    if (children.isEmpty()) {
      return Optional.of(field);
    }
    return children.size() == 1
        ? field
            .child(children.path(0).path("index").asInt(-1))
            .flatMap(below -> extractedBelow(below, children.path(0)))
        : Optional.empty();
  }
}
