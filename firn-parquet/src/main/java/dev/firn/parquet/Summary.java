package dev.firn.parquet;

/** The bounds of the values of one page, NaN left out, in Parquet's plain encoding. */
interface Summary {
  /** Takes in the values in the workspace. */
  void add(Workspace workspace, int count);

  /** Whether there was any value that bounds can be made of. */
  boolean hasBounds();

  byte[] min();

  byte[] max();

  default long nanCount() {
    return 0;
  }

  void clear();

  /** An empty summary for a column. */
  static Summary of(LeafColumn column) {
    if (column.order().isGeospatial()) {
      return new NoSummary();
    }
    return switch (column.layout()) {
      case BOOLEAN -> new BooleanSummary();
      case INT8, INT16, INT32, DECIMAL_INT32 -> new IntSummary();
      case INT64, DECIMAL_INT64 -> new LongSummary();
      case FLOAT -> new FloatSummary();
      case DOUBLE -> new DoubleSummary();
      case DECIMAL_FIXED -> new BytesSummary(Long.MIN_VALUE);
      case FIXED, BYTES, LARGE_BYTES, VIEW_BYTES -> new BytesSummary(0);
    };
  }
}
