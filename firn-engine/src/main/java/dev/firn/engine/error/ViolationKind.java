package dev.firn.engine.error;

import java.util.Locale;

/** In which way input does not fit its table; refusals count each kind. */
public enum ViolationKind {
  /** A column is missing, unknown or of a type that cannot become the table's. */
  SCHEMA,
  /**
   * A record cannot be taken apart: a quote that never ends, too many fields, a key given twice.
   */
  RECORD,
  /** A value is not one of its column's type: not a date, too large, too long, not UTF-8. */
  VALUE,
  /** A required column has no value. */
  NULL,
  /** A rule of the table is broken. */
  RULE;

  /** The kind as programs read it: {@code value}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
