package dev.firn.engine.partition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Random values of every type in Iceberg's Java classes, edge values often among them, and vectors
 * of them. Nested values are lists: of a struct's fields, of elements, of entries; a variant is its
 * two binaries.
 */
public final class TypedValues {
  private static final long[] EDGE_LONGS = {
    0,
    1,
    -1,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    86_400_000_000L,
    -86_400_000_000L,
    -86_400_000_001L,
    3_599_999_999L,
    -3_600_000_000L,
    -1_000,
    -1_001,
    951_782_400_000_000L,
    -2_208_988_800_000_000L
  };
  private static final int[] EDGE_INTS = {
    0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 31, -31, 59, 60, -365, -366, -719_468, 11_016
  };
  private static final int[] EDGE_FLOATS = {
    0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7fc00001, 1, 0x80000001
  };
  private static final String[] EDGE_TEXTS = {
    "",
    "\0",
    "a",
    "a\0",
    "a\0\0",
    "aaaaaaaa",
    "aaaaaaaab",
    "aaaaaaaa\0",
    "ä",
    "日本語テキスト",
    "🧊🧊🧊🧊🧊",
    "a🧊b🧊c",
    "\uD7FF",
    "\uE000",
    "\uFFFF",
    "\uDBFF\uDFFF",
    "é",
    "e\u0301",
    "x*y?[z]/%=&",
    " "
  };

  private TypedValues() {}

