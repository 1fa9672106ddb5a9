package dev.firn.engine.model;

/** A promise that was broken. */
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** Which promise. */
  public enum Kind {
    /** An acknowledged row is nowhere, or the log has a hole. */
    LOST,
    /** A row is there more than once. */
    DOUBLED,
    /** A batch that was not acknowledged is there in part. */
    HALF_BATCH,
    /** A row has other values than were sent. */
    CHANGED,
    /** Metadata refers to a file that is missing. */
    MISSING_FILE,
    /** A file is there of which nobody knows. */
    UNKNOWN_FILE,
    /** The engine stopped a table, or failed in a way that it must not. */
    WRONG_FAILURE,
    /** Without any fault, something does not work. */
    STUCK
  }

  private final Kind kind;

  Violation(Kind kind, String message) {
    super(kind + ": " + message);
    this.kind = kind;
  }

  Violation(Kind kind, String message, Throwable cause) {
    super(kind + ": " + message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
