package dev.firn.input;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Checks a batch from an untrusted file: every buffer holds what its value count needs, offsets
 * never fall and stay inside what they point to. The writer reads buffers by address, so nothing
 * after this looks again. The values themselves (UTF-8, decimals) are the engine's to check.
 */
final class BatchCheck {
  private static final int VIEW_BYTES = 16;

  private BatchCheck() {}

  /** Throws if the vector, at any depth, has fewer values than this or points outside itself. */
  static void check(FieldVector vector, long valueCountMin, String path) {
    int count = vector.getValueCount();
    expect(count >= valueCountMin, path, "fewer values than rows");
    switch (vector) {
      case NullVector none -> {}
      case BaseFixedWidthVector fixed -> checkFixed(fixed, count, path);
      case BaseVariableWidthVector text -> checkVariable(text, count, path);
      case BaseLargeVariableWidthVector text -> checkLarge(text, count, path);
      case BaseVariableWidthViewVector views -> checkViews(views, count, path);
      case ListVector list -> checkList(list, count, path);
      case LargeListVector list -> checkLargeList(list, count, path);
      case FixedSizeListVector list -> checkFixedSizeList(list, count, path);
      case StructVector struct -> checkStruct(struct, count, path);
      default ->
          throw new IllegalArgumentException(
              "column '" + path + "' has the type " + vector.getField().getType());
    }
  }

  private static void checkFixed(BaseFixedWidthVector vector, int count, String path) {
    checkValidity(vector, count, path);
    long bits = vector instanceof BitVector ? 1 : vector.getTypeWidth() * 8L;
    expect(vector.getDataBuffer().capacity() * 8 >= bits * count, path, "too few bytes of values");
  }

  private static void checkVariable(BaseVariableWidthVector vector, int count, String path) {
    checkValidity(vector, count, path);
    checkOffsets(vector.getOffsetBuffer(), count, vector.getDataBuffer().capacity(), path);
  }

  private static void checkLarge(BaseLargeVariableWidthVector vector, int count, String path) {
    checkValidity(vector, count, path);
    checkLargeOffsets(vector.getOffsetBuffer(), count, vector.getDataBuffer().capacity(), path);
  }

  private static void checkList(ListVector vector, int count, String path) {
    checkValidity(vector, count, path);
    FieldVector elements = vector.getDataVector();
    checkOffsets(vector.getOffsetBuffer(), count, elements.getValueCount(), path);
    check(elements, 0, path + "." + elements.getName());
  }

  private static void checkLargeList(LargeListVector vector, int count, String path) {
    checkValidity(vector, count, path);
    FieldVector elements = vector.getDataVector();
    checkLargeOffsets(vector.getOffsetBuffer(), count, elements.getValueCount(), path);
    check(elements, 0, path + "." + elements.getName());
  }

  private static void checkFixedSizeList(FixedSizeListVector vector, int count, String path) {
    checkValidity(vector, count, path);
    FieldVector elements = vector.getDataVector();
    check(elements, (long) count * vector.getListSize(), path + "." + elements.getName());
  }

  private static void checkStruct(StructVector vector, int count, String path) {
    checkValidity(vector, count, path);
    for (FieldVector child : vector.getChildrenFromFields()) {
      check(child, count, path + "." + child.getName());
    }
  }

  private static void checkViews(BaseVariableWidthViewVector vector, int count, String path) {
    checkValidity(vector, count, path);
    ArrowBuf views = vector.getDataBuffer();
    expect(views.capacity() >= (long) count * VIEW_BYTES, path, "too few views");
    List<ArrowBuf> buffers = vector.getDataBuffers();
    for (int index = 0; index < count; index++) {
      if (!vector.isNull(index)) {
        checkView(views, (long) index * VIEW_BYTES, buffers, path);
      }
    }
  }

  /** A view is its length, then up to 12 bytes, or a prefix, a buffer's index and an offset. */
  private static void checkView(ArrowBuf views, long at, List<ArrowBuf> buffers, String path) {
    int length = views.getInt(at);
    expect(length >= 0, path, "a negative length");
    if (length > BaseVariableWidthViewVector.INLINE_SIZE) {
      int buffer = views.getInt(at + 8);
      long offset = views.getInt(at + 12);
      expect(buffer >= 0 && buffer < buffers.size(), path, "a view into a buffer that is missing");
      boolean isInside = offset >= 0 && offset + length <= buffers.get(buffer).capacity();
      expect(isInside, path, "a view that leaves its buffer");
    }
  }

  private static void checkValidity(FieldVector vector, int count, String path) {
    expect(vector.getValidityBuffer().capacity() * 8 >= count, path, "too few validity bits");
  }

  private static void checkOffsets(ArrowBuf offsets, int count, long limit, String path) {
    if (count == 0) {
      return;
    }
    expect(offsets.capacity() >= (count + 1) * 4L, path, "too few offsets");
    int previous = offsets.getInt(0);
    expect(previous >= 0, path, "a negative offset");
    for (int index = 1; index <= count; index++) {
      int offset = offsets.getInt(index * 4L);
      expect(offset >= previous, path, "offsets that fall");
      previous = offset;
    }
    expect(previous <= limit, path, "an offset beyond the values");
  }

  private static void checkLargeOffsets(ArrowBuf offsets, int count, long limit, String path) {
    if (count == 0) {
      return;
    }
    expect(offsets.capacity() >= (count + 1) * 8L, path, "too few offsets");
    long previous = offsets.getLong(0);
    expect(previous >= 0, path, "a negative offset");
    for (int index = 1; index <= count; index++) {
      long offset = offsets.getLong(index * 8L);
      expect(offset >= previous, path, "offsets that fall");
      previous = offset;
    }
    expect(previous <= limit, path, "an offset beyond the values");
  }

  private static void expect(boolean holds, String path, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("column '" + path + "' has " + problem);
    }
  }
}
