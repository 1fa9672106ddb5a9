package dev.firn.sql.predicate;

import java.util.Set;
import org.apache.iceberg.expressions.Expression;

/**
 * What a query asks of one table: taken together, all the places where it scans it.
 *
 * @param filter true for every row that can matter
 * @param columnIndexes the columns that are read, by their place in the table's schema
 */
public record PlannedScan(Expression filter, Set<Integer> columnIndexes) {
  public PlannedScan {
    columnIndexes = Set.copyOf(columnIndexes);
  }
}
