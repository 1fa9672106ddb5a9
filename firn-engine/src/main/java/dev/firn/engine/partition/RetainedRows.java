package dev.firn.engine.partition;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Batches that are held, and the numbering of their rows: from 0, in the order of arrival.
 *
 * <p>Limit: {@value #ROWS_MAX} rows; the memory budget is the one that is met first.
 *
 * <p>Threads: one at a time.
 */
public final class RetainedRows implements AutoCloseable {
  /** Row numbers are 32 bits, and loops over them step by a chunk. */
  private static final int ROWS_MAX = 2_000_000_000;

  private final List<ValidBatch> batches = new ArrayList<>();
  private int[] starts = new int[16];
  private long bytes;

  /** Takes over a batch; one without rows is closed at once. */
  public void add(ValidBatch batch) {
    if (batch.rowCount() == 0) {
      batch.close();
      return;
    }
    batches.add(batch);
    long next = (long) rowCountBefore(batches.size() - 1) + batch.rowCount();
    if (next > ROWS_MAX) {
      throw new FirnException(
          ErrorCode.MEMORY,
          "Rows to be put in order: expected at most "
              + ROWS_MAX
              + " at once, found more. Load fewer files at a time.");
    }
    if (batches.size() == starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[batches.size()] = (int) next;
    bytes += batch.retainedBytes();
  }

  /** All rows of all batches. */
  public int rowCount() {
    return starts[batches.size()];
  }

  /** How many batches are held. */
  public int batchCount() {
    return batches.size();
  }

  /** The columns of a batch. */
  public VectorSchemaRoot root(int batch) {
    return batches.get(batch).root();
  }

  /** Average bytes of a row of a batch. */
  public double rowBytes(int batch) {
    ValidBatch held = batches.get(batch);
    return (double) held.retainedBytes() / held.rowCount();
  }

  /** The batch that holds a row. */
  public int batchOf(int row) {
    int index = Arrays.binarySearch(starts, 0, batches.size() + 1, row);
    return index >= 0 ? index : -index - 2;
  }

  /** The number of the first row of a batch, or the number of all rows behind the last batch. */
  public int rowCountBefore(int batch) {
    return starts[batch];
  }

  /** Bytes of the buffers that are held. */
  public long retainedBytes() {
    return bytes;
  }

  /** Holds nothing any more; the result holds what this did. */
  public RetainedRows moved() {
    RetainedRows moved = new RetainedRows();
    release().forEach(moved::add);
    return moved;
  }

  /** Hands all batches over to the caller, in the order of their arrival, and holds none. */
  public List<ValidBatch> release() {
    bytes = 0;
    starts[0] = 0;
    List<ValidBatch> released = List.copyOf(batches);
    batches.clear();
    return released;
  }

  @Override
  public void close() {
    release().forEach(ValidBatch::close);
  }
}
