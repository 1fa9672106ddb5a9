package dev.firn.engine.rule;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Arithmetic of decimals whose result needs more than 64 bits. Sums and products of what fits into
 * 64 bits stay primitive; the rest goes through BigInteger, because such columns are rare.
 */
final class DecimalArithmetic {
  private static final BigInteger LIMIT = BigInteger.TEN.pow(38);
  private static final long LIMIT_HIGH = LIMIT.shiftRight(64).longValue();
  private static final long LIMIT_LOW = LIMIT.longValue();

  private DecimalArithmetic() {}

  /** The sum of two wide operands of one scale. */
  static Values sum(Values left, Values right) {
    return new Sum(left, right, new Buffer.Wides());
  }

  /** A wide operand with the other sign. */
  static Values negated(Values wide) {
    return new Negated(wide, new Buffer.Wides());
  }

  /** The product of two operands that are longs. */
  static Values productOfLongs(Values left, Values right) {
    return new ProductOfLongs(left, right, new Buffer.Wides());
  }

  /** A long operand times a power of ten: the same number at a larger scale. */
  static Values scaledUp(Values longs, long factor) {
    return new ProductOfLongs(longs, Constant.of(factor), new Buffer.Wides());
  }

  /** Any operator over any two wide operands. */
  static Values of(Arithmetic operator, Values left, Values right, Scales scales) {
    return new Exact(operator, left, right, scales, new Buffer.Wides());
  }

  /** The scales of the operands and of the result, which division rounds to, half up. */
  record Scales(int left, int right, int result) {}

  private record Sum(Values left, Values right, Buffer.Wides buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      Buffer.Wides lefts = (Buffer.Wides) left.evaluate(frame);
      Buffer.Wides rights = (Buffer.Wides) right.evaluate(frame);
      for (int i = 0; i < frame.count(); i++) {
        long low = lefts.low()[i] + rights.low()[i];
        int carry = Long.compareUnsigned(low, lefts.low()[i]) < 0 ? 1 : 0;
        long high = lefts.high()[i] + rights.high()[i] + carry;
        buffer.low()[i] = low;
        buffer.high()[i] = high;
        // Two numbers of 38 digits may pass 2^127; what wraps around is still above the limit.
        buffer.states()[i] = isBelowLimit(high, low) ? Truth.PRESENT : Truth.OVERFLOW;
      }
      Arithmetic.inherit(lefts.states(), rights.states(), frame.count(), buffer.states());
      return buffer;
    }
  }

  private record Negated(Values wide, Buffer.Wides buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      Buffer.Wides wides = (Buffer.Wides) wide.evaluate(frame);
      for (int i = 0; i < frame.count(); i++) {
        long low = -wides.low()[i];
        buffer.low()[i] = low;
        buffer.high()[i] = ~wides.high()[i] + (low == 0 ? 1 : 0);
      }
      System.arraycopy(wides.states(), 0, buffer.states(), 0, frame.count());
      return buffer;
    }
  }

  private static boolean isBelowLimit(long high, long low) {
    long sign = high >> 63;
    long magnitudeLow = (low ^ sign) - sign;
    long carry = sign & (magnitudeLow == 0 ? 1 : 0);
    long magnitudeHigh = (high ^ sign) + carry;
    return magnitudeHigh >= 0
        && (magnitudeHigh < LIMIT_HIGH
            || (magnitudeHigh == LIMIT_HIGH && Long.compareUnsigned(magnitudeLow, LIMIT_LOW) < 0));
  }

  private record ProductOfLongs(Values left, Values right, Buffer.Wides buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      Buffer.Longs lefts = (Buffer.Longs) left.evaluate(frame);
      Buffer.Longs rights = (Buffer.Longs) right.evaluate(frame);
      for (int i = 0; i < frame.count(); i++) {
        long low = lefts.values()[i] * rights.values()[i];
        long high = Math.multiplyHigh(lefts.values()[i], rights.values()[i]);
        buffer.low()[i] = low;
        buffer.high()[i] = high;
        buffer.states()[i] = isBelowLimit(high, low) ? Truth.PRESENT : Truth.OVERFLOW;
      }
      Arithmetic.inherit(lefts.states(), rights.states(), frame.count(), buffer.states());
      return buffer;
    }
  }

  private record Exact(
      Arithmetic operator, Values left, Values right, Scales scales, Buffer.Wides buffer)
      implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      Buffer.Wides lefts = (Buffer.Wides) left.evaluate(frame);
      Buffer.Wides rights = (Buffer.Wides) right.evaluate(frame);
      byte[] states = buffer.states();
      for (int i = 0; i < frame.count(); i++) {
        byte inherited = (byte) Math.max(lefts.states()[i], rights.states()[i]);
        states[i] = inherited == Truth.PRESENT ? compute(lefts, rights, i) : inherited;
      }
      return buffer;
    }

    private byte compute(Buffer.Wides lefts, Buffer.Wides rights, int index) {
      BigDecimal a = new BigDecimal(unscaled(lefts, index), scales.left);
      BigDecimal b = new BigDecimal(unscaled(rights, index), scales.right);
      boolean divides = operator == Arithmetic.DIVIDE || operator == Arithmetic.MODULUS;
      if (divides && b.signum() == 0) {
        return Truth.DIVISION_BY_ZERO;
      }
      BigDecimal result =
          switch (operator) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case MULTIPLY -> a.multiply(b);
            case DIVIDE -> a.divide(b, scales.result, RoundingMode.HALF_UP);
            case MODULUS -> a.remainder(b);
          };
      BigInteger exact = result.setScale(scales.result).unscaledValue();
      if (exact.abs().compareTo(LIMIT) >= 0) {
        return Truth.OVERFLOW;
      }
      buffer.low()[index] = exact.longValue();
      buffer.high()[index] = exact.shiftRight(64).longValue();
      return Truth.PRESENT;
    }
  }

  /** The number of a wide decimal without its scale. */
  static BigInteger unscaled(Buffer.Wides wides, int index) {
    BigInteger low = new BigInteger(Long.toUnsignedString(wides.low()[index]));
    return BigInteger.valueOf(wides.high()[index]).shiftLeft(64).add(low);
  }
}
