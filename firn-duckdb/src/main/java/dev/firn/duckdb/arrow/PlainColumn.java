package dev.firn.duckdb.arrow;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * How one column, or one child of a nested column, gets from its source's vector to a plain one.
 */
interface PlainColumn {
  /** The plain field. */
  Field field();

  /**
   * Fills {@code to}, an empty vector of {@link #field}, with all values of {@code from}; buffers
   * are shared where their bytes are right as they are.
   */
  void fill(FieldVector from, FieldVector to);
}
