package dev.firn.engine.error;

import java.util.List;

/**
 * A failure that a caller or the world caused, said in four parts: what, where, expected, found,
 * and the way out if there is one. Programming errors are {@link IllegalStateException}s instead.
 */
public final class FirnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Violation> violations;
  private final long violationCount;

  public FirnException(ErrorCode code, String message) {
    this(code, message, List.of(), 0);
  }

  public FirnException(ErrorCode code, String message, Throwable cause) {
    this(code, message, List.of(), 0);
    initCause(cause);
  }

  /**
   * A refusal of input.
   *
   * @param violations the first violations, in the order found; a bounded list
   * @param violationCount all violations, also those that are not in the list
   */
  public FirnException(
      ErrorCode code, String message, List<Violation> violations, long violationCount) {
    super(message);
    this.code = code;
    this.violations = List.copyOf(violations);
    this.violationCount = violationCount;
  }

  public ErrorCode code() {
    return code;
  }

  /** The first violations; empty unless input was refused. */
  public List<Violation> violations() {
    return violations;
  }

  /** How many violations there are in all, listed or not. */
  public long violationCount() {
    return violationCount;
  }
}
