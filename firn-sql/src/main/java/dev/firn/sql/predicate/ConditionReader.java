package dev.firn.sql.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Conditions of a serialised plan as Iceberg expressions that are true wherever the condition is.
 * What is not understood becomes "always true", so that it never rules a file out.
 */
final class ConditionReader {
  private static final Expression ANYTHING = Expressions.alwaysTrue();

  private final List<PartitionSpec> specs;

  /** Reads conditions on a table that is, or was, partitioned so. */
  ConditionReader(List<PartitionSpec> specs) {
    this.specs = specs;
  }

  /** How references by number in an expression are resolved. */
  interface References {
    Optional<ScannedColumn> at(int index);
  }

  /** A filter that the plan has put into a scan, on one column. */
  Expression filter(JsonNode filter, ScannedColumn column) {
    return switch (filter.path("filter_type").asText().replace("LEGACY_", "")) {
      case "CONSTANT_COMPARISON" ->
          Operator.of(filter.path("comparison_type"))
              .map(operator -> compared(column, operator, filter.path("constant")))
              .orElse(ANYTHING);
      case "IS_NULL" -> isNull(column);
      case "IS_NOT_NULL" -> Expressions.notNull(column.name());
      case "IN_FILTER" -> any(column, filter.path("values"));
      case "OPTIONAL_FILTER" -> filter(filter.path("child_filter"), column);
      case "STRUCT_EXTRACT" ->
          column
              .child(filter.path("child_idx").asInt(-1))
              .map(field -> filter(filter.path("child_filter"), field))
              .orElse(ANYTHING);
      case "CONJUNCTION_AND" -> {
        Expression all = ANYTHING;
        for (JsonNode child : filter.path("child_filters")) {
          all = Expressions.and(all, filter(child, column));
        }
        yield all;
      }
      case "CONJUNCTION_OR" -> {
        Expression any = Expressions.alwaysFalse();
        for (JsonNode child : filter.path("child_filters")) {
          any = Expressions.or(any, filter(child, column));
        }
        yield any;
      }
      case "EXPRESSION_FILTER" ->
          condition(filter.path("expr"), _ -> Optional.of(column), Sense.TRUE);
      default -> ANYTHING;
    };
  }

  /** A condition of a filter above a scan. */
  Expression condition(JsonNode expression, References references) {
    return condition(expression, references, Sense.TRUE);
  }

  /** What a condition must come to. */
  private enum Sense {
    TRUE,
    FALSE;

    Sense negated() {
      return this == TRUE ? FALSE : TRUE;
    }
  }

  private Expression condition(JsonNode node, References references, Sense sense) {
    String type = node.path("type").asText();
    return switch (type) {
      case "CONJUNCTION_AND" -> joined(node, references, sense, sense == Sense.TRUE);
      case "CONJUNCTION_OR" -> joined(node, references, sense, sense == Sense.FALSE);
      case "OPERATOR_NOT" -> condition(node.path("children").path(0), references, sense.negated());
      case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL" ->
          column(node.path("children").path(0), references)
              .map(
                  column ->
                      type.equals("OPERATOR_IS_NULL") == (sense == Sense.TRUE)
                          ? isNull(column)
                          : Expressions.notNull(column.name()))
              .orElse(ANYTHING);
      case "COMPARE_IN" -> in(node.path("children"), references, sense);
      case "COMPARE_BETWEEN" -> between(node.path("children"), references, sense);
      case "BOUND_REF" -> flag(node, references, sense);
      default -> comparison(node, references, sense);
    };
  }

  private Expression joined(
      JsonNode node, References references, Sense sense, boolean isConjunction) {
    Expression joined = isConjunction ? ANYTHING : Expressions.alwaysFalse();
    for (JsonNode child : node.path("children")) {
      Expression next = condition(child, references, sense);
      joined = isConjunction ? Expressions.and(joined, next) : Expressions.or(joined, next);
    }
    return joined;
  }

  /** A boolean column that stands alone. */
  private Expression flag(JsonNode node, References references, Sense sense) {
    return column(node, references)
        .filter(column -> node.path("return_type").path("id").asText().equals("BOOLEAN"))
        .map(column -> Expressions.equal(column.name(), sense == Sense.TRUE))
        .map(Expression.class::cast)
        .orElse(ANYTHING);
  }

