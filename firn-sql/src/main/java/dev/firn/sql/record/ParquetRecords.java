package dev.firn.sql.record;

import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetValueReader;
import org.apache.parquet.schema.MessageType;

/** The records of a Parquet file. */
final class ParquetRecords {
  private ParquetRecords() {}

  static CloseableIterable<Record> open(TaskOpener.OpenedFile file, Schema columns) {
    return Parquet.read(file.input())
        .project(columns)
        .split(file.task().start(), file.task().length())
        // Without any mapping, Iceberg would number the columns of a file without ids itself.
        .withNameMapping(file.mapping().orElseGet(NameMapping::empty))
        .createReaderFunc(schema -> reader(file, columns, schema))
        .build();
  }

  private static ParquetValueReader<?> reader(
      TaskOpener.OpenedFile file, Schema columns, MessageType schema) {
    if (file.mapping().isEmpty() && !ParquetSchemaUtil.hasIds(schema)) {
      throw file.refuseWithoutIds();
    }
    return GenericParquetReaders.buildReader(columns, schema, file.constants());
  }
}
