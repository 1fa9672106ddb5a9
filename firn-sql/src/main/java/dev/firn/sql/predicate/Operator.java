package dev.firn.sql.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;

/** A comparison of a column with a constant. */
enum Operator {
  EQUAL("COMPARE_EQUAL"),
  NOT_EQUAL("COMPARE_NOTEQUAL"),
  LESS("COMPARE_LESSTHAN"),
  LESS_OR_EQUAL("COMPARE_LESSTHANOREQUALTO"),
  GREATER("COMPARE_GREATERTHAN"),
  GREATER_OR_EQUAL("COMPARE_GREATERTHANOREQUALTO");

  private final String word;

  Operator(String word) {
    this.word = word;
  }

  /** The operator that a plan names; DuckDB has others, of which nothing follows here. */
  static Optional<Operator> of(JsonNode name) {
    return Arrays.stream(values()).filter(each -> each.word.equals(name.asText())).findFirst();
  }

  /** Of a condition that must be false. Null is neither, so it is dropped either way. */
  Operator negated() {
    return switch (this) {
      case EQUAL -> NOT_EQUAL;
      case NOT_EQUAL -> EQUAL;
      case LESS -> GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> GREATER;
      case GREATER -> LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> LESS;
    };
  }

  /** Of the same condition with its sides exchanged. */
  Operator flipped() {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> this;
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
    };
  }
}
