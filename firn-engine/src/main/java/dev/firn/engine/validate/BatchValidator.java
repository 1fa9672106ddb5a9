package dev.firn.engine.validate;

import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;

/**
 * Checks the rows of batches against a table's schema: nulls in required columns, decimals within
 * their precision, times within a day, UTF-8, map keys, and offsets that stay within their buffers;
 * for every type at every depth. A good batch is read as whole buffers, without an object per
 * value; only where a buffer looks wrong are its values looked at one by one.
 *
 * <p>Threads: safe for many; each batch and each log is used by one at a time.
 */
public final class BatchValidator {
  private final List<ColumnCheck> columns;

  private BatchValidator(List<ColumnCheck> columns) {
    this.columns = columns;
  }

  /** The checks of a table's columns. */
  public static BatchValidator of(Schema table) {
    return new BatchValidator(
        table.columns().stream().map(column -> ColumnCheck.of(column, column.name())).toList());
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
      for (int index = 0; index < columns.size(); index++) {
        columns.get(index).check(new Findings(batch.origin(), log), batch.root().getVector(index));
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
