package dev.firn.sql.record;

import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.StorageFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** A table written by Iceberg's own writers, its metadata in memory, its files in a folder. */
final class WrittenTable {
  private final Path folder;
  private final FileIO io = new StorageFileIO(LocalStorage.create());
  private final BaseTable table;
  private int fileCount;

  private WrittenTable(Path folder, TableMetadata metadata) {
    this.folder = folder;
    this.table = new BaseTable(new InMemoryOperations(metadata), "test.written");
  }

  static WrittenTable create(Path folder, int formatVersion, Schema schema) {
    return create(folder, formatVersion, PartitionSpec.builderFor(schema).build());
  }

  static WrittenTable create(Path folder, int formatVersion, PartitionSpec spec) {
    Map<String, String> properties = new HashMap<>();
    properties.put("format-version", Integer.toString(formatVersion));
    String location = LocalStorage.locationOf(folder);
    return new WrittenTable(
        folder, TableMetadata.newTableMetadata(spec.schema(), spec, location, properties));
  }

  Table table() {
    return table;
  }

  Schema schema() {
    return table.schema();
  }

  List<FileScanTask> tasks() {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      return List.copyOf(
          StreamSupport.stream(tasks.spliterator(), false)
              .sorted(Comparator.comparing(task -> task.file().location()))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DataFile append(Record... rows) throws IOException {
    return append(FileFormat.PARQUET, rows);
  }

  DataFile append(FileFormat format, Record... rows) throws IOException {
    return commit(write(format, schema(), null, rows));
  }

  DataFile commit(DataFile file) {
    table.newAppend().appendFile(file).commit();
    return file;
  }

  /** A data file with field ids, of any columns, whatever the table has. */
  DataFile write(FileFormat format, Schema columns, StructLike partition, Record... rows)
      throws IOException {
    try (var writer = writer(format, columns, partition)) {
      Arrays.stream(rows).forEach(writer::write);
      writer.close();
      return writer.toDataFile();
    }
  }

  DeleteFile deletePositions(DataFile file, long... positions) throws IOException {
    PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(output("deletes.parquet"))
            .withSpec(specOf(file))
            .withPartition(file.partition())
            .buildPositionWriter();
    try (writer) {
      for (long position : positions) {
        writer.write(PositionDelete.<Record>create().set(file.location(), position));
      }
    }
    return commit(writer.toDeleteFile());
  }

  void deleteByVector(DataFile file, long... positions) throws IOException {
    OutputFileFactory files = OutputFileFactory.builderFor(table, 1, 1).build();
    BaseDVFileWriter writer = new BaseDVFileWriter(files, _ -> null);
    try (writer) {
      for (long position : positions) {
        writer.delete(file.location(), position, specOf(file), file.partition());
      }
    }
    writer.result().deleteFiles().forEach(this::commit);
  }

  DeleteFile deleteEqual(FileFormat format, List<Integer> ids, Schema columns, Record... keys)
      throws IOException {
    EqualityDeleteWriter<Record> writer = equalityWriter(format, ids, columns);
    try (writer) {
      Arrays.stream(keys).forEach(writer::write);
    }
    return commit(writer.toDeleteFile());
  }

  OutputFile output(String name) {
    fileCount++;
    return io.newOutputFile(
        LocalStorage.locationOf(folder.resolve(String.format("%03d-%s", fileCount, name))));
  }

  private DeleteFile commit(DeleteFile deletes) {
    table.newRowDelta().addDeletes(deletes).commit();
    return deletes;
  }

  private EqualityDeleteWriter<Record> equalityWriter(
      FileFormat format, List<Integer> ids, Schema columns) throws IOException {
    PartitionSpec unpartitioned = PartitionSpec.unpartitioned();
    if (format == FileFormat.AVRO) {
      return Avro.writeDeletes(output("equal.avro"))
          .createWriterFunc(DataWriter::create)
          .rowSchema(columns)
          .equalityFieldIds(ids)
          .withSpec(unpartitioned)
          .buildEqualityWriter();
    }
    return Parquet.writeDeletes(output("equal.parquet"))
        .createWriterFunc(GenericParquetWriter::create)
        .rowSchema(columns)
        .equalityFieldIds(ids)
        .withSpec(unpartitioned)
        .buildEqualityWriter();
  }

  private org.apache.iceberg.io.DataWriter<Record> writer(
      FileFormat format, Schema columns, StructLike partition) throws IOException {
    if (format == FileFormat.AVRO) {
      return Avro.writeData(output("data.avro"))
          .schema(columns)
          .createWriterFunc(DataWriter::create)
          .withSpec(table.spec())
          .withPartition(partition)
          .build();
    }
    return Parquet.writeData(output("data.parquet"))
        .schema(columns)
        .createWriterFunc(GenericParquetWriter::create)
        .withSpec(table.spec())
        .withPartition(partition)
        .build();
  }

  private PartitionSpec specOf(DataFile file) {
    return table.specs().get(file.specId());
  }

  private final class InMemoryOperations implements TableOperations {
    private TableMetadata metadata;

    InMemoryOperations(TableMetadata metadata) {
      this.metadata = metadata;
    }

    @Override
    public TableMetadata current() {
      return metadata;
    }

    @Override
    public TableMetadata refresh() {
      return metadata;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
      metadata = changed;
    }

    @Override
    public FileIO io() {
      return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return metadata.location() + "/metadata/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(metadata.location(), metadata.properties());
    }
  }
}
