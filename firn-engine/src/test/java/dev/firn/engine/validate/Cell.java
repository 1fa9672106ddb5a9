package dev.firn.engine.validate;

/**
 * A value of the reference model.
 *
 * @param isNull marked as null, whatever its content
 * @param content what its bytes say: a Long, a BigInteger, bytes, or the cells inside it
 */
record Cell(boolean isNull, Object content) {
  static Cell of(Object content) {
    return new Cell(false, content);
  }

  /** A null with something behind it, which nobody may look at. */
  static Cell ofNull(Object content) {
    return new Cell(true, content);
  }
}