  /** Random values; about one in five is null if the field may be. */
  public static List<@Nullable Object> random(Types.NestedField field, int count, Random random) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isNull =
          field.isOptional()
              && (random.nextInt(5) == 0 || field.type().typeId() == Type.TypeID.UNKNOWN);
      values.add(isNull ? null : random(field.type(), random));
    }
    return values;
  }

  private static Object random(Type type, Random random) {
    return switch (type.typeId()) {
      case BOOLEAN -> random.nextBoolean();
      case INTEGER, DATE ->
          switch (random.nextInt(3)) {
            case 0 -> EDGE_INTS[random.nextInt(EDGE_INTS.length)];
            case 1 -> random.nextInt(40_000) - 20_000;
            default -> random.nextInt();
          };
      case TIME -> random.nextLong(86_400_000_000L);
      case LONG, TIMESTAMP, TIMESTAMP_NANO ->
          switch (random.nextInt(3)) {
            case 0 -> EDGE_LONGS[random.nextInt(EDGE_LONGS.length)];
            case 1 -> random.nextLong(4_000_000_000_000_000L) - 2_000_000_000_000_000L;
            default -> random.nextLong();
          };
      case FLOAT ->
          Float.intBitsToFloat(
              random.nextBoolean()
                  ? EDGE_FLOATS[random.nextInt(EDGE_FLOATS.length)]
                  : random.nextInt());
      case DOUBLE ->
          Double.longBitsToDouble(
              random.nextBoolean()
                  ? (long) EDGE_FLOATS[random.nextInt(EDGE_FLOATS.length)] << 32
                  : random.nextLong());
      case DECIMAL -> decimal((Types.DecimalType) type, random);
      case STRING -> text(random);
      case UUID -> new UUID(random.nextLong() >> random.nextInt(64), random.nextLong());
      case FIXED -> bytes(((Types.FixedType) type).length(), random);
      case BINARY, GEOMETRY, GEOGRAPHY -> bytes(random.nextInt(12), random);
      case VARIANT -> List.of(bytes(3, random), bytes(random.nextInt(9), random));
      case STRUCT -> {
        List<@Nullable Object> fields = new ArrayList<>();
        type.asStructType().fields().forEach(f -> fields.addAll(random(f, 1, random)));
        yield fields;
      }
      case LIST -> random(type.asListType().fields().getFirst(), random.nextInt(4), random);
      case MAP ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(
                  _ -> {
                    List<@Nullable Object> entry = new ArrayList<>();
                    type.asMapType().fields().forEach(f -> entry.addAll(random(f, 1, random)));
                    return entry;
                  })
              .toList();
      case UNKNOWN -> throw new IllegalArgumentException("unknown has no values");
    };
  }

  private static BigDecimal decimal(Types.DecimalType type, Random random) {
    BigInteger limit = BigInteger.TEN.pow(type.precision());
    BigInteger unscaled =
        switch (random.nextInt(4)) {
          case 0 -> BigInteger.valueOf(random.nextInt(7) - 3L).mod(limit);
          case 1 -> limit.subtract(BigInteger.ONE);
          case 2 -> BigInteger.ONE.subtract(limit);
          default -> new BigInteger(random.nextInt(128), random).mod(limit);
        };
    return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.scale());
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(4); parts > 0; parts--) {
      text.append(EDGE_TEXTS[random.nextInt(EDGE_TEXTS.length)]);
    }
    return text.toString();
  }

  private static ByteBuffer bytes(int length, Random random) {
    byte[] bytes = new byte[length];
    // Few different values, so that long beginnings are shared.
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(3) * 127);
    }
    return ByteBuffer.wrap(bytes);
  }

  /** Fills a vector, whatever it held before. */
  public static void fill(FieldVector vector, Type type, List<? extends @Nullable Object> values) {
    int count = values.size();
    switch (vector) {
      case NullVector nulls -> nulls.setValueCount(count);
      case StructVector struct -> fillStruct(struct, type, values);
      case ListVector list -> fillList(list, type, values);
      case BaseVariableWidthVector variable -> {
        variable.allocateNew();
        for (int i = 0; i < count; i++) {
          Object value = values.get(i);
          // Nulls hide bytes, as they may in any source.
          variable.setSafe(i, value == null ? new byte[] {1, 2} : bytesOf(value));
        }
        variable.setValueCount(count);
      }
      case BaseFixedWidthVector fixed -> {
        fixed.allocateNew(count);
        for (int i = 0; i < count; i++) {
          put(fixed, i, type, values.get(i));
        }
        fixed.setValueCount(count);
      }
      default -> throw new IllegalArgumentException("" + vector.getField());
    }
    for (int i = 0; i < count && !(vector instanceof NullVector); i++) {
      BitVectorHelper.setValidityBit(vector.getValidityBuffer(), i, values.get(i) == null ? 0 : 1);
    }
  }

  private static void put(BaseFixedWidthVector vector, int i, Type type, @Nullable Object value) {
    if (vector instanceof BitVector bits) {
      bits.set(i, Boolean.TRUE.equals(value) ? 1 : 0);
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(vector.getTypeWidth());
    if (value != null) {
      switch (value) {
        case Integer number -> bytes.putInt(Integer.reverseBytes(number));
        case Long number -> bytes.putLong(Long.reverseBytes(number));
        case Float number -> bytes.putInt(Integer.reverseBytes(Float.floatToRawIntBits(number)));
        case Double number -> bytes.putLong(Long.reverseBytes(Double.doubleToRawLongBits(number)));
        case BigDecimal number -> {
          for (int at = 0; at < bytes.capacity(); at++) {
            bytes.put(number.unscaledValue().shiftRight(8 * at).byteValue());
          }
        }
        case UUID id ->
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        case ByteBuffer fixed -> bytes.put(fixed.duplicate());
        default -> throw new IllegalArgumentException(type + " of " + value.getClass());
      }
    }
    vector.getDataBuffer().setBytes((long) i * vector.getTypeWidth(), bytes.array());
  }

  private static void fillStruct(
      StructVector struct, Type type, List<? extends @Nullable Object> values) {
    struct.allocateNew();
    struct.setValueCount(values.size());
    List<FieldVector> children = struct.getChildrenFromFields();
    List<Types.NestedField> fields = fieldsOf(type);
    for (int child = 0; child < children.size(); child++) {
      List<@Nullable Object> column = new ArrayList<>();
      for (Object value : values) {
        // A null struct hides values of its fields.
        Object hidden =
            fields.get(child).type().isPrimitiveType() ? filler(fields.get(child)) : null;
        column.add(value == null ? hidden : ((List<?>) value).get(child));
      }
      fill(children.get(child), fields.get(child).type(), column);
    }
  }

  private static @Nullable Object filler(Types.NestedField field) {
    return random(Types.NestedField.optional(1, "f", field.type()), 1, new Random(field.fieldId()))
        .getFirst();
  }

  private static List<Types.NestedField> fieldsOf(Type type) {
    if (type.typeId() == Type.TypeID.VARIANT) {
      return List.of(
          Types.NestedField.required(1, "metadata", Types.BinaryType.get()),
          Types.NestedField.required(2, "value", Types.BinaryType.get()));
    }
    return type.asNestedType().fields();
  }

  private static void fillList(
      ListVector list, Type type, List<? extends @Nullable Object> values) {
    list.setInitialCapacity(values.size());
    list.allocateNew();
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null) {
        elements.addAll((List<?>) values.get(i));
      }
      list.getOffsetBuffer().setInt(i * 4L + 4, elements.size());
    }
    list.setLastSet(values.size() - 1);
    list.setValueCount(values.size());
    fill(list.getDataVector(), elementOf(type), elements);
  }

  private static byte[] bytesOf(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a value back, with Arrow's own accessors. */
  public static @Nullable Object read(FieldVector vector, Type type, int position) {
    if (vector.isNull(position)) {
      return null;
    }
    return switch (vector) {
      case StructVector struct -> {
        List<@Nullable Object> fields = new ArrayList<>();
        List<FieldVector> children = struct.getChildrenFromFields();
        for (int child = 0; child < children.size(); child++) {
          fields.add(read(children.get(child), fieldsOf(type).get(child).type(), position));
        }
        yield fields;
      }
      case ListVector list -> {
        List<@Nullable Object> elements = new ArrayList<>();
        Type element = elementOf(type);
        for (int i = list.getElementStartIndex(position);
            i < list.getElementEndIndex(position);
            i++) {
          elements.add(read(list.getDataVector(), element, i));
        }
        yield elements;
      }
      case BaseVariableWidthVector variable -> {
        byte[] bytes = variable.get(position);
        yield type.typeId() == Type.TypeID.STRING
            ? new String(bytes, StandardCharsets.UTF_8)
            : ByteBuffer.wrap(bytes);
      }
      case BitVector bits -> bits.get(position) == 1;
      default -> readFixed((BaseFixedWidthVector) vector, type, position);
    };
  }

  private static Object readFixed(BaseFixedWidthVector vector, Type type, int position) {
    int width = vector.getTypeWidth();
    byte[] bytes = new byte[width];
    vector.getDataBuffer().getBytes((long) position * width, bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return switch (type.typeId()) {
      case INTEGER, DATE -> Integer.reverseBytes(buffer.getInt());
      case FLOAT -> Float.intBitsToFloat(Integer.reverseBytes(buffer.getInt()));
      case DOUBLE -> Double.longBitsToDouble(Long.reverseBytes(buffer.getLong()));
      case DECIMAL -> {
        byte[] reversed = new byte[width];
        for (int i = 0; i < width; i++) {
          reversed[i] = bytes[width - 1 - i];
        }
        yield new BigDecimal(new BigInteger(reversed), ((Types.DecimalType) type).scale());
      }
      case UUID -> new UUID(buffer.getLong(), buffer.getLong());
      case FIXED -> buffer;
      default -> Long.reverseBytes(buffer.getLong());
    };
  }

  private static Type elementOf(Type type) {
    return type.isListType()
        ? type.asListType().elementType()
        : Types.StructType.of(type.asMapType().fields());
  }
}
