package dev.firn.engine.catalog;

import java.math.BigDecimal;

/** A column's default as it was written; its column's type decides whether it can be. */
public sealed interface DefaultValue {
  /** {@code 'text'}. */
  record Text(String value) implements DefaultValue {}

  /** {@code 12.50}, with its digits as written. */
  record Numeric(BigDecimal value) implements DefaultValue {}

  /** {@code true} or {@code false}. */
  record Truth(boolean value) implements DefaultValue {}

  /** {@code X'00ff'}, by its hexadecimal digits. */
  record Bytes(String hex) implements DefaultValue {}

  /** {@code DATE '2026-01-02'}: a text with the name of its type, in lower case. */
  record Typed(String type, String value) implements DefaultValue {}
}
