package dev.firn.engine.rule;

/** Why an expression has no value, in the words of a message. */
final class FailedWords {
  private FailedWords() {}

  static String of(byte state) {
    return switch (state) {
      case Truth.OVERFLOW -> "overflow";
      case Truth.DIVISION_BY_ZERO -> "division by zero";
      default -> throw new IllegalStateException("Not a failure: " + state);
    };
  }
}
