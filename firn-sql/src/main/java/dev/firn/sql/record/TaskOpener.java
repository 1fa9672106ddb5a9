package dev.firn.sql.record;

import dev.firn.engine.error.FirnException;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;

/** Opens tasks: the file's records without the deleted ones. */
final class TaskOpener {
  private final Table table;
  private final Schema columns;
  private final ColumnHistory history;
  private final CachedDeletes deletes;
  private final Optional<NameMapping> mapping;

  TaskOpener(RecordReader.Source source) {
    this.table = source.table();
    this.columns = source.columns();
    this.history = ColumnHistory.of(table);
    this.deletes = new CachedDeletes(file -> table.io().newInputFile(file.location()));
    this.mapping =
        Optional.ofNullable(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING))
            .map(NameMappingParser::fromJson);
  }

  TaskRecords open(FileScanTask task) {
    TaskFailure failure = TaskFailure.of(table, task);
    return TaskRecords.of(failure, failure.guarded(() -> records(task, failure)));
  }

  private CloseableIterable<Record> records(FileScanTask task, TaskFailure failure) {
    Schema needed = needed(task);
    Map<Integer, ?> constants = PartitionConstants.of(task, needed);
    OpenedFile file = new OpenedFile(task, input(task), mapping, constants, failure);
    CloseableIterable<Record> records =
        task.file().format() == FileFormat.AVRO
            ? AvroRecords.open(file, needed)
            : ParquetRecords.open(file, needed);
    return task.deletes().isEmpty() ? records : new CachedFilter(task, needed).filter(records);
  }

  /** The projection, and what decides which rows are deleted. */
  private Schema needed(FileScanTask task) {
    Schema needed = columns;
    boolean hasPositions = false;
    for (DeleteFile delete : task.deletes()) {
      if (delete.content() == FileContent.EQUALITY_DELETES) {
        needed = history.including(needed, delete.equalityFieldIds());
      } else {
        hasPositions = true;
      }
    }
    if (!hasPositions || needed.findField(MetadataColumns.ROW_POSITION.fieldId()) != null) {
      return needed;
    }
    return new Schema(ColumnHistory.appended(needed.columns(), MetadataColumns.ROW_POSITION));
  }

  private InputFile input(FileScanTask task) {
    return table.io().newInputFile(task.file().location());
  }

  /** Iceberg's filter, but deletes that hold for many files are read once. */
  private final class CachedFilter extends GenericDeleteFilter {
    CachedFilter(FileScanTask task, Schema needed) {
      super(table.io(), task, needed, needed);
    }

    @Override
    protected DeleteLoader newDeleteLoader() {
      return deletes;
    }
  }

  /**
   * A file and what its records are made with.
   *
   * @param mapping the table's names for files without field ids
   * @param constants values by field id that stand in no row
   */
  record OpenedFile(
      FileScanTask task,
      InputFile input,
      Optional<NameMapping> mapping,
      Map<Integer, ?> constants,
      TaskFailure failure) {

    FirnException refuseWithoutIds() {
      return failure.unsupported(
          "expected field ids in the file, or a name mapping of the table, found neither."
              + " Set the table's property '"
              + TableProperties.DEFAULT_NAME_MAPPING
              + "'.");
    }
  }
}
