package dev.firn.engine.rule;

import dev.firn.engine.rule.Operand.Exact;
import dev.firn.engine.rule.Operand.Null;
import dev.firn.engine.rule.Operand.Value;
import io.trino.sql.tree.Node;
import java.math.BigDecimal;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The types of arithmetic. Integers are computed in 64 bits, floats in double precision, decimals
 * exactly, with the digits and scales that Trino gives them.
 */
final class Calculations {
  private final RuleText rule;
  private final Coercion coercion;

  Calculations(RuleText rule, Coercion coercion) {
    this.rule = rule;
    this.coercion = coercion;
  }

  Operand negative(Node at, Operand operand) {
    return switch (operand) {
      case Exact number -> new Exact(number.type(), number.exact().negate());
      case Null _ -> operand;
      case Value value when isNumber(value.type()) -> negative(at, value);
      default -> throw notNumber(at, operand);
    };
  }

  private Value negative(Node at, Value value) {
    Values negated =
        switch (Kind.of(value.type())) {
          case LONG -> Arithmetic.SUBTRACT.ofLongs(Constant.of(0L), value.values());
          case DOUBLE -> Arithmetic.MULTIPLY.ofDoubles(value.values(), Constant.of(-1.0));
          case WIDE -> DecimalArithmetic.negated(value.values());
          case BYTES -> throw new IllegalStateException("Not a number: " + value.type());
        };
    Type type = isWhole(value) ? Types.LongType.get() : value.type();
    return new Value(type, coercion.folded(at, value.values(), negated));
  }

  Operand binary(Node at, Arithmetic operator, Operand left, Operand right) {
    requireNumber(at, left);
    requireNumber(at, right);
    if (left instanceof Null || right instanceof Null) {
      return new Null();
    }
    Value result;
    if (isFloating(left) || isFloating(right)) {
      List<Values> both = coercion.common(at, List.of(left, right)).orElseThrow();
      result =
          new Value(Types.DoubleType.get(), operator.ofDoubles(both.getFirst(), both.getLast()));
    } else if (isWhole(left) && isWhole(right)) {
      Type type = Types.LongType.get();
      result =
          new Value(
              type,
              operator.ofLongs(coercion.cast(at, left, type), coercion.cast(at, right, type)));
    } else {
      result = decimals(at, operator, left, right);
    }
    return isConstant(left) && isConstant(right) ? folded(at, result) : result;
  }

  /** What literals alone come to is a literal too, but for doubles. */
  private Operand folded(Node at, Value result) {
    Constant constant = coercion.folded(at, result.values());
    int scale = result.type() instanceof Types.DecimalType decimal ? decimal.scale() : 0;
    return switch (constant.buffer()) {
      case Buffer.Longs longs when result.type().typeId() == Type.TypeID.LONG ->
          Exact.of(longs.values()[0]);
      case Buffer.Longs longs ->
          new Exact(result.type(), BigDecimal.valueOf(longs.values()[0], scale));
      case Buffer.Wides wides ->
          new Exact(result.type(), new BigDecimal(DecimalArithmetic.unscaled(wides, 0), scale));
      case Buffer.Doubles _, Buffer.Bytes _ -> new Value(result.type(), constant);
    };
  }

  private static boolean isConstant(Operand operand) {
    return operand instanceof Exact
        || (operand instanceof Value value && value.values() instanceof Constant);
  }

  private Value decimals(Node at, Arithmetic operator, Operand left, Operand right) {
    Types.DecimalType a = decimalOf(left);
    Types.DecimalType b = decimalOf(right);
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return switch (operator) {
      case ADD, SUBTRACT -> sum(at, operator, left, right, decimal(whole + scale + 1, scale));
      case MULTIPLY -> product(at, left, right);
      case DIVIDE -> {
        int digits = a.precision() + b.scale() + Math.max(b.scale() - a.scale(), 0);
        yield exact(at, operator, left, right, decimal(digits, scale));
      }
      case MODULUS -> exact(at, operator, left, right, decimal(whole + scale, scale));
    };
  }

