package dev.firn.engine.catalog;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;

/** Definitions that cannot be, said in four parts, with the place they were written before them. */
final class Refusal {
  private Refusal() {}

  /** A change that the table as it is does not allow. */
  static FirnException of(String origin, String what, String expected, String found) {
    return of(origin, what, expected, found, "");
  }

  /** Another's refusal, with the place that it does not know before it. */
  static FirnException at(String origin, FirnException refusal) {
    return origin.isEmpty()
        ? refusal
        : new FirnException(refusal.code(), origin + ": " + refusal.getMessage(), refusal);
  }

  static FirnException of(
      String origin, String what, String expected, String found, String wayOut) {
    String place = origin.isEmpty() ? "" : origin + ": ";
    return new FirnException(
        ErrorCode.USAGE,
        place
            + what
            + ": expected "
            + expected
            + ", found "
            + found
            + "."
            + (" " + wayOut).stripTrailing());
  }
}
