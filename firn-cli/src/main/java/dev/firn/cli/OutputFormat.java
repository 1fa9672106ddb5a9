package dev.firn.cli;

/** How results are written. Lower case on the command line. */
enum OutputFormat {
  table,
  json,
  csv,
  /** Arrow's IPC stream; for the rows of a query only. */
  arrow,
  /** For the rows of a query only, and into a file. */
  parquet;

  /** Whether results come as columns, which only the rows of a query have. */
  boolean isColumnar() {
    return switch (this) {
      case table, json, csv -> false;
      case arrow, parquet -> true;
    };
  }
}
