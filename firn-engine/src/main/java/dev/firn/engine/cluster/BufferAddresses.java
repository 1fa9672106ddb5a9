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

  private BufferAddresses(long[] validities, long[] values, long[] offsets) {
    this.validities = validities;
    this.values = values;
    this.offsets = offsets;
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
        hasOffsets ? addresses(vectors, FieldVector::getOffsetBuffer) : new long[0]);
  }

  /** Another vector, of the same class, takes the place of a batch's. */
  void replace(int batch, FieldVector vector) {
    validities[batch] = vector.getValidityBuffer().memoryAddress();
    if (values.length > 0) {
      values[batch] = vector.getDataBuffer().memoryAddress();
    }
    if (offsets.length > 0) {
      offsets[batch] = vector.getOffsetBuffer().memoryAddress();
    }
  }

  private static long[] addresses(
      List<FieldVector> vectors, Function<FieldVector, ArrowBuf> buffer) {
    return vectors.stream().mapToLong(vector -> buffer.apply(vector).memoryAddress()).toArray();
  }
}
