package dev.firn.engine.batch;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;

/** Stretches of roots. */
public final class RootSlices {
  private RootSlices() {}

  /**
   * Some rows as a root of their own, which shares the buffers as far as it can. Unlike {@link
   * VectorSchemaRoot#slice} it leaves nothing behind when there is no memory for what it cannot
   * share.
   */
  public static VectorSchemaRoot slice(VectorSchemaRoot root, int position, int rowCount) {
    List<FieldVector> parts = new ArrayList<>();
    try {
      for (FieldVector vector : root.getFieldVectors()) {
        TransferPair pair = vector.getTransferPair(vector.getAllocator());
        parts.add((FieldVector) pair.getTo());
        pair.splitAndTransfer(position, rowCount);
      }
      return new VectorSchemaRoot(root.getSchema(), parts, rowCount);
    } catch (RuntimeException | Error e) {
      parts.forEach(FieldVector::close);
      throw e;
    }
  }
}
