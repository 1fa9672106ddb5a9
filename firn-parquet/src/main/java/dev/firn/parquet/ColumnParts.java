package dev.firn.parquet;

import org.jspecify.annotations.Nullable;

/** Chooses the parts that a column's layout needs. */
final class ColumnParts {
  private ColumnParts() {}

  /** What loads values that a batch has one by one. */
  static ValueLoader plainLoader(LeafColumn column) {
    return switch (column.layout()) {
      case BOOLEAN, INT8, INT16, INT32, FLOAT, INT64, DOUBLE ->
          new FixedWidthLoader(column.layout());
      case DECIMAL_INT32, DECIMAL_INT64, DECIMAL_FIXED -> new DecimalLoader(column);
      case FIXED -> new FixedBytesLoader(column.typeBytes());
      case BYTES, LARGE_BYTES -> new BytesLoader(column);
      case VIEW_BYTES -> new ViewLoader(column);
    };
  }

  /** The dictionary of a column whose plan has one, or null. */
  static @Nullable DictionaryPlaces dictionary(
      LeafColumn column, EncodingPlan plan, WriterOptions options, BufferPool pool) {
    return switch (plan.dictionary()) {
      case NEVER -> null;
      case IF_IT_PAYS, IF_BEST -> {
        int bytesMax = options.dictionaryBytesMax();
        yield new DictionaryPlaces(dictionary(column, bytesMax, pool), bytesMax, pool);
      }
    };
  }

  private static Dictionary dictionary(LeafColumn column, int bytesMax, BufferPool pool) {
    return switch (column.layout().physical()) {
      case INT32, FLOAT -> new IntDictionary(pool, bytesMax);
      case INT64, DOUBLE -> new LongDictionary(pool, bytesMax);
      case BYTE_ARRAY -> new BytesDictionary(pool, bytesMax, Integer.BYTES);
      case FIXED_LEN_BYTE_ARRAY -> new BytesDictionary(pool, bytesMax, 0);
      case BOOLEAN -> throw new IllegalStateException("Booleans have no dictionary.");
      case INT96 -> throw new IllegalStateException("INT96 is never written.");
    };
  }

  /** The Bloom filter of the column's chunks, or null if none is wanted. */
  static @Nullable ColumnFilter filter(LeafColumn column, WriterOptions options, BufferPool pool) {
    BloomFilterOptions wanted = options.bloomFilters().get(column.dottedPath());
    return wanted == null ? null : new ColumnFilter(column, wanted, pool);
  }

  static PlainPage plainPage(Layout layout, BufferPool pool) {
    return switch (layout.physical()) {
      case BOOLEAN -> new PlainBits(pool);
      case INT32, FLOAT -> new PlainBytes(PlainEncoder.INTS, pool);
      case INT64, DOUBLE -> new PlainBytes(PlainEncoder.LONGS, pool);
      case BYTE_ARRAY -> new PlainBytes(PlainEncoder.BYTES, pool);
      case FIXED_LEN_BYTE_ARRAY -> new PlainBytes(PlainEncoder.FIXED, pool);
      case INT96 -> throw new IllegalStateException("INT96 is never written.");
    };
  }
}
