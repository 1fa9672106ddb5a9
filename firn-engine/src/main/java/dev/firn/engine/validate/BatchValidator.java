package dev.firn.engine.validate;

import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.rule.RuleSet;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;

/**
 * Checks the rows of batches against a table's schema: nulls in required columns, decimals within
 * their precision, times within a day, UTF-8, map keys, and offsets that stay within their buffers;
 * for every type at every depth; then the table's rules. A good batch is read as whole buffers,
 * without an object per value; only where a buffer looks wrong are its values looked at one by one.
 *
 * <p>Threads: one at a time, because rules keep what they compute on the way.
 */
public final class BatchValidator {
  private final List<ColumnCheck> columns;
  private final RuleSet rules;

  private BatchValidator(List<ColumnCheck> columns, RuleSet rules) {
    this.columns = columns;
    this.rules = rules;
  }

  /** The checks of a table's columns; the table has no rules. */
  public static BatchValidator of(Schema table) {
    return of(table, RuleSet.none());
  }

  /** The checks of a table's columns, and its rules. */
  public static BatchValidator of(Schema table, RuleSet rules) {
    return new BatchValidator(
        table.columns().stream().map(column -> ColumnCheck.of(column, column.name())).toList(),
        rules);
  }

  /**
   * Checks a batch and takes it over.
   *
   * @param log takes every violation
   * @return the batch, if nothing at all is wrong with the load so far; else nothing, and the batch
   *     is closed: nothing of this load will be committed, so only the rest of its violations
   *     matters
   */
  public Optional<ValidBatch> check(ProjectedBatch batch, ViolationLog log) {
    boolean handedOn = false;
    try {
      Findings findings = new Findings(batch.origin(), log);
      for (int index = 0; index < columns.size(); index++) {
        columns.get(index).check(findings, batch.root().getVector(index));
      }
      if (!rules.isEmpty() && !findings.areOffsetsBroken()) {
        rules.check(batch.origin(), batch.root(), log);
      }
      if (!log.isEmpty()) {
        return Optional.empty();
      }
      handedOn = true;
      return Optional.of(ValidBatch.of(batch.origin(), batch.root()));
    } finally {
      if (!handedOn) {
        batch.close();
      }
    }
  }
}
