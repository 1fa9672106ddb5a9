package dev.firn.sql.record;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;

/** Turns what Iceberg's readers throw into our failures, with the names of table and file. */
final class TaskFailure {
  private final String place;

  private TaskFailure(String place) {
    this.place = place;
  }

  static TaskFailure of(Table table, FileScanTask task) {
    return new TaskFailure(
        "Table '" + table.name() + "', data file '" + task.file().location() + "': ");
  }

  static TaskFailure ofNoFile() {
    return new TaskFailure("");
  }

  /**
   * Runs a step that touches a file's bytes.
   *
   * @throws FirnException {@link ErrorCode#CORRUPT} if the file or one of its deletes is gone or
   *     damaged; others as they were thrown below
   */
  <T> T guarded(Callable<T> step) {
    try {
      return step.call();
    } catch (Exception | StackOverflowError e) {
      throw translated(e);
    }
  }

  FirnException unsupported(String expectedAndFound) {
    return new FirnException(ErrorCode.UNSUPPORTED, place + expectedAndFound);
  }

  private FirnException translated(Throwable failure) {
    Optional<FirnException> ours = cause(failure, FirnException.class);
    if (ours.isPresent()) {
      return ours.orElseThrow();
    }
    return cause(failure, NotFoundException.class)
        .map(this::absent)
        .orElseGet(() -> damaged(failure));
  }

  private FirnException absent(NotFoundException failure) {
    return new FirnException(
        ErrorCode.CORRUPT,
        place
            + "expected it and the deletes of its rows to exist, found nothing. "
            + failure.getMessage()
            + ". The snapshot names the file; restore it, or roll back to a snapshot before it.",
        failure);
  }

  private FirnException damaged(Throwable failure) {
    return new FirnException(
        ErrorCode.CORRUPT,
        place
            + "expected a file that fits the table's schema, found damage: "
            + failure.getClass().getSimpleName()
            + " ("
            + failure.getMessage()
            + "). Restore the file, or roll back to a snapshot before it.",
        failure);
  }

  private static <E extends Throwable> Optional<E> cause(Throwable failure, Class<E> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
