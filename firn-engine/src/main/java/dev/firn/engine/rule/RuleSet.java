package dev.firn.engine.rule;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;

/**
 * All rules of a table, which its properties hold as {@code firn.check.<name>}. Made once for a
 * load; a table with a rule that does not fit its columns cannot be written.
 *
 * <p>Threads: one at a time.
 */
public final class RuleSet {
  /** What the keys of rules begin with; the rest of a key is the rule's name. */
  public static final String PROPERTY_PREFIX = "firn.check.";

  private static final RuleSet NONE = new RuleSet(List.of());

  private final List<Rule> rules;
  private final Frame frame = Frame.ofRows();

  private RuleSet(List<Rule> rules) {
    this.rules = rules;
  }

  /** No rules. */
  public static RuleSet none() {
    return NONE;
  }

  /**
   * Reads the rules among a table's properties.
   *
   * @param table the table's name, for messages
   * @throws FirnException {@link ErrorCode#CONFIGURATION} naming every rule that does not parse or
   *     does not fit the schema, and where
   */
  public static RuleSet of(String table, Schema schema, Map<String, String> properties) {
    List<Rule> rules = new ArrayList<>();
    Map<String, FirnException> refusals = new LinkedHashMap<>();
    new TreeMap<>(properties)
        .forEach(
            (key, text) -> {
              if (key.startsWith(PROPERTY_PREFIX)) {
                try {
                  rules.add(parse(table, key, text, schema));
                } catch (FirnException e) {
                  refusals.put(key, e);
                }
              }
            });
    if (!refusals.isEmpty()) {
      throw refusal(refusals);
    }
    return rules.isEmpty() ? NONE : new RuleSet(List.copyOf(rules));
  }

  private static Rule parse(String table, String key, String text, Schema schema) {
    String name = key.substring(PROPERTY_PREFIX.length());
    if (name.isBlank()) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Table property '"
              + key
              + "' of table '"
              + table
              + "': expected a rule's name behind the last dot, found none. Remove the property.");
    }
    return Rule.parse(table, name, text, schema);
  }

  private static FirnException refusal(Map<String, FirnException> refusals) {
    FirnException first = refusals.values().iterator().next();
    if (refusals.size() == 1) {
      return first;
    }
    List<Violation> all =
        refusals.entrySet().stream()
            .map(
                each ->
                    Violation.ofColumn(
                        each.getKey(), "a rule that fits", "" + each.getValue().getMessage()))
            .toList();
    String message =
        first.getMessage()
            + " In all "
            + refusals.size()
            + " rules cannot be used: "
            + String.join(", ", refusals.keySet())
            + ".";
    return new FirnException(ErrorCode.CONFIGURATION, message, all, refusals.size());
  }

  /** Whether there is nothing to check. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rules, by name. */
  public List<Rule> rules() {
    return rules;
  }

  /** The rules that read a field, or something nested in it. */
  public List<Rule> using(int fieldId) {
    return rules.stream().filter(rule -> rule.fieldIds().contains(fieldId)).toList();
  }

  /**
   * The properties that change when fields are renamed: the rules' expressions follow.
   *
   * @param next the schema after the rename, with the same fields by id
   * @return keys and new expressions; only of rules whose text changes
   * @throws FirnException CONFIGURATION if a rule would not fit or would mean something else
   */
  public Map<String, String> renamed(Schema next) {
    Map<String, String> changed = new TreeMap<>();
    for (Rule rule : rules) {
      String text = rule.renamed(next).text();
      if (!text.equals(rule.text())) {
        changed.put(PROPERTY_PREFIX + rule.name(), text);
      }
    }
    return changed;
  }

  /**
   * Reports every row that makes a rule false, or for which one cannot be evaluated. Rows that the
   * log refused before are left out: their values are not what the source meant.
   *
   * @param root a batch in the table's schema, whose offsets stay within its buffers
   */
  public void check(BatchOrigin origin, VectorSchemaRoot root, ViolationLog log) {
    rules.forEach(rule -> rule.bind(root));
    try {
      for (int from = 0; from < root.getRowCount(); from += Frame.POSITIONS_MAX) {
        int count = Math.min(Frame.POSITIONS_MAX, root.getRowCount() - from);
        frame.moveTo(from, count);
        if (isAnyBroken()) {
          report(origin, log);
        }
      }
    } finally {
      rules.forEach(Rule::unbind);
    }
  }

  private boolean isAnyBroken() {
    boolean isBroken = false;
    for (Rule rule : rules) {
      isBroken |= rule.isBrokenIn(frame);
    }
    return isBroken;
  }

  /** Row by row, so that what one rule reports does not hide the row from the next. */
  private void report(BatchOrigin origin, ViolationLog log) {
    for (int i = 0; i < frame.count(); i++) {
      int row = frame.from() + i;
      if (log.isRefused(origin, row)) {
        continue;
      }
      for (Rule rule : rules) {
        byte verdict = rule.verdict(i);
        if (Truth.isBroken(verdict)) {
          log.add(origin, row, finding(rule, row, verdict));
        }
      }
    }
  }

  private static Finding finding(Rule rule, int row, byte verdict) {
    return new Finding(
        ViolationKind.RULE,
        String.join(", ", rule.columns()),
        rule.shown(),
        () -> rule.found(row, verdict));
  }
}
