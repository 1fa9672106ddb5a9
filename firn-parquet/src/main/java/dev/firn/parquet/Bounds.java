package dev.firn.parquet;

/** A smallest and a largest value in plain encoding; the arrays are never changed. */
final class Bounds {
  private final byte[] min;
  private final byte[] max;

  Bounds(byte[] min, byte[] max) {
    this.min = min;
    this.max = max;
  }

  byte[] min() {
    return min;
  }

  byte[] max() {
    return max;
  }

  /** The bounds of both. */
  Bounds merge(Bounds other, BoundOrder order) {
    return new Bounds(order.smaller(min, other.min), order.larger(max, other.max));
  }
}
