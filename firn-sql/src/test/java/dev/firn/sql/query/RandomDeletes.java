package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.Firn;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * Deletes as other engines write them, by Iceberg's own catalog and writers: position deletes in
 * format 2, deletion vectors in format 3, equality deletes in both.
 */
final class RandomDeletes {
  private final Firn firn;
  private final ModelledTable model;
  private final Random random;
  private int fileNumber;

  RandomDeletes(Firn firn, ModelledTable model, Random random) {
    this.firn = firn;
    this.model = model;
    this.random = random;
  }

  /** Deletes some rows of some files, and the same rows of the model. */
  void delete() throws IOException {
    try (JdbcCatalog catalog = catalog()) {
      Table table = catalog.loadTable(TableIdentifier.of("air", "t"));
      List<FileScanTask> tasks = new ArrayList<>();
      table.newScan().planFiles().forEach(tasks::add);
      Collections.shuffle(tasks, random);
      RowDelta delta = table.newRowDelta();
      List<Long> gone = new ArrayList<>();
      for (FileScanTask task : tasks.subList(0, Math.min(3, tasks.size()))) {
        List<Long> ids = idsOf(task.file());
        List<Long> positions = new ArrayList<>();
        for (long position = 0; position < ids.size(); position++) {
          if (random.nextInt(3) == 0) {
            positions.add(position);
          }
        }
        List<Long> deleted = positions.stream().map(at -> ids.get(at.intValue())).toList();
        if (!deleted.isEmpty()) {
          write(table, task, positions, deleted).forEach(delta::addDeletes);
          gone.addAll(deleted);
        }
      }
      delta.commit();
      model.delete(gone);
    }
  }

  private JdbcCatalog catalog() {
    JdbcCatalog catalog = new JdbcCatalog();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(CatalogProperties.URI, firn.config().catalogUri());
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, firn.config().warehouse().toString());
    properties.put(CatalogProperties.FILE_IO_IMPL, LocalFileIo.class.getName());
    properties.put("jdbc.schema-version", "V1");
    catalog.initialize("firn", properties);
    return catalog;
  }

  private List<DeleteFile> write(
      Table table, FileScanTask task, List<Long> positions, List<Long> ids) throws IOException {
    if (random.nextInt(4) == 0) {
      return List.of(equalityDelete(table, task.file(), ids));
    }
    return TableUtil.formatVersion(table) > 2
        ? vectors(table, task, positions)
        : List.of(positionDelete(table, task.file(), positions));
  }

  private DeleteFile equalityDelete(Table table, DataFile file, List<Long> ids) throws IOException {
    int idColumn = table.schema().findField("id").fieldId();
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(new int[] {idColumn})
            .equalityDeleteRowSchema(table.schema().select("id"))
            .build();
    EqualityDeleteWriter<Record> writer =
        writers.newEqualityDeleteWriter(output(table), specOf(table, file), file.partition());
    try (writer) {
      for (long id : ids) {
        GenericRecord row = GenericRecord.create(table.schema().select("id"));
        row.setField("id", id);
        writer.write(row);
      }
    }
    return writer.toDeleteFile();
  }

  private DeleteFile positionDelete(Table table, DataFile file, List<Long> positions)
      throws IOException {
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(table).deleteFileFormat(FileFormat.PARQUET).build();
    PositionDeleteWriter<Record> writer =
        writers.newPositionDeleteWriter(output(table), specOf(table, file), file.partition());
    try (writer) {
      PositionDelete<Record> delete = PositionDelete.create();
      positions.forEach(position -> writer.write(delete.set(file.location(), position)));
    }
    return writer.toDeleteFile();
  }

  /** A file has one vector, so a new one holds what the old one held. */
  private List<DeleteFile> vectors(Table table, FileScanTask task, List<Long> positions)
      throws IOException {
    BaseDeleteLoader loader =
        new BaseDeleteLoader(delete -> table.io().newInputFile(delete.location()));
    List<DeleteFile> before =
        task.deletes().stream().filter(delete -> delete.format() == FileFormat.PUFFIN).toList();
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 1, fileNumber++).format(FileFormat.PUFFIN).build();
    BaseDVFileWriter writer =
        new BaseDVFileWriter(
            files, path -> before.isEmpty() ? null : loader.loadPositionDeletes(before, path));
    try (writer) {
      for (long position : positions) {
        writer.delete(
            task.file().location(), position, specOf(table, task.file()), task.file().partition());
      }
    }
    RowDelta replaced =
        table.newRowDelta().validateFromSnapshot(table.currentSnapshot().snapshotId());
    before.forEach(replaced::removeDeletes);
    writer.result().deleteFiles().forEach(replaced::addDeletes);
    replaced.commit();
    return List.of();
  }

  private EncryptedOutputFile output(Table table) {
    String location =
        table.locationProvider().newDataLocation("deletes-" + fileNumber++ + ".parquet");
    return EncryptedFiles.encryptedOutput(
        table.io().newOutputFile(location), EncryptionKeyMetadata.EMPTY);
  }

  private static PartitionSpec specOf(Table table, DataFile file) {
    return table.specs().get(file.specId());
  }

  /** The ids in a file, by position. */
  private List<Long> idsOf(DataFile file) {
    String sql =
        "SELECT id FROM read_parquet("
            + DuckDbSql.literal(LocalStorage.pathOf(file.location()).toString())
            + ", schema = MAP {1: {name: 'id', type: 'BIGINT', default_value: NULL}},"
            + " file_row_number = true, hive_partitioning = false) ORDER BY file_row_number";
    List<Long> ids = new ArrayList<>();
    try (ArrowReader rows = model.model().query(sql, 1_000)) {
      while (rows.loadNextBatch()) {
        BigIntVector vector = (BigIntVector) rows.getVectorSchemaRoot().getVector(0);
        for (int row = 0; row < vector.getValueCount(); row++) {
          ids.add(vector.get(row));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }
}
