package dev.firn.sql.query;

import dev.firn.sql.predicate.PlannedScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The data files of a snapshot that can hold rows for a query, by partition and by the bounds and
 * counts in the manifests, each with the delete files that apply to it.
 *
 * @param tasks one for each selected file
 * @param filesTotal all data files of the snapshot
 * @param bytesTotal their bytes
 */
record ScanPlan(List<FileScanTask> tasks, long filesTotal, long bytesTotal) {
  ScanPlan {
    tasks = List.copyOf(tasks);
  }

  /** Asks Iceberg's planning. */
  static ScanPlan of(PinnedTable table, PlannedScan planned) {
    return table
        .scan(planned.filter())
        .map(scan -> of(table, scan))
        .orElseGet(() -> new ScanPlan(List.of(), 0, 0));
  }

  long bytesSelected() {
    return tasks.stream().mapToLong(task -> task.file().fileSizeInBytes()).sum();
  }

  private static ScanPlan of(PinnedTable table, TableScan scan) {
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
      files.forEach(tasks::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading manifests of '" + table.name() + "' failed", e);
    }
    long[] totals = totals(table, scan.snapshot());
    return new ScanPlan(tasks, totals[0], totals[1]);
  }

  /** Files and bytes, from the snapshot's summary where it tells them of data files alone. */
  private static long[] totals(PinnedTable table, Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    String files = summary.get(SnapshotSummary.TOTAL_DATA_FILES_PROP);
    String bytes = summary.get(SnapshotSummary.TOTAL_FILE_SIZE_PROP);
    boolean tells = "0".equals(summary.get(SnapshotSummary.TOTAL_DELETE_FILES_PROP));
    return tells && files != null && bytes != null
        ? new long[] {Long.parseLong(files), Long.parseLong(bytes)}
        : counted(table, snapshot);
  }

  private static long[] counted(PinnedTable table, Snapshot snapshot) {
    long files = 0;
    long bytes = 0;
    for (ManifestFile manifest : snapshot.dataManifests(table.iceberg().io())) {
      try (ManifestReader<DataFile> entries =
          ManifestFiles.read(manifest, table.iceberg().io(), table.iceberg().specs())) {
        for (DataFile file : entries) {
          files++;
          bytes += file.fileSizeInBytes();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Reading manifest '" + manifest.path() + "' failed", e);
      }
    }
    return new long[] {files, bytes};
  }
}
