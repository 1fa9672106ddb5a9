package dev.firn.engine.validate;

import static dev.firn.engine.batch.VectorMemory.LONG;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.iceberg.types.Types;

/** Decimals as Arrow keeps them: 128 bits, two's complement, low half first. */
final class DecimalChecks {
  private static final int VALUE_BYTES = 16;

  private DecimalChecks() {}

  static void check(Types.DecimalType type, LeafCheck.Leaf leaf) {
    MemorySegment values = VectorMemory.of(leaf.vector().getDataBuffer());
    int count = leaf.vector().getValueCount();
    BigInteger limit = BigInteger.TEN.pow(type.precision());
    long limitHigh = limit.shiftRight(64).longValue();
    long limitLow = limit.longValue();
    if (areBelow(values, count, limitHigh, limitLow)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      long low = values.get(LONG, (long) i * VALUE_BYTES);
      long high = values.get(LONG, (long) i * VALUE_BYTES + 8);
      if (!isBelow(high, low, limitHigh, limitLow)) {
        leaf.add(i, type.toString(), () -> printed(high, low, type.scale()));
      }
    }
  }

  private static boolean areBelow(MemorySegment values, int count, long limitHigh, long limitLow) {
    boolean below = true;
    for (int i = 0; i < count; i++) {
      long low = values.get(LONG, (long) i * VALUE_BYTES);
      long high = values.get(LONG, (long) i * VALUE_BYTES + 8);
      below &= isBelow(high, low, limitHigh, limitLow);
    }
    return below;
  }

  /** Whether the magnitude is below the limit; the least number has none and is never below. */
  private static boolean isBelow(long high, long low, long limitHigh, long limitLow) {
    long sign = high >> 63;
    long magnitudeLow = (low ^ sign) - sign;
    long carry = sign & (magnitudeLow == 0 ? 1 : 0);
    long magnitudeHigh = (high ^ sign) + carry;
    return magnitudeHigh >= 0
        && (magnitudeHigh < limitHigh
            || (magnitudeHigh == limitHigh && Long.compareUnsigned(magnitudeLow, limitLow) < 0));
  }

  private static String printed(long high, long low, int scale) {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(low));
    BigInteger unscaled = BigInteger.valueOf(high).shiftLeft(64).add(unsigned);
    return new BigDecimal(unscaled, scale).toPlainString();
  }
}
