package dev.firn.engine.statistics;

/**
 * The delete files of a partition. Records are those in the delete files: one of an equality delete
 * may delete any number of rows, or none.
 *
 * @param positionRecords positions in position delete files and deletion vectors
 * @param positionFiles position delete files and deletion vectors
 */
public record DeleteCounts(
    long positionRecords, long positionFiles, long equalityRecords, long equalityFiles) {}
