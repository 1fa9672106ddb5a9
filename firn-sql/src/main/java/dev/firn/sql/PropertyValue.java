package dev.firn.sql;

import dev.firn.engine.error.FirnException;
import io.trino.sql.tree.Array;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.CallArgument;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.NullLiteral;
import io.trino.sql.tree.Property;
import io.trino.sql.tree.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the value of one property of {@code WITH (…)}, and says where it is wrong. */
record PropertyValue(SqlPosition start, Property property) {
  /** One entry of a MAP; no value where it is NULL. */
  record Entry(LiteralText key, Optional<String> value) {}

  String origin() {
    return start.of(property).origin();
  }

  /** A string, number or truth value as text. */
  String text(Expression expression) {
    return switch (expression) {
      case StringLiteral text -> text.getValue();
      case LongLiteral number -> Long.toString(number.getParsedValue());
      case BooleanLiteral truth -> Boolean.toString(truth.getValue());
      default ->
          throw refusalAt(expression, "a string, a number or a truth value", "something else");
    };
  }

  /** The strings of an array. */
  List<LiteralText> texts(Expression expression) {
    if (!(expression instanceof Array array)) {
      throw refusalAt(expression, "ARRAY['…', …]", "something else");
    }
    return array.getValues().stream().map(this::literal).toList();
  }

  /** The entries of a map, whose keys are strings. */
  List<Entry> entries(Expression expression) {
    List<Expression> arguments =
        expression instanceof FunctionCall call && call.getName().toString().equals("map")
            ? call.getArguments().stream().map(CallArgument::getValue).toList()
            : List.of();
    if (arguments.size() != 2
        || !(arguments.getFirst() instanceof Array keys)
        || !(arguments.getLast() instanceof Array values)
        || keys.getValues().size() != values.getValues().size()) {
      throw refusalAt(
          expression, "MAP(ARRAY['key', …], ARRAY['value', …])", "something else, or uneven");
    }
    List<Entry> entries = new ArrayList<>();
    for (int index = 0; index < keys.getValues().size(); index++) {
      Expression value = values.getValues().get(index);
      Optional<String> text =
          value instanceof NullLiteral ? Optional.empty() : Optional.of(text(value));
      entries.add(new Entry(literal(keys.getValues().get(index)), text));
    }
    return entries;
  }

  /** A value that is wrong, at the property's name. */
  FirnException refusal(String expected, String found, String wayOut) {
    return start.of(property).syntax(what(), expected, found, wayOut);
  }

  /** A property that is not built. */
  FirnException unsupported(String message) {
    return start.of(property).unsupported(what() + message);
  }

  private LiteralText literal(Expression expression) {
    if (!(expression instanceof StringLiteral text)) {
      throw refusalAt(expression, "a string", "something else");
    }
    return LiteralText.of(start, text);
  }

  private FirnException refusalAt(Expression place, String expected, String found) {
    return start.of(place).syntax(what(), expected, found, "");
  }

  private String what() {
    return "Property '" + property.getName().getValue() + "'";
  }
}
