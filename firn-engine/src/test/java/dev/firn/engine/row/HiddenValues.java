package dev.firn.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Bytes that no reader of values sees: those under nulls, and those behind the last value. */
final class HiddenValues {
  private HiddenValues() {}

  static void requireNone(VectorSchemaRoot root) {
    for (FieldVector vector : root.getFieldVectors()) {
      requireNone(vector, root.getRowCount());
    }
  }

  private static void requireNone(FieldVector vector, int count) {
    assertThat(vector.getValueCount()).as("values of %s", vector.getField()).isEqualTo(count);
    switch (vector) {
      case StructVector struct ->
          struct.getChildrenFromFields().forEach(child -> requireNone(child, count));
      case ListVector list ->
          requireNone(list.getDataVector(), count == 0 ? 0 : list.getElementEndIndex(count - 1));
      default -> {
        for (int i = 0; i < count; i++) {
          if (vector.isNull(i)) {
            assertThat(bytes(vector, i)).as("%s of %s", i, vector.getField()).containsOnly(0);
          }
        }
      }
    }
  }

  /** The bytes of a value with a zero in front, so that there is one. */
  private static byte[] bytes(FieldVector vector, int index) {
    return switch (vector) {
      case BaseFixedWidthVector fixed -> {
        byte[] bytes = new byte[1 + fixed.getTypeWidth()];
        fixed
            .getDataBuffer()
            .getBytes((long) index * fixed.getTypeWidth(), bytes, 1, fixed.getTypeWidth());
        yield bytes;
      }
      case BaseVariableWidthVector variable ->
          new byte[] {
            0, (byte) (variable.getEndOffset(index) == variable.getStartOffset(index) ? 0 : 1)
          };
      default -> throw new IllegalArgumentException("" + vector.getField());
    };
  }
}
