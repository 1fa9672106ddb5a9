package dev.firn.engine.schema;

import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.hash.ArrowBufHasher;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** A uuid as a program gives it that registered a class of its own for the extension. */
final class UuidLikeVector extends ExtensionTypeVector<FixedSizeBinaryVector> {
  UuidLikeVector(FixedSizeBinaryVector storage, BufferAllocator allocator) {
    super(storage.getName(), allocator, storage);
  }

  @Override
  public Field getField() {
    return new Field("c", new FieldType(true, new UuidLikeType(), null, Map.of()), null);
  }

  @Override
  public Object getObject(int index) {
    return getUnderlyingVector().getObject(index);
  }

  @Override
  public int hashCode(int index) {
    return getUnderlyingVector().hashCode(index);
  }

  @Override
  public int hashCode(int index, ArrowBufHasher hasher) {
    return getUnderlyingVector().hashCode(index, hasher);
  }

  /** The type that such a program registers. */
  static final class UuidLikeType extends ArrowType.ExtensionType {
    @Override
    public ArrowType storageType() {
      return new ArrowType.FixedSizeBinary(16);
    }

    @Override
    public String extensionName() {
      return "arrow.uuid";
    }

    @Override
    public boolean extensionEquals(ArrowType.ExtensionType other) {
      return other instanceof UuidLikeType;
    }

    @Override
    public ArrowType deserialize(ArrowType storage, String metadata) {
      return new UuidLikeType();
    }

    @Override
    public String serialize() {
      return "";
    }

    @Override
    public FieldVector getNewVector(String name, FieldType type, BufferAllocator allocator) {
      throw new UnsupportedOperationException("Only read");
    }
  }
}
