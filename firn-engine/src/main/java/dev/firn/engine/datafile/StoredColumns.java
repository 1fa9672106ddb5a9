package dev.firn.engine.datafile;

import dev.firn.engine.table.StoredColumn;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.FileFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Adds up what the files of one load say of each leaf column. All of them have the same columns,
 * codecs and levels.
 *
 * <p>Threads: one. Limit: of a table with more columns the {@value #COLUMNS_MAX} that take the most
 * bytes are told about.
 */
final class StoredColumns {
  /** A row of the registry each; beyond so many nobody looks at single columns. */
  static final int COLUMNS_MAX = 1_000;

  private final List<StoredColumn> sums = new ArrayList<>();

  /** Takes in a finished file. */
  void add(FileFacts facts) {
    for (int i = 0; i < facts.columns().size(); i++) {
      StoredColumn column = columnOf(facts.columns().get(i));
      if (i == sums.size()) {
        sums.add(column);
      } else {
        sums.set(i, sums.get(i).plus(column));
      }
    }
  }

  /** The sums, in the order of the schema unless some are left out; empty without files. */
  List<StoredColumn> list() {
    return sums.size() <= COLUMNS_MAX
        ? List.copyOf(sums)
        : sums.stream()
            .sorted(Comparator.comparingLong(StoredColumn::encodedBytes).reversed())
            .limit(COLUMNS_MAX)
            .toList();
  }

  private static StoredColumn columnOf(ColumnFacts facts) {
    return new StoredColumn(
        facts.dottedPath(),
        facts.fieldId(),
        facts.compression().codec().name().toLowerCase(Locale.ROOT),
        facts.compression().level(),
        facts.valueCount(),
        facts.encodedBytes(),
        facts.compressedBytes(),
        facts.encodeNanos(),
        facts.compressNanos());
  }
}
