package dev.firn.sql.record;

import java.io.IOException;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;

/** The records of one task that is open. What goes wrong is said with the file's name. */
final class TaskRecords implements AutoCloseable {
  private final TaskFailure failure;
  private final CloseableIterable<Record> records;
  private final CloseableIterator<Record> iterator;

  private TaskRecords(
      TaskFailure failure, CloseableIterable<Record> records, CloseableIterator<Record> iterator) {
    this.failure = failure;
    this.records = records;
    this.iterator = iterator;
  }

  /** No records, of no file. */
  static TaskRecords none() {
    CloseableIterable<Record> empty = CloseableIterable.empty();
    return new TaskRecords(TaskFailure.ofNoFile(), empty, empty.iterator());
  }

  /**
   * The records of a file.
   *
   * @param records handed over, also when this throws
   */
  static TaskRecords of(TaskFailure failure, CloseableIterable<Record> records) {
    try {
      return new TaskRecords(failure, records, failure.guarded(records::iterator));
    } catch (RuntimeException | Error e) {
      try (records) {
        throw e;
      } catch (IOException closing) {
        e.addSuppressed(closing);
        throw e;
      }
    }
  }

  boolean hasNext() {
    return failure.guarded(iterator::hasNext);
  }

  Record next() {
    return failure.guarded(iterator::next);
  }

  @Override
  public void close() {
    failure.guarded(
        () -> {
          try (records;
              iterator) {
            return true;
          }
        });
  }
}
