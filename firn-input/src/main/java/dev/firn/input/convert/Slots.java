package dev.firn.input.convert;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;

/** Nulls and stand-ins at an index of a flat vector of any type. */
final class Slots {
  private static final byte[] NO_BYTES = {};

  private Slots() {}

  static void setNull(FieldVector to, int index) {
    switch (to) {
      // Zeros under a null, because the bytes of a reused buffer must not reach a file.
      case BaseFixedWidthVector fixed -> {
        setZero(fixed, index);
        fixed.setNull(index);
      }
      case BaseVariableWidthVector variable -> {
        variable.setSafe(index, NO_BYTES, 0, 0);
        variable.setNull(index);
      }
      default -> {} // A vector of the type unknown has nothing but nulls.
    }
  }

  static void setDummy(FieldVector to, int index) {
    switch (to) {
      case BaseFixedWidthVector fixed -> setZero(fixed, index);
      case BaseVariableWidthVector variable -> variable.setSafe(index, NO_BYTES, 0, 0);
      default -> {} // See above.
    }
  }

  private static void setZero(BaseFixedWidthVector to, int index) {
    if (to instanceof BitVector bits) {
      bits.setSafe(index, 0);
      return;
    }
    reserve(to, index);
    int width = to.getTypeWidth();
    ArrowBuf data = to.getDataBuffer();
    data.setZero((long) index * width, width);
    BitVectorHelper.setBit(to.getValidityBuffer(), index);
  }

  /** Makes room for an index. */
  static void reserve(FieldVector to, int index) {
    while (index >= to.getValueCapacity()) {
      to.reAlloc();
    }
  }
}
