package dev.firn.parquet;

import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;

/** Loads where values of one fixed length lie; their bytes stay in the vector. */
final class FixedBytesLoader implements ValueLoader {
  private final int typeBytes;

  FixedBytesLoader(int typeBytes) {
    this.typeBytes = typeBytes;
  }

  @Override
  public int rowsThatFit(FieldVector vector, int position, int rowCount, long bytesMax) {
    return (int) Math.min(rowCount, bytesMax / typeBytes);
  }

  @Override
  public void load(
      FieldVector vector, int position, int rowCount, int valueCount, Workspace workspace) {
    long at = vector.getDataBufferAddress() + (long) position * typeBytes;
    for (int i = 0; i < rowCount; i++) {
      workspace.starts[i] = at + (long) i * typeBytes;
    }
    Arrays.fill(workspace.lengths, 0, valueCount, typeBytes);
    if (valueCount < rowCount) {
      Compaction.compact(workspace.starts, workspace.validity, rowCount);
    }
    workspace.makeReadable(valueCount, vector.getDataBuffer());
  }
}
