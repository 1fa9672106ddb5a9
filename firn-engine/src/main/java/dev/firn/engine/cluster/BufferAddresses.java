package dev.firn.engine.cluster;

import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;

/** Where the buffers of one column are, by batch; empty for a kind that the column has not. */
final class BufferAddresses {
  final long[] validities;
  final long[] values;
  final long[] offsets;
  private final boolean[] hasNulls;
  private int batchesWithNulls;

  private BufferAddresses(long[] validities, long[] values, long[] offsets, boolean[] hasNulls) {
    this.validities = validities;
    this.values = values;
    this.offsets = offsets;
    this.hasNulls = hasNulls;
    for (boolean each : hasNulls) {
      batchesWithNulls += each ? 1 : 0;
    }
  }

  /** The buffers of a column's vectors, one in each batch, all of the same class. */
  static BufferAddresses of(List<FieldVector> vectors) {
    boolean hasValues = false;
    boolean hasOffsets = false;
    for (FieldVector vector : vectors) {
      hasValues |= vector instanceof BaseFixedWidthVector;
      hasValues |= vector instanceof BaseVariableWidthVector;
      hasOffsets |= vector instanceof BaseVariableWidthVector;
      hasOffsets |= vector instanceof ListVector;
    }
    return new BufferAddresses(
        addresses(vectors, FieldVector::getValidityBuffer),
        hasValues ? addresses(vectors, FieldVector::getDataBuffer) : new long[0],
        hasOffsets ? addresses(vectors, FieldVector::getOffsetBuffer) : new long[0],
        nulls(vectors));
  }

  /** Whether a batch has a null in the column: where none has, nobody looks for them row by row. */
  boolean hasNulls() {
    return batchesWithNulls > 0;
  }

  /** Another vector, of the same class, takes the place of a batch's. */
  void replace(int batch, FieldVector vector) {
    boolean had = hasNulls[batch];
    hasNulls[batch] = vector.getNullCount() > 0;
    batchesWithNulls += (hasNulls[batch] ? 1 : 0) - (had ? 1 : 0);
    validities[batch] = vector.getValidityBuffer().memoryAddress();
    if (values.length > 0) {
      values[batch] = vector.getDataBuffer().memoryAddress();
    }
    if (offsets.length > 0) {
      offsets[batch] = vector.getOffsetBuffer().memoryAddress();
    }
  }

  private static boolean[] nulls(List<FieldVector> vectors) {
    boolean[] hasNulls = new boolean[vectors.size()];
    for (int batch = 0; batch < hasNulls.length; batch++) {
      hasNulls[batch] = vectors.get(batch).getNullCount() > 0;
    }
    return hasNulls;
  }

  private static long[] addresses(
      List<FieldVector> vectors, Function<FieldVector, ArrowBuf> buffer) {
    return vectors.stream().mapToLong(vector -> buffer.apply(vector).memoryAddress()).toArray();
  }
}
