package dev.firn.engine.schema;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.schema.ColumnPlan.Slot;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Brings a source's batches into a table's columns, order and types. What needs no change is moved,
 * not copied; the rest is widened by loops over whole buffers into new vectors.
 *
 * <p>Threads: safe for many; each batch is used by one at a time.
 *
 * <p>Failures: a value that cannot be widened (an instant beyond the range of microseconds, a
 * binary of another length than declared) is counted in the log and leaves zeros behind, so that
 * the rest of the load can still be checked; such a batch never becomes valid, because the
 * validator passes none once the log holds a violation. If memory runs out, what was made is freed.
 */
public final class Projection {
  private final List<Slot> columns;
  private final Schema target;

  private Projection(List<Slot> columns, Schema target) {
    this.columns = columns;
    this.target = target;
  }

  /** The projection of every batch of a source that fits a table. */
  public static Projection of(SourceMatch match) {
    return new Projection(match.columns(), ArrowMapping.toArrow(match.table()));
  }

  /** The Arrow schema of its results: that of the table. */
  public Schema target() {
    return target;
  }

  /**
   * Projects a batch.
   *
   * @param batch in the schema that was matched; unchanged columns are moved out of it, so it can
   *     only be closed afterwards, which stays its owner's duty
   * @param allocator of the result; must have the root of the allocator that the batch is from
   * @param log takes what cannot be widened
   */
  public ProjectedBatch project(IncomingBatch batch, BufferAllocator allocator, ViolationLog log) {
    VectorSchemaRoot result = VectorSchemaRoot.create(target, allocator);
    try {
      VectorFill fill = new VectorFill(batch, allocator, log);
      List<FieldVector> sources = batch.root().getFieldVectors();
      for (int index = 0; index < columns.size(); index++) {
        Slot slot = columns.get(index);
        fill.fill(slot, sources, result.getVector(index), batch.rowCount());
      }
      return ProjectedBatch.of(batch.origin(), filled(result, batch.rowCount()));
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  /** Sets the count without touching the vectors, which Arrow would stretch to fit bad offsets. */
  private VectorSchemaRoot filled(VectorSchemaRoot root, int rowCount) {
    return new VectorSchemaRoot(target, root.getFieldVectors(), rowCount);
  }
}
