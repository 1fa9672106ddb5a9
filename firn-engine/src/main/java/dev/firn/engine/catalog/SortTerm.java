package dev.firn.engine.catalog;

import org.apache.iceberg.NullOrder;
import org.apache.iceberg.SortDirection;

/** One field of a sort order, as it is asked for. */
public record SortTerm(
    ColumnRef column, ColumnTransform transform, SortDirection direction, NullOrder nulls) {}
