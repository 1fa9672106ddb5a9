package dev.firn.sql.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.duckdb.DuckDbSql;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Gives literals that an INSERT writes the types of the columns they are for, where nothing is
 * lost: {@code NULL} any type, a number that of its column if it fits as it is written. Else {@code
 * 2.5} would be a decimal(2, 1), which no double column takes. All other expressions keep their
 * types.
 */
final class LiteralTypes {
  private final List<Types.NestedField> columns;
  private final QueryPlanner planner;
  private boolean isChanged;

  private LiteralTypes(List<Types.NestedField> columns, QueryPlanner planner) {
    this.columns = columns;
    this.planner = planner;
  }

  /** Changes the tree; whether it did. */
  static boolean apply(JsonNode root, List<Types.NestedField> columns, QueryPlanner planner) {
    LiteralTypes types = new LiteralTypes(columns, planner);
    types.visit(root.at("/statements/0/node"));
    return types.isChanged;
  }

  private void visit(JsonNode node) {
    switch (node.path("type").asText()) {
      case "SELECT_NODE" -> {
        if (node.at("/from_table/type").asText().equals("EXPRESSION_LIST")) {
          node.at("/from_table/values").forEach(this::type);
        } else {
          type(node.path("select_list"));
        }
      }
      case "SET_OPERATION_NODE" -> {
        visit(node.path("left"));
        visit(node.path("right"));
        node.path("children").forEach(this::visit);
      }
      default -> {
        // Its columns come from elsewhere.
      }
    }
  }

  private void type(JsonNode expressions) {
    if (!(expressions instanceof ArrayNode list)) {
      return;
    }
    for (int index = 0; index < Math.min(list.size(), columns.size()); index++) {
      JsonNode expression = list.get(index);
      if (expression.path("type").asText().equals("STAR")) {
        return; // It may be any number of columns.
      }
      Type type = columns.get(index).type();
      if (isLossless(expression, type)) {
        list.set(index, cast(expression, columns.get(index)));
        isChanged = true;
      }
    }
  }

  private static boolean isLossless(JsonNode expression, Type type) {
    if (!expression.path("type").asText().equals("VALUE_CONSTANT")) {
      return false;
    }
    JsonNode literal = expression.path("literal");
    return switch (literal.path("kind").asText()) {
      case "NULL_LITERAL" -> true;
      case "INTEGER", "NUMERIC" ->
          number(literal.path("text").asText()).map(number -> fits(number, type)).orElse(false);
      default -> false;
    };
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty(); // With underscores, for example; then it keeps DuckDB's type.
    }
  }

  private static boolean fits(BigDecimal number, Type type) {
    return switch (type) {
      case Types.DecimalType decimal -> {
        BigDecimal plain = number.stripTrailingZeros();
        yield plain.scale() <= decimal.scale()
            && plain.precision() - plain.scale() <= decimal.precision() - decimal.scale();
      }
      case Types.FloatType _ -> Float.isFinite(number.floatValue());
      case Types.DoubleType _ -> Double.isFinite(number.doubleValue());
      default -> false;
    };
  }

  private JsonNode cast(JsonNode expression, Types.NestedField column) {
    String type = DuckDbTypes.of(column.name(), column.type());
    ObjectNode cast =
        (ObjectNode)
            planner
                .parse(
                    "SELECT CAST(NULL AS " + type + ") AS " + DuckDbSql.identifier(column.name()))
                .at("/statements/0/node/select_list/0");
    // What stands in ORDER BY and the like finds the literal by its name.
    cast.set("alias", expression.path("alias"));
    ((ObjectNode) expression).put("alias", "");
    cast.set("child", expression);
    return cast;
  }
}
