package dev.firn.engine.datafile;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.registry.UnsettledFiles;
import dev.firn.engine.table.TableName;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Names for the files of one load, registered as unsettled before they are used: in blocks that
 * double, so that one file costs one synced transaction and a thousand cost ten.
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
  private final Deque<String> free = new ArrayDeque<>();
  private int block = 1;

  FileNames(DataFilePlan plan) {
    this.registry = plan.unsettledFiles();
    this.environment = plan.environment();
    this.table = plan.table();
    this.tableFolder = plan.metadata().location();
    this.commitId = plan.commitId();
    this.ownerId = plan.ownerId();
  }

  /** A name that no file has: {@code data/{table}_data_{YYYYMMDD}_{ulid}.parquet}. */
  String nextDataFile() {
    if (free.isEmpty()) {
      List<UnsettledFile> files = new ArrayList<>();
      for (int i = 0; i < block; i++) {
        files.add(file(Kind.DATA, tableFolder + "/data/" + dataFileName()));
      }
      registry.register(files);
      files.forEach(file -> free.add(file.location()));
      block = Math.min(2 * block, BLOCK_MAX);
    }
    return free.remove();
  }

  /** A name for the manifest. */
  String manifest() {
    String location = tableFolder + "/manifests/" + environment.ulids().get() + ".avro";
    registry.register(List.of(file(Kind.MANIFEST, location)));
    return location;
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
