package dev.firn.duckdb.arrow;

import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** String and binary views to one run of bytes with offsets. */
record ViewColumn(Field field) implements PlainColumn {
  @Override
  public void fill(FieldVector from, FieldVector to) {
    copy((BaseVariableWidthViewVector) from, (BaseVariableWidthVector) to);
  }

  private static void copy(BaseVariableWidthViewVector from, BaseVariableWidthVector to) {
    int count = from.getValueCount();
    to.setInitialCapacity(count);
    to.allocateNew();
    for (int row = 0; row < count; row++) {
      if (from.isNull(row)) {
        to.setNull(row);
      } else {
        byte[] value = bytes(from, row);
        to.setSafe(row, value, 0, value.length);
      }
    }
    to.setValueCount(count);
  }

  private static byte[] bytes(BaseVariableWidthViewVector from, int row) {
    return switch (from) {
      case org.apache.arrow.vector.ViewVarCharVector text -> text.get(row);
      case org.apache.arrow.vector.ViewVarBinaryVector binary -> binary.get(row);
      default -> throw new IllegalStateException("Unknown view " + from.getClass());
    };
  }
}
