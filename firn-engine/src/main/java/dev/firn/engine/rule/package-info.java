/**
 * The rules of a table: boolean expressions over its columns, which every row that is written must
 * not make false. Parses (Trino's expressions), types and evaluates them. Begin with {@link
 * dev.firn.engine.rule.RuleSet}; the language is described in docs/rules.md.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.rule;
