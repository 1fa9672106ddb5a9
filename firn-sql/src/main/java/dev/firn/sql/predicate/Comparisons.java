package dev.firn.sql.predicate;

import java.util.List;
import java.util.UUID;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;

/**
 * Comparisons as Iceberg expressions that keep every row that DuckDB would keep. Where the two
 * order values differently, the expression is the wider one:
 *
 * <ul>
 *   <li>DuckDB has NaN above all numbers and equal to itself; Iceberg's bounds leave it out;
 *   <li>DuckDB has −0 equal to 0; Iceberg has it below;
 *   <li>Iceberg's Java code compares UUIDs as pairs of signed numbers, files have them in the order
 *       of their bytes, so only their buckets are asked for.
 * </ul>
 */
final class Comparisons {
  private final String name;
  private final Type type;
  private final List<Integer> bucketCounts;

  /**
   * Comparisons with a column.
   *
   * @param bucketCounts those of the table's partition fields by buckets of this column
   */
  Comparisons(ScannedColumn column, List<Integer> bucketCounts) {
    this.name = column.name();
    this.type = column.type();
    this.bucketCounts = bucketCounts;
  }

  /** Rows in which the column compares so with a value of its type. */
  Expression with(Operator operator, Object value) {
    return switch (type.typeId()) {
      case FLOAT -> floating(operator, (Float) value, -0.0f, 0.0f);
      case DOUBLE -> floating(operator, (Double) value, -0.0d, 0.0d);
      case UUID -> operator == Operator.EQUAL ? buckets((UUID) value) : Expressions.notNull(name);
      default -> plain(operator, value);
    };
  }

  /** Rows in which the column is equal to one of several values. */
  Expression withAnyOf(List<Object> values) {
    boolean isPlain =
        switch (type.typeId()) {
          case FLOAT, DOUBLE, UUID -> false;
          default -> !values.isEmpty();
        };
    if (isPlain) {
      return Expressions.in(name, values);
    }
    Expression any = Expressions.alwaysFalse();
    for (Object value : values) {
      any = Expressions.or(any, with(Operator.EQUAL, value));
    }
    return any;
  }

  private Expression plain(Operator operator, Object value) {
    return switch (operator) {
      case EQUAL -> Expressions.equal(name, value);
      case NOT_EQUAL -> Expressions.notEqual(name, value);
      case LESS -> Expressions.lessThan(name, value);
      case LESS_OR_EQUAL -> Expressions.lessThanOrEqual(name, value);
      case GREATER -> Expressions.greaterThan(name, value);
      case GREATER_OR_EQUAL -> Expressions.greaterThanOrEqual(name, value);
    };
  }

  private Expression floating(Operator operator, Number value, Object lowZero, Object highZero) {
    double number = value.doubleValue();
    if (Double.isNaN(number)) {
      return switch (operator) {
        case EQUAL, GREATER_OR_EQUAL -> Expressions.isNaN(name);
        case GREATER -> Expressions.alwaysFalse();
        case NOT_EQUAL, LESS, LESS_OR_EQUAL -> Expressions.notNull(name);
      };
    }
    Object low = number == 0 ? lowZero : value;
    Object high = number == 0 ? highZero : value;
    return switch (operator) {
      case EQUAL ->
          Expressions.and(
              Expressions.greaterThanOrEqual(name, low), Expressions.lessThanOrEqual(name, high));
      case NOT_EQUAL -> Expressions.notNull(name);
      case LESS -> Expressions.lessThan(name, low);
      case LESS_OR_EQUAL -> Expressions.lessThanOrEqual(name, high);
      case GREATER -> Expressions.or(Expressions.greaterThan(name, high), Expressions.isNaN(name));
      case GREATER_OR_EQUAL ->
          Expressions.or(Expressions.greaterThanOrEqual(name, low), Expressions.isNaN(name));
    };
  }

  private Expression buckets(UUID value) {
    Expression all = Expressions.notNull(name);
    for (int count : bucketCounts) {
      int bucket =
          org.apache.iceberg.transforms.Transforms.<UUID>bucket(count).bind(type).apply(value);
      all = Expressions.and(all, Expressions.equal(Expressions.bucket(name, count), bucket));
    }
    return all;
  }
}
