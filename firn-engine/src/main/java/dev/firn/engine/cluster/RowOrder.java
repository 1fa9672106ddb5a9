package dev.firn.engine.cluster;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.partition.KeyColumn;
import dev.firn.engine.partition.RetainedRows;
import dev.firn.engine.partition.RowChunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Whether rows that come one after another are in the order of a plan: partitions first, then the
 * order within them. Each row is held against the one before it, the first of a batch against a
 * copy of the last row of the batch before. Equal rows are in order.
 *
 * <p>Keys are compared as {@link KeySort} sorts them, word by word over a chunk of rows; what is
 * told apart by a word is not looked at again.
 *
 * <p>Limit: a copy of one row's key columns, of the allocator.
 *
 * <p>Threads: one.
 */
final class RowOrder implements AutoCloseable {
  /** No row is before its predecessor. */
  static final int IN_ORDER = -1;

  private static final BatchOrigin ORIGIN = new BatchOrigin("rows to be compared", 1);

  private final ClusterPlan plan;
  private final BufferAllocator allocator;

  /** The plan's keys over the columns that they are of, and no others. */
  private final ClusterPlan keyPlan;

  private final List<Integer> keyColumns = new ArrayList<>();
  private final RowChunk chunk = new RowChunk();

  /** Rows of the chunk that are equal so far to the one before them, in ascending order. */
  private final int[] tied = new int[RowChunk.ROWS_MAX];

  private int tiedCount;
  private int lengthMin;
  private int lengthMax;
  private int brokenKey;
  private final RowRanges copied = new RowRanges();
  private @Nullable Gather copy;
  private @Nullable VectorSchemaRoot last;

  RowOrder(ClusterPlan plan, BufferAllocator allocator) {
    this.plan = plan;
    this.allocator = allocator;
    Set<Integer> sources = new HashSet<>();
    plan.spec().fields().stream().map(PartitionField::sourceId).forEach(sources::add);
    plan.order().fields().stream().map(SortField::sourceId).forEach(sources::add);
    List<Types.NestedField> columns = new ArrayList<>();
    for (int index = 0; index < plan.schema().columns().size(); index++) {
      Types.NestedField column = plan.schema().columns().get(index);
      Set<Integer> within = TypeUtil.indexById(Types.StructType.of(column)).keySet();
      if (within.stream().anyMatch(sources::contains)) {
        columns.add(column);
        keyColumns.add(index);
      }
    }
    this.keyPlan = new ClusterPlan(new Schema(columns), plan.spec(), plan.order());
  }

  /**
   * Holds rows against each other, and the first against the last one that was kept; keeps the last
   * of them if they are in order.
   *
   * @return how many rows after {@code position} the first is that is before its predecessor, or
   *     {@link #IN_ORDER}
   */
  int check(VectorSchemaRoot root, int position, int rowCount) {
    int before = firstBefore(root, position, rowCount);
    if (rowCount > 0 && before == IN_ORDER) {
      keep(root, position + rowCount - 1);
    }
    return before;
  }

  /** Whether rows are in order, behind the one that was kept; keeps none. */
  boolean isInOrder(VectorSchemaRoot root, int position, int rowCount) {
    return firstBefore(root, position, rowCount) == IN_ORDER;
  }

  /** Copies a row, which the next one is held against. */
  void keep(VectorSchemaRoot root, int position) {
    if (keyColumns.isEmpty()) {
      return;
    }
    VectorSchemaRoot keys = keysOf(root);
    Gather known = copy;
    if (known == null) {
      known = Gather.of(keys.getSchema(), List.of(keys), allocator);
      copy = known;
    } else {
      known.replace(0, keys);
    }
    copied.clear();
    copied.add(0, position, 1);
    last = known.gather(copied);
  }

  /** Forgets the row that was kept. */
  void forget() {
    last = null;
  }

  /**
   * What is wrong with the row that {@link #check} has just found.
   *
   * @param before what it returned
   */
  Disorder explain(VectorSchemaRoot root, int position, int before) {
    VectorSchemaRoot keys = keysOf(root);
    VectorSchemaRoot kept = last;
    return before == 0 && kept != null
        ? Disorder.of(keyPlan, brokenKey, kept, 0, keys, position)
        : Disorder.of(keyPlan, brokenKey, keys, position + before - 1, keys, position + before);
  }

  /** The plan by which rows are compared. */
  ClusterPlan plan() {
    return plan;
  }

  @Override
  public void close() {
    Gather closing = copy;
    copy = null;
    last = null;
    if (closing != null) {
      closing.close();
    }
  }

