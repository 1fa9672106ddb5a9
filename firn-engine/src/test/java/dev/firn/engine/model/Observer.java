package dev.firn.engine.model;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.Damage;
import dev.firn.engine.log.LogIdentity;
import dev.firn.engine.log.LoggedBatch;
import dev.firn.engine.log.PendingLog;
import dev.firn.engine.model.ModelTable.Found;
import dev.firn.engine.model.Violation.Kind;
import dev.firn.engine.registry.LogRow;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/**
 * Looks at a warehouse from outside: tables by Iceberg's own readers, logs by their files. Files
 * never change, so each is read once.
 */
final class Observer implements AutoCloseable {
  private final Firn firn;
  private final List<TableName> names;
  private final Map<String, List<DataFile>> manifests = new HashMap<>();
  private final Map<Long, List<String>> manifestsOf = new HashMap<>();
  private final Map<String, Map<Long, Map<Integer, String>>> files = new HashMap<>();

  /**
   * @param firn a process that only looks
   * @param names those that the table may have
   */
  Observer(Firn firn, List<TableName> names) {
    this.firn = firn;
    this.names = names;
  }

  /** The table under whatever name it has; empty if there is none. */
  Optional<FirnTable> table() {
    for (TableName name : names) {
      try {
        return Optional.of(firn.table(name.toString()));
      } catch (FirnException e) {
        if (e.code() != ErrorCode.TABLE_NOT_FOUND) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  /** The rows of the current snapshot, by number. */
  Set<Long> rowsOf(FirnTable table) {
    TableMetadata metadata = table.metadata();
    Set<Long> numbers = new HashSet<>();
    for (DataFile file : filesOf(table, metadata.currentSnapshot())) {
      numbers.addAll(read(table, metadata, file).keySet());
    }
    return numbers;
  }

  /** All rows in the table and in its logs. */
  Map<Long, List<Found>> find(FirnTable table, String when) {
    TableMetadata metadata = table.metadata();
    Map<Long, List<Found>> found = new HashMap<>();
    for (DataFile file : filesOf(table, metadata.currentSnapshot())) {
      String name = file.location().substring(file.location().lastIndexOf('/') + 1);
      read(table, metadata, file)
          .forEach(
              (number, values) ->
                  found
                      .computeIfAbsent(number, each -> new ArrayList<>())
                      .add(new Found(name, values)));
    }
    for (LogRow log : firn.registry().logs().listByTable(metadata.uuid())) {
      readLog(log, metadata, table.name(), found, when);
    }
    return found;
  }

  private void readLog(
      LogRow log,
      TableMetadata metadata,
      TableName name,
      Map<Long, List<Found>> found,
      String when) {
    long committed =
        LogPosition.of(metadata.properties(), log.logId()).map(LogPosition::offset).orElse(0L);
    LogIdentity identity = new LogIdentity(log.tableUuid(), log.logId(), log.folder(), name);
    List<Damage> damages =
        new PendingLog(firn.storage(), firn.allocator())
            .read(identity, committed, batch -> add(batch, log.logId(), found));
    if (!damages.isEmpty()) {
      throw new Violation(
          Kind.LOST, when + ", log " + log.logId() + ": " + damages.getFirst().words());
    }
  }

  private static void add(LoggedBatch batch, String logId, Map<Long, List<Found>> found) {
    VectorSchemaRoot root = batch.root();
    for (int i = 0; i < root.getRowCount(); i++) {
      Map<Integer, String> values = new HashMap<>();
      for (FieldVector vector : root.getFieldVectors()) {
        Object value = vector.getObject(i);
        if (value != null) {
          values.put(
              Integer.valueOf(vector.getField().getMetadata().get(ArrowMapping.FIELD_ID_KEY)),
              value.toString());
        }
      }
      found
          .computeIfAbsent(Long.valueOf(values.get(1)), each -> new ArrayList<>())
          .add(new Found("log " + logId + " " + batch.rows(), values));
    }
  }

  private List<DataFile> filesOf(FirnTable table, Snapshot snapshot) {
    if (snapshot == null) {
      return List.of();
    }
    FileIO io = table.icebergTable().io();
    List<String> locations =
        manifestsOf.computeIfAbsent(
            snapshot.snapshotId(),
            id ->
                snapshot.allManifests(io).stream()
                    .peek(manifest -> readManifest(table, manifest))
                    .map(ManifestFile::path)
                    .toList());
    return locations.stream().flatMap(each -> manifests.get(each).stream()).toList();
  }

  private void readManifest(FirnTable table, ManifestFile manifest) {
    manifests.computeIfAbsent(
        manifest.path(),
        path -> {
          List<DataFile> files = new ArrayList<>();
          try (ManifestReader<DataFile> reader =
              ManifestFiles.read(
                  manifest, table.icebergTable().io(), table.metadata().specsById())) {
            reader.forEach(file -> files.add(file.copy()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return files;
        });
  }

  private Map<Long, Map<Integer, String>> read(
      FirnTable table, TableMetadata metadata, DataFile file) {
    return files.computeIfAbsent(
        file.location(), location -> readFile(table, metadata.schema(), location));
  }

  private static Map<Long, Map<Integer, String>> readFile(
      FirnTable table, Schema schema, String location) {
    Map<Long, Map<Integer, String>> rows = new HashMap<>();
    try (CloseableIterable<Record> records =
        Parquet.read(table.icebergTable().io().newInputFile(location))
            .project(schema)
            .createReaderFunc(written -> GenericParquetReaders.buildReader(schema, written))
            .build()) {
      for (Record record : records) {
        Map<Integer, String> values = new HashMap<>();
        for (Types.NestedField column : schema.columns()) {
          Object value = ((GenericRecord) record).getField(column.name());
          if (value != null) {
            values.put(column.fieldId(), value.toString());
          }
        }
        if (rows.put(Long.valueOf(values.get(1)), values) != null) {
          throw new Violation(
              Kind.DOUBLED,
              "row " + ModelTable.name(Long.parseLong(values.get(1))) + " is twice in " + location);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** Every file of the table is referred to, and there; or somebody knows that it is not. */
  void requireFilesKnown(FirnTable table, String when) {
    Set<String> referenced = referencedBy(table);
    Set<String> present = new HashSet<>(firn.storage().list(table.metadata().location()));
    for (String file : referenced) {
      if (!present.contains(file)) {
        throw new Violation(Kind.MISSING_FILE, when + ": " + file);
      }
    }
    Set<String> known =
        firn.registry().unsettledFiles().list().stream()
            .map(UnsettledFile::location)
            .collect(Collectors.toSet());
    for (String file : present) {
      if (!referenced.contains(file)
          && !known.contains(file)
          && !file.endsWith("/version-hint.text")) {
        throw new Violation(Kind.UNKNOWN_FILE, when + ": " + file);
      }
    }
  }

  /** Every log's folder is in the registry. */
  void requireLogsKnown(String logRoot, String when) {
    Set<String> known = new HashSet<>();
    firn.registry().logs().list().forEach(log -> known.add(log.folder()));
    for (String file : firn.storage().list(logRoot)) {
      String folder = file.substring(0, file.lastIndexOf('/'));
      if (!folder.equals(logRoot) && !known.contains(folder)) {
        throw new Violation(Kind.UNKNOWN_FILE, when + ": " + file);
      }
    }
  }

  private Set<String> referencedBy(FirnTable table) {
    TableMetadata metadata = table.metadata();
    Set<String> referenced = new HashSet<>();
    referenced.add(metadata.metadataFileLocation());
    metadata.previousFiles().forEach(each -> referenced.add(each.file()));
    metadata.partitionStatisticsFiles().forEach(each -> referenced.add(each.path()));
    for (Snapshot snapshot : metadata.snapshots()) {
      referenced.add(snapshot.manifestListLocation());
      filesOf(table, snapshot).forEach(file -> referenced.add(file.location()));
      referenced.addAll(manifestsOf.get(snapshot.snapshotId()));
    }
    return referenced;
  }

  Firn firn() {
    return firn;
  }

  @Override
  public void close() {
    firn.closeFast();
  }
}
