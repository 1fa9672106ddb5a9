package dev.firn.engine.row;

import java.nio.ByteBuffer;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.util.OversizedAllocationException;

/** Single places of Arrow vectors, which grow as needed. */
final class Slots {
  /** What a value of variable length takes beside its content: an offset and its validity. */
  static final long OFFSET_BITS = Integer.SIZE + 1;

  private static final byte[] NO_BYTES = {};

  private Slots() {}

  static void setNull(FieldVector to, int index) {
    switch (to) {
      case BitVector bits -> {
        bits.setSafe(index, 0);
        bits.setNull(index);
      }
      // Zeros under a null, because the bytes of a row that was taken back must not reach a file.
      case BaseFixedWidthVector fixed -> {
        reserve(fixed, index);
        int width = fixed.getTypeWidth();
        fixed.getDataBuffer().setZero((long) index * width, width);
        fixed.setNull(index);
      }
      case BaseVariableWidthVector variable -> {
        variable.setSafe(index, NO_BYTES, 0, 0);
        variable.setNull(index);
      }
      default -> {} // A vector of the type unknown has nothing but nulls.
    }
  }

  /** Writes bytes of any number; gives the bits that they take. */
  static long put(BaseVariableWidthVector to, int index, byte[] bytes) {
    requireRoom(start(to, index), bytes.length);
    to.setSafe(index, bytes);
    return OFFSET_BITS + (long) bytes.length * Byte.SIZE;
  }

  /** Writes what remains of a buffer; gives the bits that it takes. */
  static long put(VarBinaryVector to, int index, ByteBuffer bytes) {
    ByteBuffer own = bytes.duplicate();
    int length = own.remaining();
    requireRoom(start(to, index), length);
    to.setSafe(index, own, own.position(), length);
    return OFFSET_BITS + (long) length * Byte.SIZE;
  }

  /** Writes what remains of a buffer, which are as many bytes as each value has. */
  static void put(FixedSizeBinaryVector to, int index, ByteBuffer bytes) {
    reserve(to, index);
    long offset = (long) index * to.getByteWidth();
    to.getDataBuffer().setBytes(offset, bytes.duplicate());
    BitVectorHelper.setBit(to.getValidityBuffer(), index);
  }

  /** Makes room for an index. */
  static void reserve(FieldVector to, int index) {
    while (index >= to.getValueCapacity()) {
      to.reAlloc();
    }
  }

  /**
   * Refuses what the 32 bits of Arrow's offsets cannot count; Arrow itself lets them wrap around.
   */
  static void requireRoom(int start, int more) {
    if ((long) start + more > Integer.MAX_VALUE) {
      throw new OversizedAllocationException(
          "Offsets of 32 bits end before " + ((long) start + more));
    }
  }

  /** Sets the number of lists, forgetting those that were taken back, which Arrow would count. */
  static void finishList(ListVector list, int count) {
    if (list.getLastSet() >= count) {
      list.setLastSet(count - 1);
    }
    list.setValueCount(count);
  }

  private static int start(BaseVariableWidthVector to, int index) {
    return index == 0 ? 0 : to.getStartOffset(index);
  }
}