  private int firstBefore(VectorSchemaRoot root, int position, int rowCount) {
    if (keyColumns.isEmpty() || rowCount == 0) {
      return IN_ORDER;
    }
    // Lent, all of it: never closed here.
    RetainedRows rows = new RetainedRows();
    VectorSchemaRoot kept = last;
    if (kept != null) {
      rows.add(ValidBatch.of(ORIGIN, kept));
    }
    rows.add(ValidBatch.of(ORIGIN, keysOf(root)));
    int batch = rows.batchCount() - 1;
    List<SortKey> keys = SortKey.of(keyPlan, rows);
    if (kept != null) {
      int count = Math.min(RowChunk.ROWS_MAX - 1, rowCount);
      chunk.loadBehind(0, 0, batch, position, count);
      int before = firstBefore(keys);
      if (before != IN_ORDER) {
        return before - 1;
      }
    }
    // Each chunk begins with the last row of the one before.
    int from = kept == null ? 0 : Math.min(RowChunk.ROWS_MAX - 1, rowCount) - 1;
    for (; from < rowCount - 1; from += RowChunk.ROWS_MAX - 1) {
      chunk.loadRange(batch, position + from, Math.min(RowChunk.ROWS_MAX, rowCount - from));
      int before = firstBefore(keys);
      if (before != IN_ORDER) {
        return from + before;
      }
    }
    return IN_ORDER;
  }

  /** The first row of the chunk that is before its predecessor. */
  private int firstBefore(List<SortKey> keys) {
    int before = IN_ORDER;
    int dropped = 0;
    tiedCount = chunk.count() - 1;
    for (int i = 0; i < tiedCount; i++) {
      tied[i] = i + 1;
    }
    for (int index = 0; index < keys.size(); index++) {
      SortKey key = keys.get(index);
      int depth = KeyColumn.FIRST;
      while (depth != KeyColumn.DONE && tiedCount > 0) {
        dropped += dropDecided();
        key.column().readWords(chunk, depth);
        int found = compareTied(key);
        if (found != IN_ORDER) {
          // Rows before it may still be told apart, and then be the first.
          before = dropped + found;
          brokenKey = index;
        }
        depth = tiedCount == 0 ? KeyColumn.DONE : deeper(key, depth);
      }
    }
    return before;
  }

  private int deeper(SortKey key, int depth) {
    // Without values all are nulls, which are equal.
    return lengthMax < 0 ? KeyColumn.DONE : key.column().depthAfter(depth, lengthMin, lengthMax);
  }

  /** Lets go of rows in front of and behind those that are tied; returns how many in front. */
  private int dropDecided() {
    int from = tied[0] - 1;
    int to = tied[tiedCount - 1] + 1;
    if (from == 0 && to == chunk.count()) {
      return 0;
    }
    chunk.keep(from, to);
    for (int i = 0; i < tiedCount; i++) {
      tied[i] -= from;
    }
    return from;
  }

  /**
   * Compares tied rows by the chunk's words and leaves those tied that are still equal, up to the
   * first that is before its predecessor, which it returns.
   */
  private int compareTied(SortKey key) {
    long[] words = chunk.words();
    boolean[] nulls = chunk.nulls();
    int[] lengths = chunk.lengths();
    int[] rows = tied;
    long flip = key.flip();
    boolean areNullsFirst = key.nullWord() < 0;
    int shortest = Integer.MAX_VALUE;
    int longest = -1;
    int left = 0;
    int found = IN_ORDER;
    for (int i = 0; i < tiedCount; i++) {
      int row = rows[i];
      if (nulls[row] || nulls[row - 1]) {
        if (nulls[row] && nulls[row - 1]) {
          rows[left++] = row;
        } else if (nulls[row] == areNullsFirst) {
          found = row;
          break;
        }
        continue;
      }
      long before = words[row - 1] ^ flip;
      long word = words[row] ^ flip;
      if (before == word) {
        rows[left++] = row;
        shortest = Math.min(shortest, Math.min(lengths[row], lengths[row - 1]));
        longest = Math.max(longest, Math.max(lengths[row], lengths[row - 1]));
      } else if (before > word) {
        found = row;
        break;
      }
    }
    tiedCount = left;
    lengthMin = shortest;
    lengthMax = longest;
    return found;
  }

  private VectorSchemaRoot keysOf(VectorSchemaRoot root) {
    List<FieldVector> keys = new ArrayList<>();
    for (int column : keyColumns) {
      keys.add(root.getVector(column));
    }
    return new VectorSchemaRoot(
        keys.stream().map(FieldVector::getField).toList(), keys, root.getRowCount());
  }
}
