package dev.firn.sql.record;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.avro.SupportsRowPosition;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.PlannedDataReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMapping;

/** The records of an Avro file. */
final class AvroRecords {
  private AvroRecords() {}

  static CloseableIterable<Record> open(TaskOpener.OpenedFile file, Schema columns) {
    return Avro.read(file.input())
        .project(columns)
        .split(file.task().start(), file.task().length())
        .withNameMapping(file.mapping().orElseGet(NameMapping::empty))
        .createResolvingReader(
            schema -> new IdCheckedReader(file, PlannedDataReader.create(schema, file.constants())))
        .build();
  }

  /** Refuses files that no mapping gave ids to; Iceberg would take all their columns for absent. */
  private record IdCheckedReader(TaskOpener.OpenedFile file, PlannedDataReader<Record> reader)
      implements DatumReader<Record>, SupportsRowPosition {
    @Override
    public void setSchema(org.apache.avro.Schema schema) {
      if (file.mapping().isEmpty() && !hasIds(schema)) {
        throw file.refuseWithoutIds();
      }
      reader.setSchema(schema);
    }

    @Override
    public Record read(Record reuse, Decoder decoder) throws IOException {
      return reader.read(reuse, decoder);
    }

    @Override
    public void setRowPositionSupplier(Supplier<Long> position) {
      reader.setRowPositionSupplier(position);
    }

    private static boolean hasIds(org.apache.avro.Schema schema) {
      return schema.getFields().isEmpty()
          || schema.getFields().stream()
              .anyMatch(field -> field.getObjectProp(AvroSchemaUtil.FIELD_ID_PROP) != null);
    }
  }
}
