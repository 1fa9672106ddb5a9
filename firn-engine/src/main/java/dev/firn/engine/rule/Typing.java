package dev.firn.engine.rule;

import dev.firn.engine.rule.Operand.Bool;
import dev.firn.engine.rule.Operand.Null;
import dev.firn.engine.rule.Operand.Value;
import dev.firn.engine.rule.Operand.Whole;
import dev.firn.engine.schema.NearestName;
import io.trino.sql.tree.ArithmeticBinaryExpression;
import io.trino.sql.tree.ArithmeticUnaryExpression;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.LambdaExpression;
import io.trino.sql.tree.Literal;
import io.trino.sql.tree.LogicalExpression;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.NotExpression;
import io.trino.sql.tree.Predicated;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Turns a parsed expression into one that is typed and can be evaluated; refuses what does not fit
 * the schema, before any row is read.
 */
final class Typing {
  /** Deeper trees are made by programs, and would be walked by as deep a stack. */
  private static final int DEPTH_MAX = 200;

  /** Each part keeps the values of a frame, some 10 KiB, so that a rule stays within 10 MiB. */
  private static final int PARTS_MAX = 1_000;

  private static final String LENGTH = "length";
  private static final String EVERY = "every";

  private final RuleText rule;
  private final Names names;
  private final Literals literals;
  private final Calculations calculations;
  private final Predicates predicates;
  private final List<Quantifier> quantifiers = new ArrayList<>();
  private int depth;
  private int parts;

  Typing(RuleText rule, Names names) {
    this.rule = rule;
    this.names = names;
    this.literals = new Literals(rule);
    Coercion coercion = new Coercion(rule);
    this.calculations = new Calculations(rule, coercion);
    this.predicates = new Predicates(rule, this, coercion);
  }

  /** An every() of the rule, and how many others stand around it. */
  record Quantifier(Every every, int depth) {}

  /** All every() of the rule, outer ones first. */
  List<Quantifier> quantifiers() {
    return quantifiers;
  }

  /** An expression that must be true or false. */
  Condition condition(Expression expression) {
    return switch (operand(expression)) {
      case Bool bool -> bool.condition();
      case Null _ -> Logic.constant(Truth.NULL);
      case Operand other -> throw rule.refusal(expression, "a condition", other.words());
    };
  }

  /** An expression of any type. */
  Operand operand(Expression expression) {
    if (++depth > DEPTH_MAX) {
      throw rule.refusal(
          expression, "at most " + DEPTH_MAX + " levels of nesting", "a deeper expression");
    }
    if (++parts > PARTS_MAX) {
      throw rule.refusal(expression, "at most " + PARTS_MAX + " parts", "more of them");
    }
    Operand operand = typed(expression);
    depth--;
    return operand;
  }

  private Operand typed(Expression expression) {
    return switch (expression) {
      case LogicalExpression logical -> new Bool(junction(logical));
      case NotExpression not -> new Bool(Logic.not(condition(not.getValue())));
      case Predicated predicated -> new Bool(predicates.of(predicated));
      case ArithmeticBinaryExpression binary -> calculation(binary);
      case ArithmeticUnaryExpression unary -> signed(unary);
      case Identifier _, DereferenceExpression _ -> name(expression);
      case FunctionCall call -> call(call);
      case Literal literal -> literals.of(literal);
      default ->
          throw rule.refusal(
              expression,
              "a column, literal, comparison, arithmetic, AND, OR, NOT, length() or every()",
              words(expression));
    };
  }

