package dev.firn.engine.validate;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.INT;

import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import org.apache.arrow.vector.BaseVariableWidthVector;

/**
 * Strings. All of a batch's are checked as one run of bytes first: if that is valid and no string
 * starts within a character, each of them is valid. Bytes that no string reaches, or that belong to
 * a null, may fail this test; then each string is checked by itself.
 */
final class Utf8Checks {
  private Utf8Checks() {}

  static void check(BaseVariableWidthVector vector, LeafCheck.Leaf leaf) {
    int count = vector.getValueCount();
    if (count == 0) {
      return;
    }
    MemorySegment offsets = VectorMemory.of(vector.getOffsetBuffer());
    MemorySegment bytes = VectorMemory.of(vector.getDataBuffer());
    int start = offsets.get(INT, 0);
    int end = offsets.get(INT, count * 4L);
    if (Utf8.isAscii(bytes, start, end)
        || (Utf8.isValid(bytes, start, end) && areBoundaries(offsets, count, bytes, end))) {
      return;
    }
    for (int i = 0; i < count; i++) {
      int from = offsets.get(INT, i * 4L);
      int to = offsets.get(INT, i * 4L + 4);
      if (!Utf8.isValid(bytes, from, to)) {
        leaf.add(i, "valid UTF-8", () -> FoundText.of(bytes, from, to));
      }
    }
  }

  /** Whether no string starts with a byte that continues a character. */
  private static boolean areBoundaries(
      MemorySegment offsets, int count, MemorySegment bytes, int end) {
    for (int i = 0; i < count; i++) {
      int start = offsets.get(INT, i * 4L);
      if (start < end && (bytes.get(BYTE, start) & 0xC0) == 0x80) {
        return false;
      }
    }
    return true;
  }
}
