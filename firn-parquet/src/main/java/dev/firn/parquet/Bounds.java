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

  /** The same, shortened; where nothing is to be shortened the arrays stay. */
  Bounds cut(BoundCut cut, int bytesMax) {
    return new Bounds(cut.lower(min, bytesMax), cut.upper(max, bytesMax));
  }

  /** The bounds of both. */
  Bounds merge(Bounds other, BoundOrder order) {
    return new Bounds(order.smaller(min, other.min), order.larger(max, other.max));
  }
}
