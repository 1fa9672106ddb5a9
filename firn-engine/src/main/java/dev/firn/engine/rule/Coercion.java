package dev.firn.engine.rule;

import dev.firn.engine.rule.Operand.Bool;
import dev.firn.engine.rule.Operand.Exact;
import dev.firn.engine.rule.Operand.Null;
import dev.firn.engine.rule.Operand.Value;
import dev.firn.engine.rule.Operand.Whole;
import io.trino.sql.tree.Node;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Brings operands to one type that holds every value of each of them, or refuses. */
final class Coercion {
  static final int DECIMAL_DIGITS_MAX = 38;

  /** Powers of ten up to this one are longs. */
  private static final int LONG_POWER_MAX = 18;

  private static final long NANOS_PER_MICRO = 1_000;

  private final RuleText rule;

  Coercion(RuleText rule) {
    this.rule = rule;
  }

  /**
   * The operands as one type.
   *
   * @return in their order; empty if all of them are NULL
   */
  Optional<List<Values>> common(Node at, List<Operand> operands) {
    List<Operand> typed = operands.stream().filter(each -> !(each instanceof Null)).toList();
    if (typed.isEmpty()) {
      return Optional.empty();
    }
    if (typed.stream().allMatch(Bool.class::isInstance)) {
      return Optional.of(
          operands.stream().map(each -> cast(at, each, Types.BooleanType.get())).toList());
    }
    if (typed.stream().anyMatch(each -> each instanceof Bool || each instanceof Whole)) {
      throw mismatch(at, operands);
    }
    Type type =
        commonType(typed).filter(Coercion::isSupported).orElseThrow(() -> mismatch(at, operands));
    boolean isBeyond = typed.stream().anyMatch(each -> mayPassTheRangeOf(type, each));
    return Optional.of(
        operands.stream()
            .map(each -> isBeyond ? wideMoment(at, each, type) : cast(at, each, type))
            .toList());
  }

  /** Days have a wider range than microseconds, and those a much wider one than nanoseconds. */
  private static boolean mayPassTheRangeOf(Type type, Operand operand) {
    if (!(operand instanceof Value value) || ticks(value.type(), type) == 1) {
      return false;
    }
    if (value.values() instanceof Constant constant
        && constant.buffer() instanceof Buffer.Longs longs) {
      long factor = ticks(value.type(), type);
      return Math.multiplyHigh(longs.values()[0], factor) != (longs.values()[0] * factor) >> 63;
    }
    return true;
  }

  /** A moment in the ticks of a finer type, in 128 bits: no moment is out of their range. */
  private Values wideMoment(Node at, Operand operand, Type type) {
    if (!(operand instanceof Value value)) {
      return Constant.ofNull(Kind.WIDE);
    }
    Values wide = DecimalArithmetic.scaledUp(value.values(), ticks(value.type(), type));
    return folded(at, value.values(), wide);
  }

  /** How many ticks of the finer type a tick of the coarser one has; 1 for all other types. */
  private static long ticks(Type coarse, Type fine) {
    boolean isFineNanos = fine.typeId() == Type.TypeID.TIMESTAMP_NANO;
    boolean isFineMicros = fine.typeId() == Type.TypeID.TIMESTAMP;
    return switch (coarse.typeId()) {
      case DATE ->
          isFineNanos
              ? Moments.microsPerDay() * NANOS_PER_MICRO
              : isFineMicros ? Moments.microsPerDay() : 1;
      case TIMESTAMP -> isFineNanos ? NANOS_PER_MICRO : 1;
      default -> 1;
    };
  }

  private static boolean isSupported(Type type) {
    return !(type instanceof Types.DecimalType decimal)
        || decimal.precision() <= DECIMAL_DIGITS_MAX;
  }

  private Optional<Type> commonType(List<Operand> operands) {
    Optional<Type> common = Optional.empty();
    for (Operand operand : operands) {
      if (operand instanceof Value value) {
        common =
            common.isEmpty()
                ? Optional.of(value.type())
                : common.flatMap(type -> join(type, value.type()));
        if (common.isEmpty()) {
          return common;
        }
      }
    }
    for (Operand operand : operands) {
      if (operand instanceof Exact number) {
        common =
            common.isEmpty()
                ? Optional.of(number.type())
                : common.flatMap(type -> joinNumber(type, number));
        if (common.isEmpty()) {
          return common;
        }
      }
    }
    return common;
  }

