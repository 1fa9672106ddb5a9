package dev.firn.sql.record;

import java.util.Iterator;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.data.Record;

/**
 * The records of all tasks, one task open at a time.
 *
 * <p>Threads: one. Failures: {@link TaskFailure}'s.
 */
final class TaskSequence implements AutoCloseable {
  private final TaskOpener opener;
  private final Iterator<FileScanTask> tasks;
  private TaskRecords current = TaskRecords.none();

  TaskSequence(RecordReader.Source source) {
    this.opener = new TaskOpener(source);
    this.tasks = source.tasks().iterator();
  }

  boolean hasNext() {
    while (!current.hasNext()) {
      if (!tasks.hasNext()) {
        return false;
      }
      current.close();
      current = TaskRecords.none();
      current = opener.open(tasks.next());
    }
    return true;
  }

  Record next() {
    return current.next();
  }

  @Override
  public void close() {
    current.close();
  }

  /** The failure that is on its way says more than one of closing what it broke. */
  void closeAfterFailure() {
    try {
      close();
    } catch (RuntimeException e) {
      // The first failure is thrown by the caller.
    }
  }
}
