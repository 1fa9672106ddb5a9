package dev.firn.engine.table;

import org.apache.iceberg.ManifestFile;
import org.jspecify.annotations.Nullable;

/**
 * Finished, durable data files that no snapshot has yet, listed in one manifest.
 *
 * @param manifest the manifest, or null if there are no files because there were no rows
 * @param partitions how many partitions the files are in
 * @param schemaId the schema they were written with
 */
public record StagedFiles(
    @Nullable ManifestFile manifest,
    long rows,
    long files,
    long bytes,
    long partitions,
    int schemaId) {}
