package dev.firn.engine.rule;

import dev.firn.engine.schema.ArrowMapping;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Batches of plain Java values; structs and map entries are lists of their fields. */
final class RowVectors {
  /** Stands behind nulls, so that whoever looks at them is found out. */
  private static final byte GARBAGE = (byte) 0x81;

  private RowVectors() {}

  static VectorSchemaRoot root(BufferAllocator allocator, Schema schema, List<List<Object>> rows) {
    org.apache.arrow.vector.types.pojo.Schema arrow = ArrowMapping.toArrow(schema);
    List<FieldVector> vectors = new ArrayList<>();
    for (int column = 0; column < schema.columns().size(); column++) {
      int index = column;
      FieldVector vector = arrow.getFields().get(column).createVector(allocator);
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.get(index)));
      fill(vector, schema.columns().get(column).type(), values);
      vectors.add(vector);
    }
    return new VectorSchemaRoot(arrow, vectors, rows.size());
  }

  private static void fill(FieldVector vector, Type type, List<Object> values) {
    switch (vector) {
      case NullVector nulls -> nulls.setValueCount(values.size());
      case StructVector struct -> fillStruct(struct, type.asNestedType(), values);
      case ListVector list -> fillList(list, type.asNestedType(), values);
      case BitVector bits -> fillBits(bits, values);
      case BaseVariableWidthVector variable -> {
        variable.allocateNew();
        for (int i = 0; i < values.size(); i++) {
          Object value = values.get(i);
          variable.setSafe(i, value == null ? new byte[] {'x', GARBAGE} : bytes(type, value));
        }
        variable.setValueCount(values.size());
      }
      case BaseFixedWidthVector fixed -> fillFixed(fixed, type, values);
      default -> throw new IllegalArgumentException("" + vector.getField());
    }
    for (int i = 0; i < values.size() && !(vector instanceof NullVector); i++) {
      int bit = values.get(i) == null ? 0 : 1;
      BitVectorHelper.setValidityBit(vector.getValidityBuffer(), i, bit);
    }
  }

  private static void fillBits(BitVector bits, List<Object> values) {
    bits.allocateNew(values.size());
    for (int i = 0; i < values.size(); i++) {
      bits.set(i, Boolean.FALSE.equals(values.get(i)) ? 0 : 1);
    }
    bits.setValueCount(values.size());
  }

  private static void fillFixed(BaseFixedWidthVector fixed, Type type, List<Object> values) {
    int width = fixed.getTypeWidth();
    fixed.allocateNew(values.size());
    for (int i = 0; i < values.size(); i++) {
      byte[] garbage = new byte[width];
      Arrays.fill(garbage, GARBAGE);
      Object value = values.get(i);
      byte[] bytes = value == null ? garbage : Arrays.copyOf(bytes(type, value), width);
      fixed.getDataBuffer().setBytes((long) i * width, bytes);
    }
    fixed.setValueCount(values.size());
  }

  private static void fillStruct(StructVector struct, Type.NestedType type, List<Object> values) {
    struct.allocateNew();
    struct.setValueCount(values.size());
    for (int field = 0; field < type.fields().size(); field++) {
      List<Object> column = new ArrayList<>();
      for (Object value : values) {
        column.add(value == null ? null : ((List<?>) value).get(field));
      }
      fill(struct.getChildrenFromFields().get(field), type.fields().get(field).type(), column);
    }
  }

  private static void fillList(ListVector list, Type.NestedType type, List<Object> values) {
    list.setInitialCapacity(values.size());
    list.allocateNew();
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      elements.addAll(value == null ? Arrays.asList(null, null) : (List<?>) value);
      list.getOffsetBuffer().setInt(i * 4L + 4, elements.size());
    }
    list.setLastSet(values.size() - 1);
    list.setValueCount(values.size());
    Type element =
        type.isMapType() ? Types.StructType.of(type.fields()) : type.fields().getFirst().type();
    fill(list.getDataVector(), element, elements);
  }

  private static byte[] bytes(Type type, @Nullable Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case byte[] bytes -> bytes;
      case Float number -> little(Float.floatToRawIntBits(number));
      case Double number -> little(Double.doubleToRawLongBits(number));
      case Integer number -> little(number);
      case Long number -> little(number);
      case BigDecimal number -> little(scaled(type, number));
      case UUID uuid ->
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
      case null, default -> throw new IllegalArgumentException(type + " " + value);
    };
  }

  private static BigInteger scaled(Type type, BigDecimal number) {
    return number.setScale(((Types.DecimalType) type).scale()).unscaledValue();
  }

  private static byte[] little(long number) {
    return little(BigInteger.valueOf(number));
  }

  private static byte[] little(BigInteger number) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }
}
