package dev.firn.bench;

/** What is written in {@link WriterComparison}. */
enum WriterData {
  /** TPC-H's lineitem. */
  LINEITEM,
  /** Flights of a Parquet file. */
  FLIGHTS,
  /** {@link WideRows}. */
  WIDE,
  /** {@link OrderRows}. */
  NESTED,
  /** {@link TextRows}. */
  STRINGS,
  /** {@link SensorRows}. */
  FLOATS;

  /** Its word on a command line. */
  String word() {
    return Options.word(this);
  }
}
