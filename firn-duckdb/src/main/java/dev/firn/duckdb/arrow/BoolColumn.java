package dev.firn.duckdb.arrow;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/** Booleans of one byte each, as {@code arrow.bool8} has them, to one bit each. */
record BoolColumn(Field field) implements PlainColumn {
  @Override
  public void fill(FieldVector from, FieldVector to) {
    int count = from.getValueCount();
    List<ArrowBuf> buffers = from.getFieldBuffers();
    try (ArrowBuf bits = to.getAllocator().buffer((count + 7) / 8)) {
      bits.writerIndex((count + 7) / 8);
      pack(buffers.get(1), count, bits);
      ArrowFieldNode node = new ArrowFieldNode(count, from.getNullCount());
      to.loadFieldBuffers(node, List.of(buffers.get(0), bits));
    }
  }

  private static void pack(ArrowBuf bytes, int count, ArrowBuf bits) {
    for (int first = 0; first < count; first += 8) {
      int packed = 0;
      int last = Math.min(count, first + 8);
      for (int index = first; index < last; index++) {
        packed |= (bytes.getByte(index) == 0 ? 0 : 1) << (index - first);
      }
      bits.setByte(first / 8, packed);
    }
  }
}
