package dev.firn.cli;

/** How results are written. Lower case on the command line. */
enum OutputFormat {
  table,
  json,
  csv
}
