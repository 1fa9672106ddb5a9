package dev.firn.engine.rule;

import dev.firn.engine.schema.NearestName;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The names that a rule may use where it is being read: the table's columns, and the elements of
 * the lists around. Names are found whatever their case, as SQL does; inner ones hide outer ones.
 */
final class Names {
  /** As deep as rows, elements, elements of elements; nobody means more. */
  static final int LISTS_MAX = 16;

  private final RuleText rule;
  private final Schema schema;
  private final List<Variable> variables = new ArrayList<>();
  private final List<ColumnPath> paths = new ArrayList<>();
  private final List<Occurrence> occurrences = new ArrayList<>();

  Names(RuleText rule, Schema schema) {
    this.rule = rule;
    this.schema = schema;
  }

  /** A name in the text that means a field. */
  record Occurrence(int fieldId, Identifier identifier) {}

  /** The name of a list's elements. */
  private record Variable(String name, ColumnPath element) {}

  /** A field that was found, and how many lists stand around it. */
  record Found(ColumnPath path, int depth) {}

  /** All fields that the rule reads, each list before what is in it. */
  List<ColumnPath> paths() {
    return paths;
  }

  /** All names of fields, in the order of the text. */
  List<Occurrence> occurrences() {
    return occurrences;
  }

  /** How many lists stand around the part that is being read. */
  int depth() {
    return variables.size();
  }

  /** Enters a list: from here on its elements have a name. */
  void enter(String variable, ColumnPath element) {
    variables.add(new Variable(variable, element));
  }

  /** Leaves the list that was entered last. */
  void leave() {
    variables.removeLast();
  }

  /** The field that a name or a dotted path means. */
  Found find(Expression expression) {
    List<Identifier> parts = parts(expression);
    Identifier first = parts.getFirst();
    Found found = variable(first).orElseGet(() -> column(first));
    for (Identifier part : parts.subList(1, parts.size())) {
      found = new Found(field(found.path(), part), found.depth());
    }
    paths.add(found.path());
    return found;
  }

  private List<Identifier> parts(Expression expression) {
    return switch (expression) {
      case Identifier identifier -> new ArrayList<>(List.of(identifier));
      case DereferenceExpression path when path.getField().isPresent() -> {
        List<Identifier> parts = parts(path.getBase());
        parts.add(path.getField().get());
        yield parts;
      }
      default -> throw rule.refusal(expression, "a column or its field", "an expression");
    };
  }

  private Optional<Found> variable(Identifier identifier) {
    for (int index = variables.size() - 1; index >= 0; index--) {
      if (variables.get(index).name().equalsIgnoreCase(identifier.getValue())) {
        return Optional.of(new Found(variables.get(index).element(), index + 1));
      }
    }
    return Optional.empty();
  }

  private Found column(Identifier identifier) {
    int index = index(schema.columns(), identifier, "a column of the table", "");
    return new Found(ColumnPath.ofColumn(schema.columns().get(index), index), 0);
  }

  private ColumnPath field(ColumnPath parent, Identifier identifier) {
    Type type = parent.field().type();
    if (!(type instanceof Types.StructType struct)) {
      throw rule.refusal(identifier, "a struct before '.'", words(parent), hint(type));
    }
    String prefix = parent.name() + ".";
    int index = index(struct.fields(), identifier, "a field of '" + parent.name() + "'", prefix);
    return parent.field(struct.fields().get(index), index);
  }

  private static String words(ColumnPath path) {
    return "'%s', which is %s".formatted(path.name(), TypeNames.of(path.field().type()));
  }

  private static String hint(Type type) {
    return switch (type.typeId()) {
      case LIST -> "A list is looked into by every(list, x -> …).";
      case MAP -> "Rules do not look into maps.";
      default -> "";
    };
  }

  /** An exact name before one that differs by case; two of those cannot be told apart. */
  private int index(
      List<Types.NestedField> fields, Identifier identifier, String expected, String prefix) {
    String name = identifier.getValue();
    int found = -1;
    for (int index = 0; index < fields.size(); index++) {
      String candidate = fields.get(index).name();
      if (candidate.equals(name)) {
        found = index;
        break;
      }
      if (candidate.equalsIgnoreCase(name)) {
        if (found >= 0) {
          String both = "'" + fields.get(found).name() + "' and '" + candidate + "'";
          throw rule.refusal(identifier, expected, both + ", which differ only by case");
        }
        found = index;
      }
    }
    if (found < 0) {
      throw unknown(fields, identifier, expected, prefix);
    }
    occurrences.add(new Occurrence(fields.get(found).fieldId(), identifier));
    return found;
  }

  private RuntimeException unknown(
      List<Types.NestedField> fields, Identifier identifier, String expected, String prefix) {
    List<String> names = new ArrayList<>(fields.stream().map(Types.NestedField::name).toList());
    if (prefix.isEmpty()) {
      variables.forEach(variable -> names.add(variable.name()));
    }
    String hint =
        NearestName.of(identifier.getValue(), names)
            .map(nearest -> "Did you mean '" + prefix + nearest + "'?")
            .orElse("");
    return rule.refusal(identifier, expected, "'" + identifier.getValue() + "'", hint);
  }
}
