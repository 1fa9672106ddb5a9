package dev.firn.sql.query;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Bound;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg's expressions as people read conditions. */
final class PredicateText extends ExpressionVisitors.ExpressionVisitor<String> {
  private final Types.StructType struct;

  private PredicateText(Types.StructType struct) {
    this.struct = struct;
  }

  /** The text; empty if the expression rules nothing out. */
  static String of(Expression expression, Schema schema) {
    if (expression.op() == Expression.Operation.TRUE) {
      return "";
    }
    return ExpressionVisitors.visit(expression, new PredicateText(schema.asStruct()));
  }

  @Override
  public String alwaysTrue() {
    return "true";
  }

  @Override
  public String alwaysFalse() {
    return "false";
  }

  @Override
  public String not(String result) {
    return "NOT (" + result + ")";
  }

  @Override
  public String and(String left, String right) {
    return left + " AND " + right;
  }

  @Override
  public String or(String left, String right) {
    return "(" + left + " OR " + right + ")";
  }

  @Override
  public <T> String predicate(UnboundPredicate<T> predicate) {
    Expression bound = predicate.bind(struct, true);
    return bound instanceof BoundPredicate<?> each
        ? text(each)
        : ExpressionVisitors.visit(bound, this);
  }

  private static String text(BoundPredicate<?> predicate) {
    String name = term(predicate);
    Type type = predicate.term().type();
    if (predicate.isUnaryPredicate()) {
      return switch (predicate.op()) {
        case IS_NULL -> name + " IS NULL";
        case NOT_NULL -> name + " IS NOT NULL";
        case IS_NAN -> name + " = NaN";
        default -> name + " " + predicate.op();
      };
    }
    if (predicate.isSetPredicate()) {
      Set<?> values = predicate.asSetPredicate().literalSet();
      String joined =
          values.stream()
              .map(value -> value(type, value))
              .sorted()
              .collect(Collectors.joining(", "));
      return name
          + (predicate.op() == Expression.Operation.IN ? " IN (" : " NOT IN (")
          + joined
          + ")";
    }
    Literal<?> literal = predicate.asLiteralPredicate().literal();
    return name + " " + operator(predicate.op()) + " " + value(type, literal.value());
  }

  private static String term(BoundPredicate<?> predicate) {
    return predicate.term() instanceof org.apache.iceberg.expressions.BoundTransform<?, ?> transform
        ? transform.transform() + "(" + transform.ref().name() + ")"
        : ((Bound<?>) predicate.term()).ref().name();
  }

  private static String operator(Expression.Operation operation) {
    return switch (operation) {
      case EQ -> "=";
      case NOT_EQ -> "<>";
      case LT -> "<";
      case LT_EQ -> "<=";
      case GT -> ">";
      case GT_EQ -> ">=";
      default -> operation.toString();
    };
  }

  private static String value(Type type, Object value) {
    String text = Transforms.identity().toHumanString(type, value);
    return switch (type.typeId()) {
      case STRING, UUID, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> "'" + text + "'";
      default -> text;
    };
  }
}
