package dev.firn.sql.record;

import dev.firn.engine.verify.ValueReader;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;

/** The engine's reader of values, by {@link RecordReader}. */
public final class RecordValues implements ValueReader {
  /** Fixed columns of a wide row fit into a few megabytes; long values make batches smaller. */
  private static final int BATCH_ROWS = 4_096;

  @Override
  public ArrowReader open(Table table, DataFile file, BufferAllocator allocator) {
    RecordReader.Source source =
        new RecordReader.Source(table, table.schema(), List.of(task(table, file)), BATCH_ROWS);
    return RecordReader.open(source, allocator);
  }

  /** The file as one without partition: every value is to come from its bytes. */
  private static FileScanTask task(Table table, DataFile file) {
    PartitionSpec spec = PartitionSpec.unpartitioned();
    DataFile plain =
        DataFiles.builder(spec)
            .withPath(file.location())
            .withFormat(file.format())
            .withFileSizeInBytes(file.fileSizeInBytes())
            .withRecordCount(file.recordCount())
            .build();
    return new BaseFileScanTask(
        plain,
        new DeleteFile[0],
        SchemaParser.toJson(table.schema()),
        PartitionSpecParser.toJson(spec),
        ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()));
  }
}
