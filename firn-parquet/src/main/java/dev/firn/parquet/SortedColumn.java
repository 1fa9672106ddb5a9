package dev.firn.parquet;

/**
 * One of the columns by which the rows of a file are sorted (the format's {@code SortingColumn}).
 *
 * @param fieldId the leaf's id
 * @param isDescending whether the largest value comes first
 * @param isNullsFirst whether nulls come before all values
 */
public record SortedColumn(int fieldId, boolean isDescending, boolean isNullsFirst) {}
