package dev.firn.sql.record;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;

/** Files without field ids: a key, and a struct with one old name, which is null in one row. */
final class ForeignFiles {
  private static final org.apache.avro.Schema STRUCT =
      SchemaBuilder.record("inner").fields().optionalString("old").endRecord();
  private static final org.apache.avro.Schema SCHEMA =
      SchemaBuilder.record("row")
          .fields()
          .optionalString("unmapped")
          .requiredInt("key")
          .name("s")
          .type()
          .unionOf()
          .nullType()
          .and()
          .type(STRUCT)
          .endUnion()
          .nullDefault()
          .endRecord();

  private ForeignFiles() {}

  static DataFile parquet(OutputFile file) throws IOException {
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(new ParquetOutput(file))
            .withSchema(SCHEMA)
            .withConf(new PlainParquetConfiguration())
            .build()) {
      writer.write(row(1, "x"));
      writer.write(row(2, null));
    }
    return dataFile(file, FileFormat.PARQUET);
  }

  static DataFile avro(OutputFile file) throws IOException {
    try (OutputStream bytes = file.create();
        DataFileWriter<GenericRecord> writer =
            new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
      writer.create(SCHEMA, bytes);
      writer.append(row(1, "x"));
      writer.append(row(2, null));
    }
    return dataFile(file, FileFormat.AVRO);
  }

  private static GenericRecord row(int key, String old) {
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put("unmapped", "u");
    row.put("key", key);
    if (old != null) {
      GenericRecord inner = new GenericData.Record(STRUCT);
      inner.put("old", old);
      row.put("s", inner);
    }
    return row;
  }

  private static DataFile dataFile(OutputFile file, FileFormat format) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withInputFile(file.toInputFile())
        .withFormat(format)
        .withRecordCount(2)
        .build();
  }

  private record ParquetOutput(OutputFile file) implements org.apache.parquet.io.OutputFile {
    @Override
    public org.apache.parquet.io.PositionOutputStream create(long blockBytes) {
      PositionOutputStream stream = file.create();
      return new org.apache.parquet.io.PositionOutputStream() {
        @Override
        public long getPos() throws IOException {
          return stream.getPos();
        }

        @Override
        public void write(int value) throws IOException {
          stream.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
          stream.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
          stream.close();
        }
      };
    }

    @Override
    public org.apache.parquet.io.PositionOutputStream createOrOverwrite(long blockBytes) {
      return create(blockBytes);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
