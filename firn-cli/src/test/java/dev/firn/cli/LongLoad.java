package dev.firn.cli;

import java.nio.file.Path;

/** A table and a file whose load takes long enough to be hit in the middle, in many files. */
final class LongLoad {
  static final long ROWS = 1_500_000;
  static final String TABLE = "big.rows";
  static final String CREATE_TABLE =
      "CREATE TABLE big.rows (n bigint NOT NULL, a bigint, b varchar, c double)"
          + " WITH (max_file_size = '2MB')";

  private LongLoad() {}

  /** Writes a Parquet file of rows that do not compress well. */
  static Path write(Path file, long rows) {
    return TestParquet.write(
        file,
        "SELECT range AS n, (hash(range) >> 1)::BIGINT AS a, hash(range + 1)::VARCHAR AS b,"
            + " (hash(range + 2) / 3)::DOUBLE AS c FROM range("
            + rows
            + ")");
  }
}
