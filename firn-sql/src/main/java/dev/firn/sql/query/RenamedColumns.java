package dev.firn.sql.query;

import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.expressions.UnboundTerm;
import org.apache.iceberg.expressions.UnboundTransform;
import org.apache.iceberg.types.Types;

/**
 * A filter in the names that columns have in another schema of the table. A condition on a column
 * that is not there, or of another type, becomes "always true".
 */
final class RenamedColumns extends ExpressionVisitors.ExpressionVisitor<Expression> {
  private final Schema from;
  private final Schema to;

  private RenamedColumns(Schema from, Schema to) {
    this.from = from;
    this.to = to;
  }

  /**
   * The filter in other names.
   *
   * @param filter without a NOT, which would turn "always true" into "never"
   */
  static Expression of(Expression filter, Schema from, Schema to) {
    return from.sameSchema(to)
        ? filter
        : ExpressionVisitors.visit(filter, new RenamedColumns(from, to));
  }

  @Override
  public Expression alwaysTrue() {
    return Expressions.alwaysTrue();
  }

  @Override
  public Expression alwaysFalse() {
    return Expressions.alwaysFalse();
  }

  @Override
  public Expression and(Expression left, Expression right) {
    return Expressions.and(left, right);
  }

  @Override
  public Expression or(Expression left, Expression right) {
    return Expressions.or(left, right);
  }

  @Override
  public <T> Expression predicate(UnboundPredicate<T> predicate) {
    return name(predicate.ref().name())
        .<Expression>map(name -> renamed(predicate, term(predicate.term(), name)))
        .orElse(Expressions.alwaysTrue());
  }

  private Optional<String> name(String name) {
    Types.NestedField field = from.findField(name);
    return Optional.ofNullable(to.findField(field.fieldId()))
        .filter(now -> now.type().equals(field.type()))
        .map(now -> to.findColumnName(now.fieldId()));
  }

  private static <T> UnboundTerm<T> term(UnboundTerm<T> term, String name) {
    return term instanceof UnboundTransform<?, T> transform
        ? Expressions.transform(name, transform.transform())
        : Expressions.ref(name);
  }

  private static <T> Expression renamed(UnboundPredicate<T> predicate, UnboundTerm<T> term) {
    return switch (predicate.op()) {
      case IS_NULL, NOT_NULL, IS_NAN -> Expressions.predicate(predicate.op(), term);
      default ->
          Expressions.predicate(
              predicate.op(), term, predicate.literals().stream().map(Literal::value).toList());
    };
  }
}
