package dev.firn.engine.catalog;

/** One field of a partition spec, as it is asked for. */
public record PartitionTerm(ColumnRef column, ColumnTransform transform) {}
