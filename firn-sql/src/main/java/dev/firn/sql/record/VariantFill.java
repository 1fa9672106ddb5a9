package dev.firn.sql.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.variants.Variant;

/** Variants in their binary form, metadata and value apart, as Parquet's specification says. */
record VariantFill(StructVector vector, VarBinaryVector metadata, VarBinaryVector contents)
    implements ValueFill {
  static VariantFill of(StructVector vector) {
    List<FieldVector> parts = vector.getChildrenFromFields();
    return new VariantFill(
        vector, (VarBinaryVector) parts.getFirst(), (VarBinaryVector) parts.getLast());
  }

  @Override
  public int slotBytes() {
    return 2 * Integer.BYTES;
  }

  @Override
  public long put(int position, Object value) {
    Variant variant = (Variant) value;
    byte[] names = new byte[variant.metadata().sizeInBytes()];
    variant.metadata().writeTo(littleEndian(names), 0);
    byte[] bytes = new byte[variant.value().sizeInBytes()];
    variant.value().writeTo(littleEndian(bytes), 0);
    vector.setIndexDefined(position);
    metadata.setSafe(position, names);
    contents.setSafe(position, bytes);
    return (long) names.length + bytes.length;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
