package dev.firn.sql.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;

/**
 * The files of a scan by how they are read.
 *
 * @param plain DuckDB maps their columns by field id
 * @param positional the same, without the rows that position deletes and deletion vectors name
 * @param generic Iceberg's own reader reads them, because DuckDB would read them wrong
 * @param reasons why it does, each once
 */
record FileGroups(
    List<FileScanTask> plain,
    List<FileScanTask> positional,
    List<FileScanTask> generic,
    List<String> reasons) {

  /** Sorts the tasks; a file whose layout the check refuses is for Iceberg's reader. */
  static FileGroups of(List<FileScanTask> tasks, LayoutCheck check) {
    FileGroups groups =
        new FileGroups(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (FileScanTask task : tasks) {
      Optional<String> reason = genericReason(task).or(() -> check.difference(task));
      if (reason.isPresent()) {
        groups.generic.add(task);
        if (!groups.reasons.contains(reason.get())) {
          groups.reasons.add(reason.get());
        }
      } else if (task.deletes().isEmpty()) {
        groups.plain.add(task);
      } else {
        groups.positional.add(task);
      }
    }
    return groups;
  }

  /** The files that DuckDB may open: data files, and position deletes in files of their own. */
  static List<String> candidates(List<FileScanTask> tasks) {
    List<String> locations = new ArrayList<>();
    for (FileScanTask task : tasks) {
      if (genericReason(task).isEmpty()) {
        locations.add(task.file().location());
        task.deletes().stream()
            .filter(delete -> delete.format() == FileFormat.PARQUET)
            .forEach(delete -> locations.add(delete.location()));
      }
    }
    return locations;
  }

  /** Why the task cannot be DuckDB's, as far as its manifest entries tell. */
  static Optional<String> genericReason(FileScanTask task) {
    if (task.file().format() != FileFormat.PARQUET) {
      return Optional.of("data files in " + task.file().format());
    }
    for (DeleteFile delete : task.deletes()) {
      if (delete.content() == FileContent.EQUALITY_DELETES) {
        return Optional.of("equality deletes");
      }
      if (delete.format() != FileFormat.PARQUET && delete.format() != FileFormat.PUFFIN) {
        return Optional.of("delete files in " + delete.format());
      }
    }
    return Optional.empty();
  }
}
