package dev.firn.engine.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.StoredColumn;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.Compression;
import dev.firn.parquet.FileFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StoredColumnsTest {
  private final StoredColumns columns = new StoredColumns();

  @Test
  void figuresOfAllFilesAreAddedUp() {
    columns.add(file(2));
    columns.add(file(2));
    assertThat(columns.list())
        .containsExactly(
            new StoredColumn("c0", OptionalInt.of(0), "brotli", 4, 10, 2, 0, 6, 8),
            new StoredColumn("c1", OptionalInt.of(1), "brotli", 4, 10, 4, 2, 6, 8));
  }

  @Test
  void withoutFilesThereAreNone() {
    assertThat(columns.list()).isEmpty();
  }

  @Test
  void ofTooManyColumnsTheLargestAreKept() {
    columns.add(file(StoredColumns.COLUMNS_MAX + 500));
    List<StoredColumn> kept = columns.list();
    assertThat(kept).hasSize(StoredColumns.COLUMNS_MAX);
    assertThat(kept).extracting(StoredColumn::encodedBytes).allMatch(bytes -> bytes > 500);
  }

  /** Column i takes i + 1 bytes before compression and i after. */
  private static FileFacts file(int columnCount) {
    return new FileFacts(
        1,
        5,
        List.of(),
        IntStream.range(0, columnCount)
            .mapToObj(
                i ->
                    new ColumnFacts(
                        List.of("c" + i),
                        "c" + i,
                        OptionalInt.of(i),
                        5,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        i + 1,
                        i,
                        0,
                        Set.of(),
                        Compression.brotli(4),
                        3,
                        4))
            .toList(),
        0);
  }
}
