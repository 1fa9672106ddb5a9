package dev.firn.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.schema.ArrowMapping;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every transform of every type that it takes, against Iceberg's own, value by value. */
final class TransformPropertyTest {
  private static final int ROWS = 3_000;
  private static final List<Type> TYPES =
      List.of(
          Types.BooleanType.get(),
          Types.IntegerType.get(),
          Types.LongType.get(),
          Types.FloatType.get(),
          Types.DoubleType.get(),
          Types.DateType.get(),
          Types.TimeType.get(),
          Types.TimestampType.withoutZone(),
          Types.TimestampType.withZone(),
          Types.TimestampNanoType.withoutZone(),
          Types.TimestampNanoType.withZone(),
          Types.StringType.get(),
          Types.UUIDType.get(),
          Types.FixedType.ofLength(5),
          Types.FixedType.ofLength(17),
          Types.BinaryType.get(),
          Types.DecimalType.of(4, 2),
          Types.DecimalType.of(18, 0),
          Types.DecimalType.of(19, 5),
          Types.DecimalType.of(38, 10));
  private static final List<Transform<?, ?>> TRANSFORMS =
      List.of(
          Transforms.identity(),
          Transforms.bucket(1),
          Transforms.bucket(8),
          Transforms.bucket(Integer.MAX_VALUE),
          Transforms.truncate(1),
          Transforms.truncate(3),
          Transforms.truncate(10),
          Transforms.truncate(Integer.MAX_VALUE),
          Transforms.year(),
          Transforms.month(),
          Transforms.day(),
          Transforms.hour(),
          Transforms.alwaysNull());

  record Case(Transform<?, ?> transform, Type type, long seed) {
    @Override
    public String toString() {
      return transform + " of " + type + ", seed " + seed;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Type type : TYPES) {
      for (Transform<?, ?> transform : TRANSFORMS) {
        if (transform.canTransform(type)) {
          cases.add(new Case(transform, type, cases.size()));
        }
      }
    }
    // All there are: identity of 20, bucket of 17, truncate of 8, periods of 5 and 4, void of 20.
    assertThat(cases).hasSize(20 + 3 * 17 + 4 * 8 + 3 * 5 + 4 + 20);
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAreThoseOfIceberg(Case given) {
    Random random = new Random(given.seed());
    // At the top, and two structs deep, where a null above hides a value.
    Types.NestedField leaf = Types.NestedField.optional(3, "c", given.type());
    Schema schema =
        new Schema(
            Types.NestedField.optional(9, "other", Types.LongType.get()),
            Types.NestedField.optional(1, "top", given.type()),
            Types.NestedField.optional(
                4,
                "s",
                Types.StructType.of(
                    Types.NestedField.optional(5, "t", Types.StructType.of(leaf)))));
    List<List<@Nullable Object>> columns = new ArrayList<>();
    schema.columns().forEach(column -> columns.add(TypedValues.random(column, ROWS, random)));
    try (BufferAllocator allocator = new RootAllocator();
        RetainedRows rows = new RetainedRows()) {
      addBatches(schema, columns, allocator, rows);
      requireSame(given, rows, SourceColumn.of(schema, 1, rows), columns.get(1), allocator);
      List<@Nullable Object> nested = new ArrayList<>();
      columns.get(2).forEach(struct -> nested.add(inStruct(inStruct(struct))));
      requireSame(given, rows, SourceColumn.of(schema, 3, rows), nested, allocator);
    }
  }

  private static @Nullable Object inStruct(@Nullable Object struct) {
    return struct == null ? null : ((List<?>) struct).getFirst();
  }

  private static void addBatches(
      Schema schema,
      List<List<@Nullable Object>> columns,
      BufferAllocator allocator,
      RetainedRows rows) {
    int[] ends = {1, 700, 701, 2_500, ROWS};
    int start = 0;
    for (int end : ends) {
      VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator);
      for (int c = 0; c < columns.size(); c++) {
        TypedValues.fill(
            root.getVector(c), schema.columns().get(c).type(), columns.get(c).subList(start, end));
      }
      root.setRowCount(end - start);
      rows.add(ValidBatch.of(new BatchOrigin("test", start + 1), root));
      start = end;
    }
  }