  private Expression in(JsonNode operands, References references, Sense sense) {
    Optional<ScannedColumn> column = column(operands.path(0), references);
    if (column.isEmpty()) {
      return ANYTHING;
    }
    List<JsonNode> values = new ArrayList<>();
    for (int index = 1; index < operands.size(); index++) {
      values.add(operands.path(index).path("value"));
    }
    if (sense == Sense.TRUE) {
      return any(column.get(), values);
    }
    Expression none = ANYTHING;
    for (JsonNode value : values) {
      none = Expressions.and(none, compared(column.get(), Operator.NOT_EQUAL, value));
    }
    return none;
  }

  /** The plan does not always say whether the limits belong to it, so here they do either way. */
  private Expression between(JsonNode operands, References references, Sense sense) {
    Optional<ScannedColumn> column = column(operands.path(0), references);
    if (column.isEmpty() || !isConstant(operands.path(1)) || !isConstant(operands.path(2))) {
      return ANYTHING;
    }
    JsonNode low = operands.path(1).path("value");
    JsonNode high = operands.path(2).path("value");
    return sense == Sense.TRUE
        ? Expressions.and(
            compared(column.get(), Operator.GREATER_OR_EQUAL, low),
            compared(column.get(), Operator.LESS_OR_EQUAL, high))
        : Expressions.or(
            compared(column.get(), Operator.LESS_OR_EQUAL, low),
            compared(column.get(), Operator.GREATER_OR_EQUAL, high));
  }

  /** Rows in which the column has one of the values; nulls among them are equal to nothing. */
  private Expression any(ScannedColumn column, Iterable<JsonNode> constants) {
    List<Object> values = new ArrayList<>();
    for (JsonNode constant : constants) {
      Optional<Object> value = PlanConstants.value(column.type(), constant);
      if (value.isEmpty() && !PlanConstants.isNull(constant)) {
        return ANYTHING;
      }
      value.ifPresent(values::add);
    }
    return comparisons(column).withAnyOf(values);
  }

  private Expression comparison(JsonNode node, References references, Sense sense) {
    Optional<Operator> named = Operator.of(node.path("type"));
    JsonNode left = node.path("children").path(0);
    JsonNode right = node.path("children").path(1);
    if (named.isEmpty()) {
      return ANYTHING;
    }
    Operator operator = sense == Sense.TRUE ? named.get() : named.get().negated();
    if (isConstant(right)) {
      return column(left, references)
          .map(column -> compared(column, operator, right.path("value")))
          .orElse(ANYTHING);
    }
    if (isConstant(left)) {
      return column(right, references)
          .map(column -> compared(column, operator.flipped(), left.path("value")))
          .orElse(ANYTHING);
    }
    return ANYTHING;
  }

  private Expression compared(ScannedColumn column, Operator operator, JsonNode constant) {
    return PlanConstants.value(column.type(), constant)
        .map(value -> comparisons(column).with(operator, value))
        .orElse(ANYTHING);
  }

  private Comparisons comparisons(ScannedColumn column) {
    return new Comparisons(column, bucketCounts(column));
  }

  /** A field of a null struct is null, which a file's null count of the field may leave out. */
  private static Expression isNull(ScannedColumn column) {
    return column.isTopLevel() ? Expressions.isNull(column.name()) : ANYTHING;
  }

  private static boolean isConstant(JsonNode node) {
    return node.path("type").asText().equals("VALUE_CONSTANT");
  }

  /** The column, or the field of a struct, that an expression is; else nothing. */
  private static Optional<ScannedColumn> column(JsonNode node, References references) {
    if (node.path("type").asText().equals("BOUND_REF")) {
      return references
          .at(node.path("index").asInt(-1))
          .filter(column -> column.hasType(node.path("return_type")));
    }
    JsonNode path = node.path("qname").path("path");
    JsonNode children = node.path("children");
    if (!path.path(path.size() - 1).asText().startsWith("struct_extract") || children.size() != 2) {
      return Optional.empty();
    }
    return column(children.path(0), references)
        .flatMap(struct -> child(struct, children.path(1).path("value").path("value")))
        .filter(field -> field.hasType(node.path("return_type")));
  }

  /** {@code struct_extract} takes a name, {@code struct_extract_at} a place from 1. */
  private static Optional<ScannedColumn> child(ScannedColumn struct, JsonNode key) {
    return key.isTextual() ? struct.child(key.asText()) : struct.child(key.asInt(0) - 1);
  }

  private List<Integer> bucketCounts(ScannedColumn column) {
    return specs.stream()
        .flatMap(spec -> spec.fields().stream())
        .filter(field -> field.sourceId() == column.field().fieldId())
        .map(field -> field.transform().toString())
        .filter(transform -> transform.startsWith("bucket["))
        .map(transform -> transform.substring("bucket[".length(), transform.length() - 1))
        .map(Integer::valueOf)
        .distinct()
        .toList();
  }
}
