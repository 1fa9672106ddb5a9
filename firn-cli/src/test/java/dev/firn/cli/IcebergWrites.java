package dev.firn.cli;

import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.StorageFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionUtil;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.TypeUtil;

/**
 * Iceberg's own Java API writing to a table of Firn's catalog: rows, and deletes of either kind.
 * Every call is one commit.
 */
final class IcebergWrites implements AutoCloseable {
  private final JdbcCatalog catalog =
      new JdbcCatalog(_ -> new StorageFileIO(LocalStorage.create()), null, false);

  IcebergWrites(TestWarehouse warehouse) {
    catalog.initialize(
        "firn",
        Map.of(
            CatalogProperties.URI,
            "jdbc:sqlite:" + warehouse.registry(),
            CatalogProperties.WAREHOUSE_LOCATION,
            "file://" + warehouse.folder(),
            "jdbc.schema-version",
            "V1"));
  }

  Table create(String name, Schema schema, PartitionSpec spec, Map<String, String> properties) {
    return catalog.createTable(TableIdentifier.parse(name), schema, spec, properties);
  }

  /** A table as Iceberg's own catalog sees it. */
  Table load(String name) {
    return catalog.loadTable(TableIdentifier.parse(name));
  }

  /** Appends rows, one file for each partition of the table's spec. */
  List<DataFile> append(Table table, List<Record> rows) {
    List<DataFile> files = new ArrayList<>();
    byPartition(table, table.spec(), rows)
        .forEach((partition, part) -> files.add(dataFile(table, partition, part)));
    var append = table.newAppend();
    files.forEach(append::appendFile);
    append.commit();
    return files;
  }

  /**
   * Deletes the rows that have the same values as one of the keys.
   *
   * @param spec the partitions to which the deletes are written; unpartitioned deletes hold
   *     everywhere
   * @param keys rows of the table's schema, of which only the equality fields are kept
   */
  void delete(Table table, PartitionSpec spec, List<String> fields, List<Record> keys) {
    RowDelta delta = table.newRowDelta();
    byPartition(table, spec, keys)
        .forEach((key, part) -> delta.addDeletes(equalityDeletes(table, spec, fields, key, part)));
    delta.commit();
  }

  /** In one commit, as streaming engines do: the old rows of the keys go, the new ones come. */
  void upsert(Table table, List<String> fields, List<Record> rows) {
    RowDelta delta = table.newRowDelta();
    byPartition(table, table.spec(), rows)
        .forEach(
            (key, part) ->
                delta
                    .addRows(dataFile(table, key, part))
                    .addDeletes(equalityDeletes(table, table.spec(), fields, key, part)));
    delta.commit();
  }

  /** Deletes rows of a file by their positions. */
  void deletePositions(Table table, DataFile file, long... positions) {
    PartitionSpec spec = table.specs().get(file.specId());
    GenericFileWriterFactory factory = factory(table).build();
    PositionDeleteWriter<Record> writer =
        factory.newPositionDeleteWriter(output(table), spec, file.partition());
    try (writer) {
      for (long position : positions) {
        writer.write(PositionDelete.<Record>create().set(file.location(), position));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
  }

  /** A row of the table's schema as it is now. */
  static Record row(Table table, Object... values) {
    GenericRecord record = GenericRecord.create(table.schema());
    for (int i = 0; i < values.length; i++) {
      record.set(i, values[i]);
    }
    return record;
  }

  @Override
  public void close() {
    catalog.close();
  }

  private static DataFile dataFile(Table table, PartitionKey partition, List<Record> rows) {
    DataWriter<Record> writer =
        factory(table).build().newDataWriter(output(table), table.spec(), partition);
    try (writer) {
      rows.forEach(writer::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDataFile();
  }

  private static DeleteFile equalityDeletes(
      Table table,
      PartitionSpec spec,
      List<String> fields,
      PartitionKey partition,
      List<Record> keys) {
    int[] ids =
        fields.stream().mapToInt(field -> table.schema().findField(field).fieldId()).toArray();
    Schema schema =
        TypeUtil.select(table.schema(), IntStream.of(ids).boxed().collect(Collectors.toSet()));
    EqualityDeleteWriter<Record> writer =
        factory(table)
            .equalityFieldIds(ids)
            .equalityDeleteRowSchema(schema)
            .build()
            .newEqualityDeleteWriter(output(table), spec, partition);
    try (writer) {
      keys.forEach(key -> writer.write(projected(schema, key)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDeleteFile();
  }

  /** A row's fields of a smaller schema, also those inside structs. */
  private static Record projected(Schema schema, Record row) {
    GenericRecord record = GenericRecord.create(schema);
    schema
        .columns()
        .forEach(
            column ->
                record.setField(
                    column.name(), fieldOf(column.type(), row.getField(column.name()))));
    return record;
  }

  private static Object fieldOf(org.apache.iceberg.types.Type type, Object value) {
    return type.isStructType() && value != null
        ? projected(type.asStructType().asSchema(), (Record) value)
        : value;
  }

  private static Map<PartitionKey, List<Record>> byPartition(
      Table table, PartitionSpec spec, List<Record> rows) {
    Map<PartitionKey, List<Record>> parts = new LinkedHashMap<>();
    InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
    for (Record row : rows) {
      PartitionKey key = new PartitionKey(spec, table.schema());
      key.partition(wrapper.wrap(row));
      parts.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
    }
    return parts;
  }

  private static GenericFileWriterFactory.Builder factory(Table table) {
    return new GenericFileWriterFactory.Builder(table)
        .dataFileFormat(FileFormat.PARQUET)
        .deleteFileFormat(FileFormat.PARQUET)
        .dataSchema(table.schema());
  }

  private static EncryptedOutputFile output(Table table) {
    String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    return EncryptionUtil.plainAsEncryptedOutput(table.io().newOutputFile(location));
  }
}
