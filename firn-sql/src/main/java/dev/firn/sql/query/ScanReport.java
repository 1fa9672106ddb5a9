package dev.firn.sql.query;

import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a query reads of one table.
 *
 * @param snapshotId the snapshot; empty for a table without one
 * @param filesSelected data files that can hold rows for the query
 * @param filesTotal all data files of the snapshot
 * @param bytesSelected bytes of the selected ones
 * @param bytesTotal bytes of all
 * @param predicates the condition by which files were selected, as text; empty if there is none
 * @param genericFiles how many of the selected files Iceberg's own reader reads
 * @param genericReasons why it does
 */
public record ScanReport(
    TableName table,
    OptionalLong snapshotId,
    long filesSelected,
    long filesTotal,
    long bytesSelected,
    long bytesTotal,
    String predicates,
    long genericFiles,
    List<String> genericReasons) {
  public ScanReport {
    genericReasons = List.copyOf(genericReasons);
  }

  /** Who reads the files. */
  public String reader() {
    if (genericFiles == 0) {
      return "duckdb";
    }
    String who = genericFiles == filesSelected ? "iceberg" : "duckdb, iceberg";
    String files = genericFiles == 1 ? "1 file" : genericFiles + " files";
    return who + " (" + files + ": " + String.join(", ", genericReasons) + ")";
  }
}
