package dev.firn.parquet;

import org.apache.parquet.format.Type;

/** How a leaf's values lie in its Arrow vector, and so which loops encode them. */
enum Layout {
  BOOLEAN(Type.BOOLEAN, BoundOrder.BOOLEAN, 1),
  INT8(Type.INT32, BoundOrder.INT32, 4),
  INT16(Type.INT32, BoundOrder.INT32, 4),
  INT32(Type.INT32, BoundOrder.INT32, 4),
  FLOAT(Type.FLOAT, BoundOrder.FLOAT, 4),
  INT64(Type.INT64, BoundOrder.INT64, 8),
  DOUBLE(Type.DOUBLE, BoundOrder.DOUBLE, 8),
  /** Decimals of up to 9, 18 and 38 digits, all 16 bytes in Arrow. */
  DECIMAL_INT32(Type.INT32, BoundOrder.INT32, 4),
  DECIMAL_INT64(Type.INT64, BoundOrder.INT64, 8),
  DECIMAL_FIXED(Type.FIXED_LEN_BYTE_ARRAY, BoundOrder.SIGNED_BYTES, 16),
  FIXED(Type.FIXED_LEN_BYTE_ARRAY, BoundOrder.UNSIGNED_BYTES, 0),
  /** Strings and binaries with offsets of 32 and of 64 bits. */
  BYTES(Type.BYTE_ARRAY, BoundOrder.UNSIGNED_BYTES, 4),
  LARGE_BYTES(Type.BYTE_ARRAY, BoundOrder.UNSIGNED_BYTES, 4),
  /** The same as views: a length, and the bytes themselves or where they are. */
  VIEW_BYTES(Type.BYTE_ARRAY, BoundOrder.UNSIGNED_BYTES, 4);

  private final Type physical;
  private final BoundOrder order;
  private final int fixedBytes;

  Layout(Type physical, BoundOrder order, int fixedBytes) {
    this.physical = physical;
    this.order = order;
    this.fixedBytes = fixedBytes;
  }

  /** The Parquet type. */
  Type physical() {
    return physical;
  }

  /** How bounds compare. */
  BoundOrder order() {
    return order;
  }

  /** An upper bound of what one value takes besides the bytes of a string or a fixed value. */
  int fixedBytes() {
    return fixedBytes;
  }

  /** Whether values have lengths of their own. */
  boolean isVariable() {
    return this == BYTES || this == LARGE_BYTES || this == VIEW_BYTES;
  }

  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  boolean isDecimal() {
    return this == DECIMAL_INT32 || this == DECIMAL_INT64 || this == DECIMAL_FIXED;
  }
}