  private static Types.DecimalType decimal(int digits, int scale) {
    int capped = Math.min(digits, Coercion.DECIMAL_DIGITS_MAX);
    return Types.DecimalType.of(Math.max(capped, scale), scale);
  }

  private Value sum(
      Node at, Arithmetic operator, Operand left, Operand right, Types.DecimalType type) {
    if (Kind.of(type) == Kind.LONG) {
      return new Value(
          type, operator.ofLongs(coercion.cast(at, left, type), coercion.cast(at, right, type)));
    }
    Values wideLeft = wide(at, left, type.scale());
    Values wideRight = wide(at, right, type.scale());
    Values signed =
        operator == Arithmetic.SUBTRACT ? DecimalArithmetic.negated(wideRight) : wideRight;
    return new Value(type, DecimalArithmetic.sum(wideLeft, signed));
  }

  private Value product(Node at, Operand left, Operand right) {
    Types.DecimalType a = decimalOf(left);
    Types.DecimalType b = decimalOf(right);
    int scale = a.scale() + b.scale();
    if (scale > Coercion.DECIMAL_DIGITS_MAX) {
      throw rule.refusal(at, "a product of at most 38 decimals", scale + " decimals");
    }
    Types.DecimalType type = decimal(a.precision() + b.precision(), scale);
    if (isLong(left) && isLong(right)) {
      Values longLeft = plain(at, left, a);
      Values longRight = plain(at, right, b);
      return new Value(
          type,
          Kind.of(type) == Kind.LONG
              ? Arithmetic.MULTIPLY.ofLongs(longLeft, longRight)
              : DecimalArithmetic.productOfLongs(longLeft, longRight));
    }
    return exact(at, Arithmetic.MULTIPLY, left, right, type);
  }

  private Value exact(
      Node at, Arithmetic operator, Operand left, Operand right, Types.DecimalType type) {
    Types.DecimalType a = decimalOf(left);
    Types.DecimalType b = decimalOf(right);
    int digits = Math.max(type.precision(), Kind.LONG_DIGITS_MAX + 1);
    return new Value(
        Types.DecimalType.of(digits, type.scale()),
        DecimalArithmetic.of(
            operator,
            wide(at, left, a.scale()),
            wide(at, right, b.scale()),
            new DecimalArithmetic.Scales(a.scale(), b.scale(), type.scale())));
  }

  private Values wide(Node at, Operand operand, int scale) {
    return coercion.cast(at, operand, Types.DecimalType.of(Coercion.DECIMAL_DIGITS_MAX, scale));
  }

  private static boolean isLong(Operand operand) {
    return operand instanceof Value value
        ? Kind.of(value.type()) == Kind.LONG
        : decimalOf(operand).precision() <= Kind.LONG_DIGITS_MAX;
  }

  private Values plain(Node at, Operand operand, Types.DecimalType type) {
    return operand instanceof Value value ? value.values() : coercion.cast(at, operand, type);
  }

  private static Types.DecimalType decimalOf(Operand operand) {
    return switch (operand) {
      case Exact number -> Coercion.decimalOf(number);
      case Value value -> Coercion.decimalOf(value.type());
      default -> throw new IllegalStateException("Not a number: " + operand);
    };
  }

  private static boolean isFloating(Operand operand) {
    return operand instanceof Value value && Coercion.isFloating(value.type());
  }

  private static boolean isWhole(Operand operand) {
    Type type =
        switch (operand) {
          case Exact number -> number.type();
          case Value value -> value.type();
          default -> throw new IllegalStateException("Not a number: " + operand);
        };
    return type.typeId() == Type.TypeID.INTEGER || type.typeId() == Type.TypeID.LONG;
  }

  private void requireNumber(Node at, Operand operand) {
    boolean isNumber =
        switch (operand) {
          case Exact _, Null _ -> true;
          case Value value -> isNumber(value.type());
          default -> false;
        };
    if (!isNumber) {
      throw notNumber(at, operand);
    }
  }

  private RuntimeException notNumber(Node at, Operand operand) {
    return rule.refusal(at, "a number", operand.words());
  }

  private static boolean isNumber(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }
}
