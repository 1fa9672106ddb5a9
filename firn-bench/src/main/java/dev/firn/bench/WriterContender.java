package dev.firn.bench;

/** Who writes in {@link WriterComparison}, each in a process of its own. */
enum WriterContender {
  /** What the others are held against. */
  FIRN("Firn, compatible"),
  /** As the first, with two threads. */
  FIRN_2("Firn, 2 threads"),
  FIRN_MODERN("Firn, modern"),
  ICEBERG("Iceberg, generic"),
  TRINO("Trino"),
  DUCKDB("DuckDB, COPY"),
  PYARROW("pyarrow"),
  POLARS("Polars"),
  ARROW_RS("arrow-rs");

  private final String title;

  WriterContender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Its word on a command line: {@code firn-modern}. */
  String word() {
    return Options.word(this);
  }

  /** What it is written in, or Firn; plots give each a colour. */
  String group() {
    return switch (this) {
      case FIRN, FIRN_2, FIRN_MODERN -> "Firn";
      case ICEBERG, TRINO -> "Java";
      case DUCKDB, PYARROW -> "C++";
      case POLARS, ARROW_RS -> "Rust";
    };
  }

  /** Whether it is slower in its first rounds than later. */
  boolean isCompiledWhileItRuns() {
    return switch (this) {
      case FIRN, FIRN_2, FIRN_MODERN, ICEBERG, TRINO -> true;
      case DUCKDB, PYARROW, POLARS, ARROW_RS -> false;
    };
  }
}
