package dev.firn.engine.rule;

import dev.firn.engine.rule.Operand.Bool;
import dev.firn.engine.rule.Operand.Null;
import dev.firn.engine.rule.Operand.Value;
import io.trino.sql.tree.BetweenPredicate;
import io.trino.sql.tree.ComparisonPredicate;
import io.trino.sql.tree.DistinctFromPredicate;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.InListExpression;
import io.trino.sql.tree.InPredicate;
import io.trino.sql.tree.IsNullPredicate;
import io.trino.sql.tree.LikePredicate;
import io.trino.sql.tree.Predicate;
import io.trino.sql.tree.Predicated;
import io.trino.sql.tree.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.iceberg.types.Type;

/** The predicates: comparisons, IS NULL, IN, BETWEEN, LIKE. */
final class Predicates {
  private final RuleText rule;
  private final Typing typing;
  private final Coercion coercion;

  Predicates(RuleText rule, Typing typing, Coercion coercion) {
    this.rule = rule;
    this.typing = typing;
    this.coercion = coercion;
  }

  Condition of(Predicated predicated) {
    Operand value = typing.operand(predicated.getValue());
    Predicate predicate = predicated.getPredicate();
    return switch (predicate) {
      case ComparisonPredicate comparison -> comparison(value, comparison);
      case DistinctFromPredicate distinct ->
          signed(distinct(value, distinct), distinct.isNegated());
      case IsNullPredicate isNull -> signed(isNull(value), isNull.isNegated());
      case InPredicate in -> signed(in(value, in), in.isNegated());
      case BetweenPredicate between -> signed(between(value, between), between.isNegated());
      case LikePredicate like -> signed(like(predicated, value, like), like.isNegated());
      default ->
          throw rule.refusal(
              predicate,
              "=, <>, <, <=, >, >=, IS [NOT] DISTINCT FROM, IS [NOT] NULL, [NOT] IN, [NOT] BETWEEN"
                  + " or [NOT] LIKE",
              "another predicate");
    };
  }

  private static Condition signed(Condition condition, boolean isNegated) {
    return isNegated ? Logic.not(condition) : condition;
  }

  private Condition comparison(Operand left, ComparisonPredicate predicate) {
    Comparison comparison =
        switch (predicate.getOperator()) {
          case EQUAL -> Comparison.EQUAL;
          case NOT_EQUAL -> Comparison.NOT_EQUAL;
          case LESS_THAN -> Comparison.LESS;
          case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
          case GREATER_THAN -> Comparison.GREATER;
          case GREATER_THAN_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
        };
    Operand right = typing.operand(predicate.getRight());
    return coercion
        .common(predicate, List.of(left, right))
        .map(both -> comparison.of(both.getFirst(), both.getLast()))
        .orElseGet(() -> Logic.constant(Truth.NULL));
  }

  private Condition distinct(Operand left, DistinctFromPredicate predicate) {
    Operand right = typing.operand(predicate.getRight());
    return coercion
        .common(predicate, List.of(left, right))
        .map(both -> Comparison.distinct(both.getFirst(), both.getLast()))
        .orElseGet(() -> Logic.constant(Truth.FALSE));
  }

  private static Condition isNull(Operand operand) {
    return switch (operand) {
      case Bool bool -> NullTest.ofCondition(bool.condition());
      case Value value -> NullTest.ofValues(value.values());
      case Operand.Whole whole -> whole.isNull();
      case Operand.Exact _ -> Logic.constant(Truth.FALSE);
      case Null _ -> Logic.constant(Truth.TRUE);
    };
  }

  private Condition in(Operand value, InPredicate predicate) {
    if (!(predicate.getValueList() instanceof InListExpression list)) {
      throw rule.refusal(predicate.getValueList(), "a list of values", "a query");
    }
    List<Operand> operands = new ArrayList<>(List.of(value));
    for (Expression item : list.getValues()) {
      operands.add(typing.operand(item));
    }
    return coercion
        .common(predicate, operands)
        .map(all -> Membership.of(all.getFirst(), all.subList(1, all.size())))
        .orElseGet(() -> Logic.constant(Truth.NULL));
  }

  private Condition between(Operand value, BetweenPredicate predicate) {
    if (predicate.isSymmetric()) {
      throw rule.refusal(predicate, "BETWEEN min AND max", "BETWEEN SYMMETRIC");
    }
    Operand min = typing.operand(predicate.getMin());
    Operand max = typing.operand(predicate.getMax());
    return coercion
        .common(predicate, List.of(value, min, max))
        .map(all -> Comparison.between(all.get(0), all.get(1), all.get(2)))
        .orElseGet(() -> Logic.constant(Truth.NULL));
  }

  private Condition like(Predicated at, Operand value, LikePredicate predicate) {
    LikePattern pattern = pattern(predicate);
    return switch (value) {
      case Null _ -> Logic.constant(Truth.NULL);
      case Value text when text.type().typeId() == Type.TypeID.STRING ->
          pattern.matching(text.values());
      default -> throw rule.refusal(at, "a text before LIKE", value.words());
    };
  }

  private LikePattern pattern(LikePredicate predicate) {
    if (!(predicate.getPattern() instanceof StringLiteral literal)) {
      throw rule.refusal(
          predicate.getPattern(), "a pattern such as 'ab%'", "what is no literal text");
    }
    OptionalInt escape = OptionalInt.empty();
    if (predicate.getEscape().isPresent()) {
      escape = OptionalInt.of(escape(predicate.getEscape().get()));
    }
    OptionalInt wrong = LikePattern.wrongEscape(literal.getValue(), escape);
    if (wrong.isPresent()) {
      throw rule.refusal(
          literal,
          "%, _ or the escape itself after an escape",
          "something else after character " + (wrong.getAsInt() + 1) + " of the pattern");
    }
    return LikePattern.of(literal.getValue(), escape);
  }

  private int escape(Expression expression) {
    if (expression instanceof StringLiteral literal
        && literal.getValue().codePointCount(0, literal.getValue().length()) == 1) {
      return literal.getValue().codePointAt(0);
    }
    throw rule.refusal(expression, "one character such as '!'", "something else");
  }
}