  @SuppressWarnings("unchecked")
  private static void requireSame(
      Case given,
      RetainedRows rows,
      SourceColumn source,
      List<@Nullable Object> values,
      BufferAllocator allocator) {
    KeyColumn key = KeyColumn.ofPartition(source, Transformation.of(given.transform()));
    var oracle = ((Transform<Object, Object>) given.transform()).bind(given.type());
    Type resultType = given.transform().getResultType(given.type());
    List<@Nullable Object> found = read(key, resultType, rows, allocator);
    for (int row = 0; row < values.size(); row++) {
      Object value = values.get(row);
      int batch = rows.batchOf(row);
      assertThat(source.value(batch, row - rows.rowCountBefore(batch)))
          .as("source of row %s", row)
          .isEqualTo(value);
      Object expected = value == null ? null : oracle.apply(value);
      assertThat(found.get(row)).as("row %s, source %s", row, value).isEqualTo(expected);
    }
  }

  /** All rows' words, put together again as Iceberg's classes. */
  private static List<@Nullable Object> read(
      KeyColumn key, Type type, RetainedRows rows, BufferAllocator allocator) {
    List<@Nullable Object> found = new ArrayList<>();
    try (ArrowBuf numbers = allocator.buffer(ROWS * 4L)) {
      for (int row = 0; row < rows.rowCount(); row++) {
        numbers.setInt(row * 4L, row);
      }
      RowChunk chunk = new RowChunk();
      for (int row = 0; row < rows.rowCount(); row += 100) {
        chunk.load(rows, numbers.memoryAddress() + row * 4L, Math.min(100, ROWS - row));
        found.addAll(read(key, type, chunk));
      }
    }
    return found;
  }

  private static List<@Nullable Object> read(KeyColumn key, Type type, RowChunk chunk) {
    List<List<Long>> words = new ArrayList<>();
    for (int i = 0; i < chunk.count(); i++) {
      words.add(new ArrayList<>());
    }
    int depth = KeyColumn.FIRST;
    boolean withLength = false;
    while (depth != KeyColumn.DONE) {
      key.readWords(chunk, depth);
      for (int i = 0; i < chunk.count(); i++) {
        words.get(i).add(chunk.words()[i]);
      }
      // The least length is said to be none, so that the length itself is given too.
      depth = key.depthAfter(depth, -1, chunk.lengthMax());
      withLength |= depth == Integer.MAX_VALUE;
    }
    List<@Nullable Object> found = new ArrayList<>();
    for (int i = 0; i < chunk.count(); i++) {
      found.add(chunk.nulls()[i] ? null : value(type, words.get(i)));
    }
    assertThat(withLength).isEqualTo(key instanceof BytesKey);
    return found;
  }

  private static Object value(Type type, List<Long> words) {
    long first = words.getFirst();
    return switch (type.typeId()) {
      case BOOLEAN -> first != 0;
      case INTEGER, DATE -> Math.toIntExact(first);
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> first;
      case FLOAT -> {
        int bits = Math.toIntExact(first);
        yield Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MAX_VALUE : bits);
      }
      case DOUBLE -> Double.longBitsToDouble(first < 0 ? first ^ Long.MAX_VALUE : first);
      case DECIMAL -> {
        BigInteger low = new BigInteger(Long.toUnsignedString(words.get(1) ^ Long.MIN_VALUE));
        BigInteger unscaled = BigInteger.valueOf(first).shiftLeft(64).add(low);
        yield new BigDecimal(unscaled, ((Types.DecimalType) type).scale());
      }
      case UUID -> new UUID(first ^ Long.MIN_VALUE, words.get(1) ^ Long.MIN_VALUE);
      case STRING -> new String(bytes(words).array(), StandardCharsets.UTF_8);
      case FIXED, BINARY -> bytes(words);
      default -> throw new IllegalArgumentException("" + type);
    };
  }

  private static ByteBuffer bytes(List<Long> words) {
    ByteBuffer all = ByteBuffer.allocate(8 * words.size());
    words.subList(0, words.size() - 1).forEach(word -> all.putLong(word ^ Long.MIN_VALUE));
    byte[] bytes = new byte[Math.toIntExact(Objects.requireNonNull(words.getLast()))];
    System.arraycopy(all.array(), 0, bytes, 0, bytes.length);
    return ByteBuffer.wrap(bytes);
  }
}
