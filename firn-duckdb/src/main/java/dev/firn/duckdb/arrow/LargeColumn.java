package dev.firn.duckdb.arrow;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/** Strings and binaries with 64-bit offsets to 32-bit ones; the bytes are shared. */
record LargeColumn(Field field, String path) implements PlainColumn {
  @Override
  public void fill(FieldVector from, FieldVector to) {
    List<ArrowBuf> buffers = from.getFieldBuffers();
    int count = from.getValueCount();
    try (ArrowBuf offsets = Offsets.narrowed(buffers.get(1), count, to.getAllocator(), path)) {
      ArrowFieldNode node = new ArrowFieldNode(count, from.getNullCount());
      to.loadFieldBuffers(node, List.of(buffers.get(0), offsets, buffers.get(2)));
    }
  }
}