  private static String words(Expression expression) {
    String type = expression.getClass().getSimpleName();
    return type.replaceFirst("Expression$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private Condition junction(LogicalExpression logical) {
    List<Condition> terms = logical.getTerms().stream().map(this::condition).toList();
    return switch (logical.getOperator()) {
      case AND -> Logic.and(terms);
      case OR -> Logic.or(terms);
    };
  }

  private Operand calculation(ArithmeticBinaryExpression binary) {
    Arithmetic operator =
        switch (binary.getOperator()) {
          case ADD -> Arithmetic.ADD;
          case SUBTRACT -> Arithmetic.SUBTRACT;
          case MULTIPLY -> Arithmetic.MULTIPLY;
          case DIVIDE -> Arithmetic.DIVIDE;
          case MODULO -> Arithmetic.MODULUS;
        };
    Operand left = operand(binary.getLeft());
    Operand right = operand(binary.getRight());
    return calculations.binary(binary, operator, left, right);
  }

  private Operand signed(ArithmeticUnaryExpression unary) {
    Operand operand = operand(unary.getValue());
    Operand negative = calculations.negative(unary, operand);
    return switch (unary.getSign()) {
      case MINUS -> negative;
      case PLUS -> operand;
    };
  }

  private Operand name(Expression expression) {
    Names.Found found = names.find(expression);
    ColumnPath path = found.path();
    int outward = names.depth() - found.depth();
    return switch (path.field().type().typeId()) {
      case BOOLEAN -> new Bool(repeated(new BooleanColumn(path), outward));
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY ->
          new Whole(path, repeated(NullTest.ofColumn(path), outward));
      case UNKNOWN -> {
        names.paths().removeLast();
        yield new Null();
      }
      case INTEGER,
          LONG,
          FLOAT,
          DOUBLE,
          DECIMAL,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMP_NANO,
          STRING,
          UUID,
          FIXED,
          BINARY ->
          value(path, outward);
    };
  }

  private static Condition repeated(Condition condition, int outward) {
    Condition repeated = condition;
    for (int i = 0; i < outward; i++) {
      repeated = Outer.of(repeated);
    }
    return repeated;
  }

  private static Operand value(ColumnPath path, int outward) {
    Type type = path.field().type();
    Values values = ColumnValues.of(path);
    for (int i = 0; i < outward; i++) {
      values = Outer.of(values, Kind.of(type));
    }
    return new Value(type, values);
  }

  private Operand call(FunctionCall call) {
    String name = call.getName().toString().toLowerCase(Locale.ROOT);
    boolean isPlain =
        !call.isDistinct()
            && !call.hasNamedArguments()
            && call.getWindow().isEmpty()
            && call.getFilter().isEmpty()
            && call.getOrderBy().isEmpty();
    List<Expression> arguments = call.argumentValues();
    if (isPlain && name.equals(LENGTH) && arguments.size() == 1) {
      return length(call, operand(arguments.getFirst()));
    }
    if (isPlain
        && name.equals(EVERY)
        && arguments.size() == 2
        && arguments.getLast() instanceof LambdaExpression lambda
        && lambda.getArguments().size() == 1) {
      return new Bool(every(call, arguments.getFirst(), lambda));
    }
    String hint =
        NearestName.of(name, List.of(LENGTH, EVERY))
            .filter(nearest -> !nearest.equals(name))
            .map(nearest -> "Did you mean '" + nearest + "'?")
            .orElse("");
    throw rule.refusal(call, "length(text) or every(list, x -> condition)", call(name), hint);
  }

  private static String call(String name) {
    return name.equals(LENGTH) || name.equals(EVERY)
        ? "other arguments of " + name + "()"
        : name + "()";
  }

  private Operand length(Node at, Operand operand) {
    return switch (operand) {
      case Null _ -> operand;
      case Value value when value.type().typeId() == Type.TypeID.STRING ->
          new Value(Types.IntegerType.get(), Length.ofText(value.values()));
      case Value value
          when value.type().typeId() == Type.TypeID.BINARY
              || value.type().typeId() == Type.TypeID.FIXED ->
          new Value(Types.IntegerType.get(), Length.ofBinary(value.values()));
      default -> throw rule.refusal(at, "the length of a text or binary", operand.words());
    };
  }

  private Condition every(FunctionCall call, Expression argument, LambdaExpression lambda) {
    Names.Found list = names.find(argument);
    if (!(list.path().field().type() instanceof Types.ListType type)) {
      throw rule.refusal(argument, "a list", "'" + list.path().name() + "' of another type", "");
    }
    if (list.depth() != names.depth()) {
      throw rule.refusal(
          argument,
          "a list within the element that is looked at",
          "'" + list.path().name() + "'",
          "Ask about it outside of the other every().");
    }
    if (names.depth() == Names.LISTS_MAX) {
      throw rule.refusal(call, "at most " + Names.LISTS_MAX + " lists in each other", "more");
    }
    String variable = lambda.getArguments().getFirst().getName().getValue();
    ColumnPath element = list.path().element(type.fields().getFirst());
    int place = quantifiers.size();
    names.enter(variable, element);
    Condition body = condition(lambda.getBody());
    names.leave();
    Every every = new Every(list.path(), body);
    quantifiers.add(place, new Quantifier(every, names.depth()));
    return every;
  }
}
