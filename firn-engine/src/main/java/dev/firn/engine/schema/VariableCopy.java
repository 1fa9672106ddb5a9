package dev.firn.engine.schema;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.VectorMemory;
import dev.firn.engine.schema.VectorFill.Place;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;

/**
 * Copies strings and binary from Arrow's other layouts into the one with 32-bit offsets.
 *
 * <p>Limit: a batch holds at most 2 GiB of one column; a larger one is refused.
 */
final class VariableCopy {
  /** A view is a length, four bytes of prefix, and where the rest is: 16 bytes. */
  private static final int VIEW_BYTES = 16;

  /** Up to this length a view holds the whole value itself. */
  private static final int INLINE_BYTES_MAX = 12;

  private final BatchOrigin origin;
  private final String path;

  VariableCopy(BatchOrigin origin, String path) {
    this.origin = origin;
    this.path = path;
  }

  /** Offsets must grow and end within the values, or a copy would read elsewhere. */
  static void requireOrdered(
      BatchOrigin origin, String path, BaseVariableWidthVector source, int count) {
    MemorySegment offsets = VectorMemory.of(source.getOffsetBuffer());
    long previous = 0;
    for (int i = 0; i <= count && offsets.byteSize() > 0; i++) {
      long offset = offsets.get(VectorMemory.INT, i * 4L);
      requireGrowth(origin, path, previous, offset);
      previous = offset;
    }
    requireWithin(origin, path, previous, source.getDataBuffer());
  }

  void copyLarge(FieldVector source, Place place) {
    int count = place.count();
    MemorySegment offsets = VectorMemory.of(source.getOffsetBuffer());
    long start = count == 0 ? 0 : offsets.get(VectorMemory.LONG, 0);
    long previous = start;
    requireGrowth(origin, path, 0, start);
    for (int i = 1; i <= count; i++) {
      long offset = offsets.get(VectorMemory.LONG, i * 8L);
      requireGrowth(origin, path, previous, offset);
      previous = offset;
    }
    requireWithin(origin, path, previous, source.getDataBuffer());
    BaseVariableWidthVector target = allocate(source, place, previous - start);
    MemorySegment to = VectorMemory.of(target.getOffsetBuffer());
    for (int i = 0; i <= count; i++) {
      long offset = count == 0 ? 0 : offsets.get(VectorMemory.LONG, i * 8L) - start;
      to.set(VectorMemory.INT, i * 4L, (int) offset);
    }
    target.getDataBuffer().setBytes(0, source.getDataBuffer(), start, previous - start);
    finish(target, count);
  }

  void copyViews(FieldVector source, Place place) {
    int count = place.count();
    MemorySegment views = VectorMemory.of(source.getDataBuffer());
    List<MemorySegment> buffers =
        ((BaseVariableWidthViewVector) source)
            .getDataBuffers().stream().map(VectorMemory::of).toList();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += source.isNull(i) ? 0 : viewBytes(views, i);
    }
    BaseVariableWidthVector target = allocate(source, place, bytes);
    MemorySegment offsets = VectorMemory.of(target.getOffsetBuffer());
    MemorySegment to = VectorMemory.of(target.getDataBuffer());
    int end = 0;
    offsets.set(VectorMemory.INT, 0, 0);
    for (int i = 0; i < count; i++) {
      if (!source.isNull(i)) {
        end += copyView(views, i, buffers, to.asSlice(end));
      }
      offsets.set(VectorMemory.INT, i * 4L + 4, end);
    }
    finish(target, count);
  }

  private int viewBytes(MemorySegment views, int position) {
    int bytes = views.get(VectorMemory.INT, (long) position * VIEW_BYTES);
    if (bytes < 0) {
      throw SourceDamage.of(origin, path, "a length", bytes + " bytes");
    }
    return bytes;
  }

  private int copyView(
      MemorySegment views, int position, List<MemorySegment> buffers, MemorySegment to) {
    long view = (long) position * VIEW_BYTES;
    int bytes = viewBytes(views, position);
    if (bytes <= INLINE_BYTES_MAX) {
      MemorySegment.copy(views, view + 4, to, 0, bytes);
      return bytes;
    }
    int buffer = views.get(VectorMemory.INT, view + 8);
    long offset = views.get(VectorMemory.INT, view + 12);
    if (buffer < 0
        || buffer >= buffers.size()
        || offset < 0
        || offset + bytes > buffers.get(buffer).byteSize()) {
      throw SourceDamage.of(origin, path, "a view into its buffers", "one beyond them");
    }
    MemorySegment.copy(buffers.get(buffer), offset, to, 0, bytes);
    return bytes;
  }

  private BaseVariableWidthVector allocate(FieldVector source, Place place, long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw SourceDamage.of(origin, path, "at most 2 GiB in a batch", bytes + " bytes");
    }
    BaseVariableWidthVector target = (BaseVariableWidthVector) place.target();
    target.allocateNew(bytes, place.count());
    int validityBytes = BitVectorHelper.getValidityBufferSize(place.count());
    target.getValidityBuffer().setBytes(0, source.getValidityBuffer(), 0, validityBytes);
    return target;
  }

  /** Arrow fills the offsets behind the last value it knows of; here all are written. */
  private static void finish(BaseVariableWidthVector target, int count) {
    target.setLastSet(count - 1);
    target.setValueCount(count);
  }

  private static void requireGrowth(BatchOrigin origin, String path, long before, long offset) {
    if (offset < before) {
      throw SourceDamage.of(origin, path, "growing offsets", offset + " after " + before);
    }
  }

  private static void requireWithin(BatchOrigin origin, String path, long end, ArrowBuf values) {
    if (end > values.capacity()) {
      throw SourceDamage.of(
          origin, path, "offsets within " + values.capacity() + " bytes", "" + end);
    }
  }
}
