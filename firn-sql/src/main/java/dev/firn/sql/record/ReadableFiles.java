package dev.firn.sql.record;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;

/** What can be said about files before any is opened: those that are not read here are refused. */
final class ReadableFiles {
  private ReadableFiles() {}

  static void requireAll(RecordReader.Source source) {
    for (FileScanTask task : source.tasks()) {
      require(source.table(), task.file());
      task.deletes().forEach(file -> require(source.table(), file));
    }
  }

  private static void require(Table table, ContentFile<?> file) {
    if (file.format() == FileFormat.ORC) {
      throw refusal(table, file, "Parquet or Avro", "ORC");
    }
    if (file.keyMetadata() != null) {
      throw refusal(table, file, "one that is not encrypted", "one with a key");
    }
  }

  private static FirnException refusal(
      Table table, ContentFile<?> file, String expected, String found) {
    return new FirnException(
        ErrorCode.UNSUPPORTED,
        "Table '"
            + table.name()
            + "', file '"
            + file.location()
            + "': expected "
            + expected
            + ", found "
            + found
            + ". Query the table with another engine, or let one rewrite its files as Parquet.");
  }
}
