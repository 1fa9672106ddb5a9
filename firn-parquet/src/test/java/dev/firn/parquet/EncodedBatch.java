package dev.firn.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * The rows of a plain batch with leaves that refer to dictionaries, as oddly as Arrow allows:
 * values that nothing refers to and values twice, nulls among them, and any number as the index of
 * a null.
 */
final class EncodedBatch implements AutoCloseable {
  /** Every type that indices may have. */
  static final List<ArrowType.Int> INDEX_TYPES =
      List.of(
          new ArrowType.Int(8, true),
          new ArrowType.Int(8, false),
          new ArrowType.Int(16, true),
          new ArrowType.Int(16, false),
          new ArrowType.Int(32, true),
          new ArrowType.Int(32, false),
          new ArrowType.Int(64, true),
          new ArrowType.Int(64, false));

  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
  private final VectorSchemaRoot root;
  private final Random random;
  private final Plan plan;
  private final Deque<int[]> indices = new ArrayDeque<>();

  /**
   * How leaves are encoded.
   *
   * @param indexTypes one of these, if it is wide enough, is that of a leaf's indices
   * @param plainShare of so many leaves one is left as it is; 0 if none is
   * @param hasNullValues whether nulls may be those of a dictionary
   */
  record Plan(List<ArrowType.Int> indexTypes, int plainShare, boolean hasNullValues) {}

  EncodedBatch(VectorSchemaRoot plain, Plan plan, BufferAllocator allocator, Random random) {
    this.random = random;
    this.plan = plan;
    List<FieldVector> vectors = new ArrayList<>();
    for (FieldVector vector : plain.getFieldVectors()) {
      Field field = encodedField(vector, allocator);
      FieldVector encoded = field.createVector(allocator);
      fill(vector, encoded);
      vectors.add(encoded);
    }
    this.root = new VectorSchemaRoot(vectors);
    root.setRowCount(plain.getRowCount());
  }

  VectorSchemaRoot root() {
    return root;
  }

  MapDictionaryProvider dictionaries() {
    return dictionaries;
  }

  void appendTo(ParquetWriter writer, int position, int rowCount) throws IOException {
    writer.append(root, dictionaries, position, rowCount);
  }

  @Override
  public void close() {
    root.close();
    dictionaries.close();
  }

  /** The field that refers to a dictionary, which it makes. */
  private Field encodedField(FieldVector plain, BufferAllocator allocator) {
    Field field = plain.getField();
    if (!field.getChildren().isEmpty()) {
      List<Field> children = new ArrayList<>();
      for (FieldVector child : plain.getChildrenFromFields()) {
        children.add(encodedField(child, allocator));
      }
      return new Field(field.getName(), field.getFieldType(), children);
    }
    if (plan.plainShare() > 0 && random.nextInt(plan.plainShare()) == 0) {
      return field;
    }
    FieldVector values =
        new Field("values", FieldType.nullable(field.getType()), null).createVector(allocator);
    values.allocateNew();
    int[] slots = indicesOf(plain, values);
    indices.add(slots);
    long id = dictionaries.getDictionaryIds().size() + 1L;
    ArrowType.Int type = indexType(values.getValueCount());
    DictionaryEncoding encoding = new DictionaryEncoding(id, false, type);
    dictionaries.put(new Dictionary(values, encoding));
    FieldType fieldType = new FieldType(field.isNullable(), type, encoding, field.getMetadata());
    return new Field(field.getName(), fieldType, null);
  }

  /** Fills a dictionary; returns which of its values each slot has, -1 for a null slot. */
  private int[] indicesOf(FieldVector plain, FieldVector values) {
    int[] slots = new int[plain.getValueCount()];
    Map<Object, Integer> known = new HashMap<>();
    int count = 0;
    int nullIndex = -1;
    if (plan.hasNullValues() && random.nextBoolean()) {
      values.setNull(count);
      nullIndex = count++;
    }
    for (int slot = 0; slot < slots.length; slot++) {
      if (plain.isNull(slot)) {
        slots[slot] = random.nextBoolean() ? nullIndex : -1;
        continue;
      }
      Object key = key(plain, slot);
      boolean isTwice = random.nextInt(200) == 0;
      if (!known.containsKey(key) || isTwice) {
        known.put(key, count);
        values.copyFromSafe(slot, count++, plain);
      }
      slots[slot] = known.getOrDefault(key, -1);
    }
    if (slots.length > 0 && !plain.isNull(0)) {
      values.copyFromSafe(0, count++, plain);
    }
    values.setValueCount(count);
    return slots;
  }

  private static Object key(FieldVector vector, int slot) {
    return switch (vector) {
      case BitVector bits -> bits.get(slot);
      case BaseVariableWidthViewVector views -> ByteBuffer.wrap(views.get(slot));
      case ElementAddressableVector bytes -> {
        ArrowBufPointer pointer = bytes.getDataPointer(slot);
        byte[] key = new byte[(int) pointer.getLength()];
        if (key.length > 0) {
          pointer.getBuf().getBytes(pointer.getOffset(), key);
        }
        yield ByteBuffer.wrap(key);
      }
      default -> throw new IllegalArgumentException("No values in " + vector.getField());
    };
  }

  private ArrowType.Int indexType(int valueCount) {
    List<ArrowType.Int> wideEnough =
        plan.indexTypes().stream().filter(type -> valueCount <= countMax(type)).toList();
    return wideEnough.isEmpty()
        ? new ArrowType.Int(32, random.nextBoolean())
        : wideEnough.get(random.nextInt(wideEnough.size()));
  }

  private static long countMax(ArrowType.Int type) {
    return 1L << Math.min(32, type.getBitWidth() - (type.getIsSigned() ? 1 : 0));
  }

  private void fill(FieldVector plain, FieldVector encoded) {
    if (encoded.getField().getDictionary() != null) {
      fillIndices((BaseIntVector) encoded, indices.remove());
      return;
    }
    ArrowFieldNode node = new ArrowFieldNode(plain.getValueCount(), plain.getNullCount());
    encoded.loadFieldBuffers(node, plain.getFieldBuffers());
    for (int i = 0; i < plain.getChildrenFromFields().size(); i++) {
      fill(plain.getChildrenFromFields().get(i), encoded.getChildrenFromFields().get(i));
    }
  }

  private void fillIndices(BaseIntVector vector, int[] slots) {
    vector.allocateNew();
    for (int slot = 0; slot < slots.length; slot++) {
      vector.setWithPossibleTruncate(slot, slots[slot] < 0 ? random.nextLong() : slots[slot]);
    }
    vector.setValueCount(slots.length);
    for (int slot = 0; slot < slots.length; slot++) {
      int valid = slots[slot] < 0 ? 0 : 1;
      BitVectorHelper.setValidityBit(((FieldVector) vector).getValidityBuffer(), slot, valid);
    }
  }
}
