package dev.firn.engine.row;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Decimals, exact: zeros behind the scale are accepted because they lose nothing. */
record DecimalWriter(int precision, int scale) implements FlatWriter {
  static DecimalWriter of(Types.DecimalType type) {
    return new DecimalWriter(type.precision(), type.scale());
  }

  @Override
  public String expected() {
    return "a BigDecimal of decimal(%d, %d): at most %d digits before the point and %d after"
        .formatted(precision, scale, precision - scale, scale);
  }

  @Override
  public @Nullable Object read(Object given) {
    if (!(given instanceof BigDecimal number)) {
      return null;
    }
    if (number.signum() == 0) {
      return BigDecimal.valueOf(0, scale);
    }
    // Before it is brought to the scale, which would write out the zeros of 1E+1000000000.
    long digitsBeforePoint = (long) number.precision() - number.scale();
    if (digitsBeforePoint + scale > precision) {
      return null;
    }
    BigDecimal shortest = number.scale() > scale ? number.stripTrailingZeros() : number;
    return shortest.scale() > scale ? null : shortest.setScale(scale, RoundingMode.UNNECESSARY);
  }

  @Override
  public long slotBits() {
    return DecimalVector.TYPE_WIDTH * (long) Byte.SIZE + 1;
  }

  @Override
  public long write(FieldVector to, int index, Object value) {
    ((DecimalVector) to).setSafe(index, (BigDecimal) value);
    return slotBits();
  }
}
