package dev.firn.engine.statistics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.util.PartitionMap;

/**
 * Walks through the manifests of a snapshot and keeps one tally for each partition.
 *
 * <p>Threads: one.
 */
final class PartitionTallies {
  private final Table table;
  private final List<StatisticsColumn> columns;
  private final Map<Long, Snapshot> snapshotsBySequence = new HashMap<>();
  private final PartitionMap<PartitionTally> tallies;

  private PartitionTallies(Table table, Schema schema) {
    this.table = table;
    this.columns = StatisticsColumn.of(schema);
    this.tallies = PartitionMap.create(table.specs());
    for (Snapshot snapshot : table.snapshots()) {
      // All snapshots of format 1 have the number 0.
      if (snapshot.sequenceNumber() > 0) {
        snapshotsBySequence.put(snapshot.sequenceNumber(), snapshot);
      }
    }
  }

  static List<PartitionStatistics> of(Table table, Snapshot snapshot, Schema schema) {
    PartitionTallies all = new PartitionTallies(table, schema);
    for (ManifestFile manifest : snapshot.allManifests(table.io())) {
      all.add(manifest);
    }
    return all.sorted();
  }

  private void add(ManifestFile manifest) {
    boolean isOfData = manifest.content() == ManifestContent.DATA;
    try (ManifestReader<? extends ContentFile<?>> reader =
        isOfData
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (ContentFile<?> file : reader) {
        add(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading manifest '" + manifest.path() + "' failed", e);
    }
  }

  private void add(ContentFile<?> file) {
    PartitionTally tally = tallyOf(file);
    Long sequence = file.fileSequenceNumber();
    if (sequence != null) {
      tally.updatedBy(snapshotsBySequence.get(sequence));
    }
    switch (file.content()) {
      case DATA -> tally.addData((DataFile) file);
      case POSITION_DELETES -> tally.addPositionDeletes(file.recordCount());
      case EQUALITY_DELETES -> tally.addEqualityDeletes(file.recordCount());
      // A manifest of Iceberg's format 4; Firn opens no such table.
      case DATA_MANIFEST, DELETE_MANIFEST ->
          throw new IllegalStateException("A manifest inside a manifest: " + file.location());
    }
  }

  /** The reader reuses its partition, so only a new one is copied. */
  private PartitionTally tallyOf(ContentFile<?> file) {
    PartitionTally known = tallies.get(file.specId(), file.partition());
    if (known != null) {
      return known;
    }
    PartitionSpec spec = table.specs().get(file.specId());
    if (spec == null) {
      throw new IllegalStateException(
          "File '" + file.location() + "' is of a partition spec that its table does not have");
    }
    StructLike partition = new PartitionData(spec.partitionType()).copyFor(file.partition());
    PartitionTally tally = new PartitionTally(spec, partition, columns);
    tallies.put(spec.specId(), partition, tally);
    return tally;
  }

  private List<PartitionStatistics> sorted() {
    Map<Integer, List<PartitionStatistics>> bySpec = new java.util.TreeMap<>();
    for (PartitionTally tally : tallies.values()) {
      bySpec.computeIfAbsent(tally.spec().specId(), _ -> new ArrayList<>()).add(tally.statistics());
    }
    List<PartitionStatistics> sorted = new ArrayList<>();
    for (List<PartitionStatistics> each : bySpec.values()) {
      Comparator<StructLike> order = Comparators.forType(each.getFirst().spec().partitionType());
      each.sort(Comparator.comparing(PartitionStatistics::partition, order));
      sorted.addAll(each);
    }
    return sorted;
  }
}
