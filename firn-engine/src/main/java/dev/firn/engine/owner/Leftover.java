package dev.firn.engine.owner;

import dev.firn.engine.table.TableName;

/**
 * A file that a dead process left.
 *
 * @param bytes freed by removing it; -1 if it was registered but never made, or only reported
 * @param processId the dead process
 */
public record Leftover(TableName table, String location, long bytes, long processId) {}
