package dev.firn.engine.rule;

/** The operators of numbers. What has no result becomes a state, never a wrong number. */
enum Arithmetic {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  MODULUS;

  /** Integers of 64 bits, and decimals of one scale that are sure to fit. */
  Values ofLongs(Values left, Values right) {
    return new OfLongs(this, left, right, new Buffer.Longs());
  }

  /** By IEEE 754, where dividing by zero has a result. */
  Values ofDoubles(Values left, Values right) {
    return new OfDoubles(this, left, right, new Buffer.Doubles());
  }

  private record OfLongs(Arithmetic operator, Values left, Values right, Buffer.Longs buffer)
      implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      int count = frame.count();
      Buffer.Longs lefts = (Buffer.Longs) left.evaluate(frame);
      Buffer.Longs rights = (Buffer.Longs) right.evaluate(frame);
      long[] results = buffer.values();
      byte[] states = buffer.states();
      switch (operator) {
        case ADD -> add(lefts.values(), rights.values(), count, results, states);
        case SUBTRACT -> subtract(lefts.values(), rights.values(), count, results, states);
        case MULTIPLY -> multiply(lefts.values(), rights.values(), count, results, states);
        case DIVIDE -> divide(lefts.values(), rights.values(), count, results, states);
        case MODULUS -> modulus(lefts.values(), rights.values(), count, results, states);
      }
      inherit(lefts.states(), rights.states(), count, states);
      return buffer;
    }

    private static void add(long[] left, long[] right, int count, long[] sum, byte[] states) {
      for (int i = 0; i < count; i++) {
        long result = left[i] + right[i];
        sum[i] = result;
        long overflow = (left[i] ^ result) & (right[i] ^ result);
        states[i] = (byte) ((overflow >>> 63) * Truth.OVERFLOW);
      }
    }

    private static void subtract(
        long[] left, long[] right, int count, long[] difference, byte[] states) {
      for (int i = 0; i < count; i++) {
        long result = left[i] - right[i];
        difference[i] = result;
        long overflow = (left[i] ^ right[i]) & (left[i] ^ result);
        states[i] = (byte) ((overflow >>> 63) * Truth.OVERFLOW);
      }
    }

    private static void multiply(
        long[] left, long[] right, int count, long[] product, byte[] states) {
      for (int i = 0; i < count; i++) {
        long result = left[i] * right[i];
        product[i] = result;
        boolean fits = Math.multiplyHigh(left[i], right[i]) == result >> 63;
        states[i] = fits ? Truth.PRESENT : Truth.OVERFLOW;
      }
    }

    private static void divide(
        long[] left, long[] right, int count, long[] quotient, byte[] states) {
      for (int i = 0; i < count; i++) {
        long divisor = right[i];
        quotient[i] = left[i] / (divisor == 0 ? 1 : divisor);
        boolean overflows = divisor == -1 && left[i] == Long.MIN_VALUE;
        states[i] =
            divisor == 0 ? Truth.DIVISION_BY_ZERO : overflows ? Truth.OVERFLOW : Truth.PRESENT;
      }
    }

    private static void modulus(
        long[] left, long[] right, int count, long[] remainder, byte[] states) {
      for (int i = 0; i < count; i++) {
        long divisor = right[i];
        remainder[i] = left[i] % (divisor == 0 ? 1 : divisor);
        states[i] = divisor == 0 ? Truth.DIVISION_BY_ZERO : Truth.PRESENT;
      }
    }
  }

  private record OfDoubles(Arithmetic operator, Values left, Values right, Buffer.Doubles buffer)
      implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      int count = frame.count();
      Buffer.Doubles lefts = (Buffer.Doubles) left.evaluate(frame);
      Buffer.Doubles rights = (Buffer.Doubles) right.evaluate(frame);
      run(operator, lefts.values(), rights.values(), count, buffer.values());
      java.util.Arrays.fill(buffer.states(), 0, count, Truth.PRESENT);
      inherit(lefts.states(), rights.states(), count, buffer.states());
      return buffer;
    }

    private static void run(
        Arithmetic operator, double[] left, double[] right, int count, double[] results) {
      switch (operator) {
        case ADD -> {
          for (int i = 0; i < count; i++) {
            results[i] = left[i] + right[i];
          }
        }
        case SUBTRACT -> {
          for (int i = 0; i < count; i++) {
            results[i] = left[i] - right[i];
          }
        }
        case MULTIPLY -> {
          for (int i = 0; i < count; i++) {
            results[i] = left[i] * right[i];
          }
        }
        case DIVIDE -> {
          for (int i = 0; i < count; i++) {
            results[i] = left[i] / right[i];
          }
        }
        case MODULUS -> {
          for (int i = 0; i < count; i++) {
            results[i] = left[i] % right[i];
          }
        }
      }
    }
  }

  /**
   * An operand that is null or has no value decides over the result, which was computed of whatever
   * stood there.
   */
  static void inherit(byte[] left, byte[] right, int count, byte[] states) {
    for (int i = 0; i < count; i++) {
      byte inherited = (byte) Math.max(left[i], right[i]);
      states[i] = inherited == Truth.PRESENT ? states[i] : inherited;
    }
  }
}
