package dev.firn.engine.rule;

/**
 * The stretch of positions that is evaluated at once: rows of a batch, or elements of the lists in
 * a stretch of rows. Short, so that what an expression computes on the way stays in the processor's
 * cache and does not grow with batches or lists.
 */
final class Frame {
  /** 1,024 numbers of 8 bytes: a handful of operands stays within 32 KiB of first-level cache. */
  static final int POSITIONS_MAX = 1024;

  private final int[] parents;
  private Frame outer = this;
  private int from;
  private int count;

  private Frame(int[] parents) {
    this.parents = parents;
  }

  /** Rows of a batch. */
  static Frame ofRows() {
    return new Frame(new int[0]);
  }

  /** Elements of lists. */
  static Frame ofElements() {
    return new Frame(new int[POSITIONS_MAX]);
  }

  /** Moves to other positions of the same vectors. */
  void moveTo(int newFrom, int newCount) {
    from = newFrom;
    count = newCount;
  }

  /** Moves to elements of lists that stand in {@code newOuter}. */
  void moveWithin(Frame newOuter, int newFrom, int newCount) {
    outer = newOuter;
    moveTo(newFrom, newCount);
  }

  /** The first position, in the vectors. */
  int from() {
    return from;
  }

  int count() {
    return count;
  }

  /** The frame of the lists that the elements stand in. */
  Frame outer() {
    return outer;
  }

  /** Of each element: the index in {@link #outer} of its list. */
  int[] parents() {
    return parents;
  }
}
