package dev.firn.input.text;

import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;

/** What a row takes in vectors whatever its text is: a table of many columns has wide rows. */
public final class RowWidth {
  /** What a value of varying length takes beside its characters: its offset. */
  private static final int OFFSET_BYTES = 4;

  private RowWidth() {}

  /** Bytes of a row, without those that its text decides and without validity bits. */
  public static int of(List<FieldVector> vectors) {
    int bytes = 0;
    for (FieldVector vector : vectors) {
      bytes +=
          switch (vector) {
            case BaseFixedWidthVector fixed -> Math.max(1, fixed.getTypeWidth());
            case StructVector struct -> of(struct.getChildrenFromFields());
            default -> OFFSET_BYTES;
          };
    }
    return bytes;
  }
}
