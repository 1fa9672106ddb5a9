package dev.firn.engine.error;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A failure that a caller or the world caused, said in four parts: what, where, expected, found,
 * and the way out if there is one. Programming errors are {@link IllegalStateException}s instead.
 */
public final class FirnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Violation> violations;
  private final long violationCount;
  private final transient Map<ViolationKind, Long> countsByKind;

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
    this(code, message, violations, violationCount, Map.of());
  }

  /**
   * A refusal of input that knows its violations by kind.
   *
   * @param violations the first violations, in the order found; a bounded list
   * @param countsByKind all violations, also those that are not in the list
   */
  public FirnException(
      ErrorCode code,
      String message,
      List<Violation> violations,
      Map<ViolationKind, Long> countsByKind) {
    this(
        code,
        message,
        violations,
        countsByKind.values().stream().mapToLong(Long::longValue).sum(),
        countsByKind);
  }

  private FirnException(
      ErrorCode code,
      String message,
      List<Violation> violations,
      long violationCount,
      Map<ViolationKind, Long> countsByKind) {
    super(message);
    this.code = code;
    this.violations = List.copyOf(violations);
    this.violationCount = violationCount;
    this.countsByKind = new EnumMap<>(ViolationKind.class);
    this.countsByKind.putAll(countsByKind);
  }

  /** The same refusal in other words. */
  public FirnException reworded(ErrorCode otherCode, String message) {
    FirnException other =
        new FirnException(otherCode, message, violations, violationCount, countsByKind);
    other.initCause(this);
    return other;
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

  /** The violations by kind, in the order of the kinds; empty where they are of no kind. */
  public Map<ViolationKind, Long> violationCountsByKind() {
    return Collections.unmodifiableMap(countsByKind);
  }
}
