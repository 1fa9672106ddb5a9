package dev.firn.engine.catalog;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.rule.Rule;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.table.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;

/**
 * A table's rules when its columns change: expressions follow a rename, and a column that a rule
 * reads cannot be dropped. A rule that did not fit before is left as it is.
 */
final class RuleProperties {
  private RuleProperties() {}

  /**
   * The properties with every rule's expression in the names of the next schema.
   *
   * @throws FirnException if a rule reads a column that the next schema lacks
   */
  static Map<String, String> follow(
      TableName table, Map<String, String> properties, Schema before, Schema after) {
    Map<String, String> followed = new HashMap<>(properties);
    properties.forEach(
        (key, text) -> {
          if (key.startsWith(RuleSet.PROPERTY_PREFIX)) {
            String name = key.substring(RuleSet.PROPERTY_PREFIX.length());
            fitting(table, name, text, before)
                .ifPresent(rule -> followed.put(key, next(table, rule, before, after)));
          }
        });
    return followed;
  }

  private static Optional<Rule> fitting(TableName table, String name, String text, Schema schema) {
    try {
      return Optional.of(Rule.parse(table.toString(), name, text, schema));
    } catch (FirnException e) {
      return Optional.empty();
    }
  }

  private static String next(TableName table, Rule rule, Schema before, Schema after) {
    for (int id : rule.fieldIds()) {
      if (after.findField(id) == null) {
        throw Refusal.of(
            "",
            "Column '" + before.findColumnName(id) + "' of table '" + table + "'",
            "a column to drop that no rule reads",
            "rule '" + rule.name() + "': " + rule.text(),
            "Change or remove the property '" + RuleSet.PROPERTY_PREFIX + rule.name() + "' first.");
      }
    }
    return rule.renamed(after).text();
  }
}
