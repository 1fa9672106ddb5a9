package dev.firn.engine.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Hashes of what stands in the columns of a file, row after row: one number for each column and
 * each {@value #BLOCK_ROWS} rows, in which every value, null and place counts. Two files with the
 * same hashes hold the same rows; that two others do is as likely as any one number of 64 bits.
 *
 * <p>Memory: eight bytes for each column and block, and work arrays as long as the most elements
 * that a block has in one nested column.
 *
 * <p>Threads: one.
 */
public final class ValueHashes {
  /** A file of a billion rows and twenty columns has ten megabytes of hashes. */
  static final int BLOCK_ROWS = 16_384;

  private static final int BLOCKS_MIN = 16;

  private final List<String> names;
  private final List<ValueHash> columns = new ArrayList<>();
  private final long[][] blocks;
  private final long[] rows = new long[BLOCK_ROWS];
  private long rowCount;

  private ValueHashes(List<String> names) {
    this.names = names;
    this.blocks = new long[names.size()][BLOCKS_MIN];
    names.forEach(name -> columns.add(new ValueHash()));
  }

  /** Hashes of no rows yet. */
  public static ValueHashes of(Schema schema) {
    return new ValueHashes(schema.getFields().stream().map(Field::getName).toList());
  }

  /**
   * Takes rows in.
   *
   * @param root columns in the order of the schema, in {@link
   *     dev.firn.engine.schema.ArrowMapping#toArrow}'s form
   */
  public void append(VectorSchemaRoot root, int position, int count) {
    int done = 0;
    while (done < count) {
      int room = BLOCK_ROWS - (int) (rowCount % BLOCK_ROWS);
      int taken = Math.min(room, count - done);
      append(root, position + done, taken, (int) (rowCount / BLOCK_ROWS));
      rowCount += taken;
      done += taken;
    }
  }

  /** How many rows were taken in. */
  public long rowCount() {
    return rowCount;
  }

  /** What the hashes hold on the heap. */
  public long retainedBytes() {
    long bytes = (long) rows.length * Long.BYTES;
    for (long[] column : blocks) {
      bytes += (long) column.length * Long.BYTES;
    }
    return bytes;
  }

  /** The first difference of what was read back, in words; empty if there is none. */
  public Optional<String> differenceOf(ValueHashes readBack) {
    if (readBack.rowCount != rowCount) {
      return Optional.of("Rows: expected " + rowCount + ", found " + readBack.rowCount + ".");
    }
    for (int column = 0; column < blocks.length; column++) {
      for (int block = 0; (long) block * BLOCK_ROWS < rowCount; block++) {
        if (blocks[column][block] != readBack.blocks[column][block]) {
          return Optional.of(difference(column, block));
        }
      }
    }
    return Optional.empty();
  }

  private String difference(int column, int block) {
    long first = (long) block * BLOCK_ROWS;
    return "Column '"
        + names.get(column)
        + "', rows "
        + first
        + " to "
        + (Math.min(first + BLOCK_ROWS, rowCount) - 1)
        + ": expected the values that were appended, found others.";
  }

  private void append(VectorSchemaRoot root, int position, int count, int block) {
    for (int column = 0; column < blocks.length; column++) {
      if (block >= blocks[column].length) {
        blocks[column] = Arrays.copyOf(blocks[column], 2 * block);
      }
      columns.get(column).hash(root.getVector(column), position, count, rows);
      blocks[column][block] = ValueHash.fold(blocks[column][block], rows, 0, count);
    }
  }
}
