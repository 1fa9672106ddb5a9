package dev.firn.engine.model;

import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.concurrent.CompletionException;

/** Which failures a user may see, and when. */
final class Tolerance {
  private Tolerance() {}

  /**
   * Whether a failure is one that the contract has.
   *
   * @param sound whether neither disk nor database of the process ever failed
   */
  static boolean allows(Throwable failure, boolean sound) {
    Throwable cause = causeOf(failure);
    if (cause instanceof CommitUnknownException) {
      return !sound;
    }
    if (!(cause instanceof FirnException known)) {
      return false;
    }
    return switch (known.code()) {
      case BUSY, CONFLICT, TABLE_NOT_FOUND, TABLE_EXISTS, SNAPSHOT_NOT_FOUND, SCHEMA_MISMATCH ->
          true;
      case STORAGE, COMMIT_UNKNOWN -> !sound;
      case USAGE,
          SYNTAX,
          CONFIGURATION,
          INPUT_UNREADABLE,
          DATA_REFUSED,
          CORRUPT,
          FENCED,
          MEMORY,
          UNSUPPORTED,
          CANCELLED,
          QUERY,
          INTERNAL ->
          false;
    };
  }

  /** Whether a change was for a table as it was a moment ago: another process had changed it. */
  static boolean isLate(Throwable failure) {
    return failure instanceof FirnException known && known.code() == ErrorCode.USAGE;
  }

  /** Whether a failed append certainly took nothing. */
  static boolean isRefusal(Throwable failure) {
    Throwable cause = causeOf(failure);
    return cause instanceof FirnException known
        && switch (known.code()) {
          case CONFLICT, SCHEMA_MISMATCH, DATA_REFUSED, TABLE_NOT_FOUND, USAGE -> true;
          default -> false;
        };
  }

  private static Throwable causeOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
