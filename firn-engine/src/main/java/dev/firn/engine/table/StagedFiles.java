package dev.firn.engine.table;

import java.util.List;
import org.apache.iceberg.ManifestFile;
import org.jspecify.annotations.Nullable;

/**
 * Finished, durable data files that no snapshot has yet, listed in one manifest.
 *
 * @param manifest the manifest, or null if there are no files because there were no rows
 * @param partitions how many partitions the files are in
 * @param schemaId the schema they were written with
 * @param columns how the files hold each leaf column
 * @param unrecorded what the last of the files became, the manifest among them, which the registry
 *     has not been told yet; at most some hundred
 */
public record StagedFiles(
    @Nullable ManifestFile manifest,
    long rows,
    long files,
    long bytes,
    long partitions,
    int schemaId,
    List<StoredColumn> columns,
    List<FinishedFile> unrecorded) {
  public StagedFiles {
    columns = List.copyOf(columns);
    unrecorded = List.copyOf(unrecorded);
  }
}
