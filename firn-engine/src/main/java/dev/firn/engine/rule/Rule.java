package dev.firn.engine.rule;

import dev.firn.engine.error.FirnException;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.NodeLocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * One rule of a table: a boolean expression that no row may make false. Parsed and typed against a
 * schema when it is made, so one that exists fits. The language is described in docs/rules.md.
 *
 * <p>Limits: the text has at most {@value #TEXT_MAX} characters and {@value #BRACKETS_MAX} open
 * brackets; each part of the expression keeps the values of {@value Frame#POSITIONS_MAX} rows,
 * whatever the size of batches.
 *
 * <p>Threads: evaluation by one at a time, all else by many.
 */
public final class Rule {
  /**
   * A page of text; longer ones are made by programs, and table properties are no place for them.
   */
  static final int TEXT_MAX = 10_000;

  /** Far more than anybody reads; the parser's own stack ends at about a thousand. */
  static final int BRACKETS_MAX = 100;

  private final RuleText text;
  private final Condition condition;
  private final Names names;
  private final List<Typing.Quantifier> quantifiers;
  private final byte[] verdicts = new byte[Frame.POSITIONS_MAX];

  private Rule(RuleText text, Condition condition, Names names, Typing typing) {
    this.text = text;
    this.condition = condition;
    this.names = names;
    this.quantifiers = List.copyOf(typing.quantifiers());
  }

  /**
   * Reads a rule.
   *
   * @param table the table's name, for messages
   * @param name the rule's name
   * @param text the expression
   * @throws FirnException CONFIGURATION with the place in the expression, if it does not parse or
   *     does not fit the schema
   */
  public static Rule parse(String table, String name, String text, Schema schema) {
    RuleText rule = new RuleText(table, name, text);
    Expression expression = expression(rule);
    Names names = new Names(rule, schema);
    Typing typing = new Typing(rule, names);
    Condition condition = typing.condition(expression);
    if (names.occurrences().isEmpty()) {
      throw rule.refusal(expression, "a condition on columns", "one on literals alone");
    }
    return new Rule(rule, condition, names, typing);
  }

  private static Expression expression(RuleText rule) {
    if (rule.text().isBlank()) {
      throw rule.refusal(1, 1, "a condition such as distance >= 0", "nothing", "");
    }
    if (rule.text().length() > TEXT_MAX) {
      String found = rule.text().length() + " characters";
      throw rule.refusal(1, 1, "at most " + TEXT_MAX + " characters", found, "");
    }
    Optional<NodeLocation> tooDeep = rule.bracketBeyond(BRACKETS_MAX);
    if (tooDeep.isPresent()) {
      NodeLocation at = tooDeep.get();
      String expected = "at most " + BRACKETS_MAX + " open brackets";
      throw rule.refusal(at.getLineNumber(), at.getColumnNumber(), expected, "one more", "");
    }
    try {
      return new SqlParser().createExpression(rule.text());
    } catch (ParsingException e) {
      throw rule.refusal(
          e.getLineNumber(), e.getColumnNumber(), "a condition", e.getErrorMessage(), "");
    }
  }

  /** The name, which is the end of its property's key. */
  public String name() {
    return text.name();
  }

  /** The expression as it is written. */
  public String text() {
    return text.text();
  }

  /** Dotted names of the columns and nested fields that it reads, in the order of the text. */
  public List<String> columns() {
    List<String> columns =
        names.paths().stream()
            .filter(path -> names.paths().stream().noneMatch(other -> isWithin(other, path)))
            .map(ColumnPath::name)
            .distinct()
            .toList();
    return columns.isEmpty()
        ? List.of(names.occurrences().getFirst().identifier().getValue())
        : columns;
  }

  private static boolean isWithin(ColumnPath path, ColumnPath list) {
    return path.list().filter(other -> other == list).isPresent();
  }

  /** Ids of the fields that it reads, and of all that they are nested in. */
  public Set<Integer> fieldIds() {
    Set<Integer> ids = new LinkedHashSet<>();
    names.occurrences().forEach(occurrence -> ids.add(occurrence.fieldId()));
    names.paths().forEach(path -> ids.addAll(path.fieldIds()));
    return ids;
  }

  /**
   * The same rule over the table's next schema: names of fields that were renamed follow, all else
   * stays as it is written.
   *
   * @param next has the same fields by id
   * @throws FirnException CONFIGURATION if the rule would not fit or would mean something else
   */
  public Rule renamed(Schema next) {
    StringBuilder changed = new StringBuilder(text());
    for (Names.Occurrence occurrence : names.occurrences().reversed()) {
      Types.NestedField field = next.findField(occurrence.fieldId());
      Identifier identifier = occurrence.identifier();
      if (field != null && !field.name().equalsIgnoreCase(identifier.getValue())) {
        RuleText.Span span = text.spanOf(identifier);
        changed.replace(span.start(), span.end(), quotedIfNeeded(field.name()));
      }
    }
    Rule rule = parse(text.table(), text.name(), changed.toString(), next);
    if (!rule.occurringIds().equals(occurringIds())) {
      throw text.refusal(
          names.occurrences().getFirst().identifier(),
          "a new name that leaves the rule its meaning",
          "one that is also the name of a list's elements in it",
          "Change the rule first.");
    }
    return rule;
  }

  private List<Integer> occurringIds() {
    return names.occurrences().stream().map(Names.Occurrence::fieldId).toList();
  }

  private static String quotedIfNeeded(String name) {
    try {
      Expression expression = new SqlParser().createExpression(name);
      if (expression instanceof Identifier identifier
          && identifier.getValue().equals(name)
          && !identifier.isDelimited()) {
        return name;
      }
    } catch (ParsingException e) {
      return quoted(name);
    }
    return quoted(name);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Name and expression, on one line, for messages. */
  String shown() {
    return "rule '" + text.name() + "': " + text.shown();
  }

  void bind(VectorSchemaRoot root) {
    names.paths().forEach(path -> path.bind(root));
  }

  void unbind() {
    names.paths().forEach(ColumnPath::unbind);
  }

  /** Evaluates a frame; says whether a row of it breaks the rule. */
  boolean isBrokenIn(Frame frame) {
    byte[] truths = condition.evaluate(frame);
    System.arraycopy(truths, 0, verdicts, 0, frame.count());
    return isAnyBroken(verdicts, frame.count());
  }

  private static boolean isAnyBroken(byte[] truths, int count) {
    boolean isBroken = false;
    for (int i = 0; i < count; i++) {
      isBroken |= Truth.isBroken(truths[i]);
    }
    return isBroken;
  }

  /** How the frame that was evaluated last came out at an index. */
  byte verdict(int index) {
    return verdicts[index];
  }

  /** The values that break the rule in a row, for a message. */
  String found(int row, byte verdict) {
    return new FoundValues(names.paths(), quantifiers).text(row, verdict);
  }
}
