package dev.firn.duckdb.arrow;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * DuckDB's 128-bit integers as Decimal(38, 0). Both are 16 bytes in two's complement, low bytes
 * first, so only the range has to be looked at: 38 nines is less than 128 bits can hold.
 */
record HugeintColumn(Field field, Sign sign, String path) implements PlainColumn {
  /** The upper and lower half of 10 to the power of 38, the first value that does not fit. */
  private static final long LIMIT_HIGH = 0x4B3B4CA85A86C47AL;

  private static final long LIMIT_LOW = 0x098A224000000000L;

  /** How the upper half is read. */
  enum Sign {
    SIGNED,
    UNSIGNED
  }

  @Override
  public void fill(FieldVector from, FieldVector to) {
    ArrowBuf values = from.getFieldBuffers().get(1);
    for (int row = 0; row < from.getValueCount(); row++) {
      if (!from.isNull(row) && !fits(values.getLong(row * 16L), values.getLong(row * 16L + 8))) {
        throw new FirnException(
            ErrorCode.QUERY,
            "Column '"
                + path
                + "': expected at most 38 digits, found more. Cast it to DOUBLE or VARCHAR.");
      }
    }
    ArrowFieldNode node = new ArrowFieldNode(from.getValueCount(), from.getNullCount());
    to.loadFieldBuffers(node, from.getFieldBuffers());
  }

  private boolean fits(long low, long high) {
    boolean isNegative = sign == Sign.SIGNED && high < 0;
    long magnitudeLow = isNegative ? -low : low;
    long magnitudeHigh = isNegative ? ~high + (low == 0 ? 1 : 0) : high;
    int compared = Long.compareUnsigned(magnitudeHigh, LIMIT_HIGH);
    return compared < 0 || (compared == 0 && Long.compareUnsigned(magnitudeLow, LIMIT_LOW) < 0);
  }
}
