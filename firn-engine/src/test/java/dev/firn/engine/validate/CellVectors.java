package dev.firn.engine.validate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Writes cells into vectors, also what stands behind nulls, which Arrow's setters would not. */
final class CellVectors {
  private CellVectors() {}

  static void fill(FieldVector vector, List<Cell> cells) {
    int count = cells.size();
    switch (vector) {
      case NullVector nulls -> nulls.setValueCount(count);
      case StructVector struct -> fillStruct(struct, cells);
      case ListVector list -> fillList(list, cells);
      case BaseVariableWidthVector variable -> {
        variable.allocateNew();
        for (int i = 0; i < count; i++) {
          byte[] bytes = (byte[]) cells.get(i).content();
          variable.setSafe(i, bytes);
        }
        variable.setValueCount(count);
      }
      case BaseFixedWidthVector fixed -> {
        fixed.allocateNew(count);
        for (int i = 0; i < count && !(fixed instanceof BitVector); i++) {
          fixed
              .getDataBuffer()
              .setBytes((long) i * fixed.getTypeWidth(), bytes(cells.get(i), fixed.getTypeWidth()));
        }
        fixed.setValueCount(count);
      }
      default -> throw new IllegalArgumentException("" + vector.getField());
    }
    markNulls(vector, cells);
  }

  private static void fillStruct(StructVector struct, List<Cell> cells) {
    struct.allocateNew();
    struct.setValueCount(cells.size());
    List<FieldVector> children = struct.getChildrenFromFields();
    for (int child = 0; child < children.size(); child++) {
      List<Cell> column = new ArrayList<>();
      for (Cell cell : cells) {
        column.add((Cell) ((List<?>) cell.content()).get(child));
      }
      fill(children.get(child), column);
    }
  }

  private static void fillList(ListVector list, List<Cell> cells) {
    list.setInitialCapacity(cells.size());
    list.allocateNew();
    List<Cell> elements = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      for (Object element : (List<?>) cells.get(i).content()) {
        elements.add((Cell) element);
      }
      list.getOffsetBuffer().setInt(i * 4L + 4, elements.size());
    }
    list.setLastSet(cells.size() - 1);
    list.setValueCount(cells.size());
    fill(list.getDataVector(), elements);
  }

  private static void markNulls(FieldVector vector, List<Cell> cells) {
    for (int i = 0; i < cells.size() && !(vector instanceof NullVector); i++) {
      BitVectorHelper.setValidityBit(vector.getValidityBuffer(), i, cells.get(i).isNull() ? 0 : 1);
    }
  }

  private static byte[] bytes(Cell cell, int width) {
    if (cell.content() instanceof byte[] bytes) {
      return bytes;
    }
    BigInteger number =
        cell.content() instanceof BigInteger big ? big : BigInteger.valueOf((Long) cell.content());
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }
}
