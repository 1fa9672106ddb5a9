package dev.firn.engine.schema;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.VectorMemory;
import java.lang.foreign.MemorySegment;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;

/** 32-bit list offsets out of what a source has; the caller closes the buffer it is given. */
final class ListOffsets {
  private ListOffsets() {}

  static ArrowBuf retained(FieldVector list, BufferAllocator allocator) {
    ArrowBuf offsets = list.getOffsetBuffer();
    return offsets.getReferenceManager().retain(offsets, allocator);
  }

  static ArrowBuf narrowed(
      BatchOrigin origin, String path, FieldVector list, BufferAllocator allocator) {
    int count = list.getValueCount() + 1;
    ArrowBuf offsets = allocator.buffer(count * 4L);
    MemorySegment from = VectorMemory.of(list.getOffsetBuffer());
    MemorySegment to = VectorMemory.of(offsets);
    long highBits = 0;
    for (int i = 0; i < count && from.byteSize() > 0; i++) {
      long offset = from.get(VectorMemory.LONG, i * 8L);
      highBits |= offset >>> 31;
      to.set(VectorMemory.INT, i * 4L, (int) offset);
    }
    if (highBits != 0) {
      offsets.close();
      throw SourceDamage.of(origin, path, "offsets within the elements", "offsets beyond them");
    }
    return offsets;
  }

  static ArrowBuf counted(FieldVector list, int count, BufferAllocator allocator) {
    int listSize = ((FixedSizeListVector) list).getListSize();
    ArrowBuf offsets = allocator.buffer((count + 1) * 4L);
    MemorySegment to = VectorMemory.of(offsets);
    for (int i = 0; i <= count; i++) {
      to.set(VectorMemory.INT, i * 4L, i * listSize);
    }
    return offsets;
  }
}
