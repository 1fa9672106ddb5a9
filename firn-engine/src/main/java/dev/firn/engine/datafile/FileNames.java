package dev.firn.engine.datafile;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.registry.UnsettledFiles;
import dev.firn.engine.table.FinishedFile;
import dev.firn.engine.table.TableName;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names for the files of one load, registered as unsettled before they are used: in blocks that
 * double, so that one file costs one synced transaction and a thousand cost ten; those of
 * partitions that were announced together as one block.
 *
 * <p>Threads: one.
 */
final class FileNames {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

  /** A block is one transaction; 256 rows keep it around a millisecond. */
  private static final int BLOCK_MAX = 256;

  private final UnsettledFiles registry;
  private final Environment environment;
  private final TableName table;
  private final String tableFolder;
  private final String commitId;
  private final String ownerId;

  /** The first file of each partition that comes next; at most as many as were announced. */
  private final Map<String, String> expected = new HashMap<>();

  /** What files became that are finished, until the registry is told with the next transaction. */
  private final List<FinishedFile> unrecorded = new ArrayList<>();

  /** Further files of the partition that is being written. */
  private final Deque<String> free = new ArrayDeque<>();

  private String freeFolder = "";
  private int block = 1;

  FileNames(DataFilePlan plan) {
    this.registry = plan.unsettledFiles();
    this.environment = plan.environment();
    this.table = plan.table();
    this.tableFolder = plan.metadata().location();
    this.commitId = plan.commitId();
    this.ownerId = plan.ownerId();
  }

  /** Registers a file for each of some partitions in one transaction. */
  void expect(List<PartitionKey> partitions) {
    List<UnsettledFile> files = new ArrayList<>();
    expected.clear();
    for (PartitionKey partition : partitions) {
      UnsettledFile file = dataFile(partition.folder());
      files.add(file);
      expected.put(partition.folder(), file.location());
    }
    register(files);
  }

  /**
   * A name that no file has: {@code data/<partition>/{table}_data_{YYYYMMDD}_{ulid}.parquet}.
   *
   * @param folder the partition's, empty without partitions
   */
  String nextDataFile(String folder) {
    String first = expected.remove(folder);
    if (first != null) {
      return first;
    }
    if (!folder.equals(freeFolder)) {
      free.clear();
      freeFolder = folder;
      block = 1;
    }
    if (free.isEmpty()) {
      List<UnsettledFile> files = new ArrayList<>();
      for (int i = 0; i < block; i++) {
        files.add(dataFile(folder));
      }
      register(files);
      files.forEach(file -> free.add(file.location()));
      block = Math.min(2 * block, BLOCK_MAX);
    }
    return free.remove();
  }

  /** The folder of a partition's files. */
  String dataFolder(String folder) {
    return tableFolder + (folder.isEmpty() ? "/data" : "/data/" + folder);
  }

  /** A name for the manifest. */
  String manifest() {
    String location = tableFolder + "/manifests/" + environment.ulids().get() + ".avro";
    register(List.of(file(Kind.MANIFEST, location)));
    return location;
  }

  /**
   * Takes down what a file became. The registry is told with the next names it gets, or after so
   * many files; never in a transaction for one of them.
   */
  void finished(FinishedFile file) {
    unrecorded.add(file);
    if (unrecorded.size() >= BLOCK_MAX) {
      registry.stage(unrecorded);
      unrecorded.clear();
    }
  }

  /** What the registry has not been told yet. */
  List<FinishedFile> unrecorded() {
    return unrecorded;
  }

  private void register(List<UnsettledFile> files) {
    registry.register(files, unrecorded);
    unrecorded.clear();
  }

  private UnsettledFile dataFile(String folder) {
    return file(Kind.DATA, dataFolder(folder) + "/" + dataFileName());
  }

  private String dataFileName() {
    return table.name()
        + "_data_"
        + DAY.format(environment.clock().instant())
        + "_"
        + environment.ulids().get()
        + ".parquet";
  }

  private UnsettledFile file(Kind kind, String location) {
    return new UnsettledFile(
        location, commitId, ownerId, table, kind, environment.clock().instant());
  }
}