  /** A number as it is written takes a double's type: that is what a double's literal is. */
  private static Optional<Type> joinNumber(Type type, Exact number) {
    return switch (type.typeId()) {
      case FLOAT, DOUBLE -> Optional.of(type);
      case INTEGER, LONG, DECIMAL -> {
        boolean isWhole = number.type().typeId() != Type.TypeID.DECIMAL;
        boolean isDecimal = type.typeId() == Type.TypeID.DECIMAL;
        yield join(type, isWhole && !isDecimal ? number.type() : decimalOf(number));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Type> join(Type left, Type right) {
    if (left.equals(right)) {
      return Optional.of(left);
    }
    if (isExact(left) && isExact(right)) {
      return joinExact(left, right);
    }
    if (isFloating(left) || isFloating(right)) {
      boolean fits = isWithinDouble(left) && isWithinDouble(right);
      return fits ? Optional.of(Types.DoubleType.get()) : Optional.empty();
    }
    if (isBinary(left) && isBinary(right)) {
      return Optional.of(Types.BinaryType.get());
    }
    return joinMoments(left, right).or(() -> joinMoments(right, left));
  }

  private static Optional<Type> joinExact(Type left, Type right) {
    if (left.typeId() != Type.TypeID.DECIMAL && right.typeId() != Type.TypeID.DECIMAL) {
      return Optional.of(Types.LongType.get());
    }
    Types.DecimalType a = decimalOf(left);
    Types.DecimalType b = decimalOf(right);
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return whole + scale > DECIMAL_DIGITS_MAX
        ? Optional.empty()
        : Optional.of(Types.DecimalType.of(whole + scale, scale));
  }

  /** Days and microseconds become what is finer; local time and instants never meet. */
  private static Optional<Type> joinMoments(Type coarse, Type fine) {
    boolean isFineMicros = fine.typeId() == Type.TypeID.TIMESTAMP;
    boolean isFineNanos = fine.typeId() == Type.TypeID.TIMESTAMP_NANO;
    boolean joins =
        coarse.typeId() == Type.TypeID.DATE
            ? (isFineMicros || isFineNanos) && !hasZone(fine)
            : coarse.typeId() == Type.TypeID.TIMESTAMP
                && isFineNanos
                && hasZone(coarse) == hasZone(fine);
    return joins ? Optional.of(fine) : Optional.empty();
  }

  private static boolean hasZone(Type type) {
    return type.equals(Types.TimestampType.withZone())
        || type.equals(Types.TimestampNanoType.withZone());
  }

  private static boolean isExact(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG, DECIMAL -> true;
      default -> false;
    };
  }

  static boolean isFloating(Type type) {
    return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
  }

  private static boolean isWithinDouble(Type type) {
    return isFloating(type) || type.typeId() == Type.TypeID.INTEGER;
  }

  private static boolean isBinary(Type type) {
    return type.typeId() == Type.TypeID.BINARY || type.typeId() == Type.TypeID.FIXED;
  }

  /** The decimals that an exact type is made of. */
  static Types.DecimalType decimalOf(Type exact) {
    return switch (exact.typeId()) {
      case INTEGER -> Types.DecimalType.of(10, 0);
      case LONG -> Types.DecimalType.of(19, 0);
      case DECIMAL -> (Types.DecimalType) exact;
      default -> throw new IllegalStateException("Not exact: " + exact);
    };
  }

  /** As many digits as are written. */
  static Types.DecimalType decimalOf(Exact number) {
    int scale = Math.max(0, number.exact().scale());
    int digits = number.exact().setScale(scale).precision();
    return Types.DecimalType.of(Math.max(digits, scale), scale);
  }

  /** An operand as a type that holds its values. */
  Values cast(Node at, Operand operand, Type target) {
    return switch (operand) {
      case Null _ -> Constant.ofNull(Kind.of(target));
      case Exact number -> cast(number.exact(), target);
      case Value value -> folded(at, value.values(), cast(value, target));
      case Bool bool -> Logic.numbers(bool.condition());
      case Whole _ -> throw new IllegalStateException("Refused before");
    };
  }

  private static Constant cast(BigDecimal exact, Type target) {
    return switch (target.typeId()) {
      case FLOAT -> Constant.of((double) exact.floatValue());
      case DOUBLE -> Constant.of(exact.doubleValue());
      case DECIMAL -> {
        BigInteger unscaled = exact.setScale(((Types.DecimalType) target).scale()).unscaledValue();
        yield Kind.of(target) == Kind.LONG
            ? Constant.of(unscaled.longValueExact())
            : Constant.of(unscaled);
      }
      default -> Constant.of(exact.longValueExact());
    };
  }

  private static Values cast(Value value, Type target) {
    Values values = value.values();
    return switch (value.type().typeId()) {
      case INTEGER, LONG, DECIMAL ->
          switch (target.typeId()) {
            case FLOAT, DOUBLE -> new IntegersAsDoubles(values);
            case DECIMAL -> castDecimal(value, (Types.DecimalType) target);
            default -> values;
          };
      case DATE, TIMESTAMP -> times(values, ticks(value.type(), target));
      default -> values;
    };
  }

  private static Values times(Values longs, long factor) {
    return factor == 1 ? longs : Arithmetic.MULTIPLY.ofLongs(longs, Constant.of(factor));
  }

  private static Values castDecimal(Value value, Types.DecimalType target) {
    int power = target.scale() - decimalOf(value.type()).scale();
    boolean isLong = Kind.of(value.type()) == Kind.LONG;
    if (Kind.of(target) == Kind.LONG) {
      return times(value.values(), BigInteger.TEN.pow(power).longValueExact());
    }
    if (isLong && power <= LONG_POWER_MAX) {
      long factor = BigInteger.TEN.pow(power).longValueExact();
      return DecimalArithmetic.scaledUp(value.values(), factor);
    }
    Values wide = isLong ? DecimalArithmetic.scaledUp(value.values(), 1) : value.values();
    return power == 0
        ? wide
        : DecimalArithmetic.of(
            Arithmetic.MULTIPLY,
            wide,
            Constant.of(BigInteger.TEN.pow(power)),
            new DecimalArithmetic.Scales(0, 0, 0));
  }

  /** Computes at once what depends on literals alone; what has no result there is refused. */
  Values folded(Node at, Values input, Values output) {
    return input instanceof Constant ? folded(at, output) : output;
  }

  /** Computes what depends on literals alone. */
  Constant folded(Node at, Values output) {
    Frame frame = Frame.ofRows();
    frame.moveTo(0, Frame.POSITIONS_MAX);
    Constant constant = new Constant(output.evaluate(frame));
    if (constant.state() > Truth.NULL) {
      throw rule.refusal(at, "a value", FailedWords.of(constant.state()));
    }
    return constant;
  }

  private RuntimeException mismatch(Node at, List<Operand> operands) {
    String found = operands.stream().map(Operand::words).collect(Collectors.joining(" and "));
    return rule.refusal(at, "values that compare without loss", found, hint(operands));
  }

  private static String hint(List<Operand> operands) {
    List<Type> types =
        operands.stream()
            .filter(Value.class::isInstance)
            .map(each -> ((Value) each).type())
            .toList();
    boolean hasText = types.stream().anyMatch(type -> type.typeId() == Type.TypeID.STRING);
    boolean hasMoment =
        types.stream().anyMatch(type -> type.isPrimitiveType() && isMoment(type.typeId()));
    if (hasText && hasMoment) {
      return "Write DATE '2026-01-31', TIME '23:59:59' or TIMESTAMP '2026-01-31 23:59:59'.";
    }
    if (hasMoment) {
      return "A time with a zone compares with TIMESTAMP '2026-01-31 23:59:59 UTC'.";
    }
    return types.stream().anyMatch(Coercion::isFloating)
        ? "A double does not hold every long and decimal; compare it with a literal."
        : "";
  }

  private static boolean isMoment(Type.TypeID id) {
    return switch (id) {
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> true;
      default -> false;
    };
  }
}
