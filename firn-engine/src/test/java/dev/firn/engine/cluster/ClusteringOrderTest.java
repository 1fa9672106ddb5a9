package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.WriterResources;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClusteringOrderTest {
  /** Nothing here is spilled. */
  private static final SpillSpace SPACE =
      new SpillSpace(
          LocalStorage.create(),
          "file:///nowhere",
          () -> {
            throw new AssertionError("spilled");
          },
          1,
          () -> 1,
          MemoryBudget.of(1L << 40),
          EngineMetrics.inMemory(),
          TableName.parse("air.flights"));

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void requireMemoryGivenBack() {
    allocator.close();
  }

  @Test
  void floatsAreInTotalOrderWithEachNanBeyondTheInfinityOfItsSign() {
    float negativeNan = Float.intBitsToFloat(0xffc00000);
    requireOrder(
        Types.FloatType.get(),
        negativeNan,
        Float.NEGATIVE_INFINITY,
        -Float.MAX_VALUE,
        -1f,
        -Float.MIN_VALUE,
        -0f,
        0f,
        Float.MIN_VALUE,
        1f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NaN);
    requireOrder(
        Types.DoubleType.get(),
        Double.longBitsToDouble(0xfff8000000000000L),
        Double.NEGATIVE_INFINITY,
        -1d,
        -0d,
        0d,
        Double.MIN_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN);
  }

  @Test
  void nansOfOneSignKeepTheirArrival() {
    List<Object> arrived = new ArrayList<>();
    for (int bits : new int[] {0x7fc00002, 0x7fc00001, 0x7fffffff, 0x7fc00000}) {
      arrived.add(Float.intBitsToFloat(bits));
    }
    assertThat(bitsOf(sorted(Types.FloatType.get(), arrived))).isEqualTo(bitsOf(arrived));
  }

  @Test
  void uuidsAndBytesAreOrderedByUnsignedBytes() {
    requireOrder(
        Types.UUIDType.get(),
        new UUID(0, 0),
        new UUID(0, -1),
        new UUID(1, Long.MIN_VALUE),
        new UUID(Long.MAX_VALUE, 0),
        new UUID(Long.MIN_VALUE, 0),
        new UUID(-1, 1));
    requireOrder(
        Types.BinaryType.get(),
        bytes(),
        bytes(0),
        bytes(0, 0),
        bytes(1),
        bytes(127),
        bytes(128),
        bytes(255),
        bytes(255, 0),
        bytes(255, 0, 0, 0, 0, 0, 0, 0, 0),
        bytes(255, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        bytes(255, 0, 0, 0, 0, 0, 0, 0, 1));
  }

  @Test
  void textIsOrderedByCodePointsNotByUtf16() {
    requireOrder(
        Types.StringType.get(),
        "",
        "a",
        "a\0",
        "aa",
        "b",
        "ä",
        "\uD7FF",
        "\uFFFF",
        Character.toString(0x10000),
        Character.toString(0x10FFFF));
  }

  @Test
  void longSharedBeginningsAreSorted() {
    Random random = new Random(5);
    String shared = "x".repeat(5_000);
    List<Object> texts = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      texts.add(shared.substring(0, random.nextInt(5_000)) + (random.nextBoolean() ? "" : "y"));
    }
    List<Object> expected =
        new ArrayList<>(texts.stream().map(text -> (String) text).sorted().toList());
    assertThat(sorted(Types.StringType.get(), texts)).isEqualTo(expected);
  }

  @Test
  void rowsThatComeInOrderAreLentFromTheirBatches() {
    Schema schema = schemaOf(Types.LongType.get());
    VectorSchemaRoot first = root(schema, longs(0, 5_000));
    VectorSchemaRoot second = root(schema, longs(5_000, 8_000));
    try (Clustering clustering =
        Clustering.of(plan(schema), SPACE, WriterResources.singleThreaded(allocator))) {
      clustering.add(ValidBatch.of(new BatchOrigin("a", 1), first));
      clustering.add(ValidBatch.of(new BatchOrigin("b", 1), second));
      try (ClusteredRows rows = clustering.finish()) {
        assertThat(rows.announce(1)).hasSize(1);
        PartitionSlice slice = rows.next().orElseThrow();
        assertThat(slice.root()).isSameAs(first);
        assertThat(slice.rowCount()).isEqualTo(5_000);
        assertThat(rows.next().orElseThrow().root()).isSameAs(second);
        assertThat(rows.next()).isEmpty();
      }
    }
  }

  @Test
  void scatteredRowsComeInBatchesOfBoundedRowsAndBytes() {
    List<Object> wide = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      wide.add(Character.toString('a' + 97 * i % 26) + "w".repeat(1 << 20));
    }
    requireSlices(Types.StringType.get(), wide, 15, 16);
    List<Object> narrow = longs(0, 25_000);
    Collections.reverse(narrow);
    requireSlices(Types.LongType.get(), narrow, 5_000, 10_000);
  }

  private void requireSlices(Type type, List<Object> values, int rowsMin, int rowsMax) {
    Schema schema = schemaOf(type);
    long rowCount = 0;
    try (Clustering clustering =
        Clustering.of(plan(schema), SPACE, WriterResources.singleThreaded(allocator))) {
      clustering.add(ValidBatch.of(new BatchOrigin("a", 1), root(schema, values)));
      try (ClusteredRows rows = clustering.finish()) {
        rows.announce(1);
        for (Optional<PartitionSlice> slice = rows.next(); slice.isPresent(); slice = rows.next()) {
          rowCount += slice.get().rowCount();
          if (rowCount < values.size()) {
            assertThat(slice.get().rowCount()).isBetween(rowsMin, rowsMax);
          }
        }
      }
    }
    assertThat(rowCount).isEqualTo(values.size());
  }

  private void requireOrder(Type type, Object... ascending) {
    List<Object> shuffled = new ArrayList<>(Arrays.asList(ascending));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(bitsOf(sorted(type, shuffled))).isEqualTo(bitsOf(Arrays.asList(ascending)));
  }

  /** NaNs are equal to Java whatever their sign. */
  private static List<Object> bitsOf(List<? extends @Nullable Object> values) {
    List<Object> bits = new ArrayList<>();
    for (Object value : values) {
      bits.add(
          switch (value) {
            case Float number -> Float.floatToRawIntBits(number);
            case Double number -> Double.doubleToRawLongBits(number);
            case null -> "null";
            default -> value;
          });
    }
    return bits;
  }

  private List<@Nullable Object> sorted(Type type, List<Object> values) {
    Schema schema = schemaOf(type);
    List<@Nullable Object> sorted = new ArrayList<>();
    try (Clustering clustering =
        Clustering.of(plan(schema), SPACE, WriterResources.singleThreaded(allocator))) {
      clustering.add(ValidBatch.of(new BatchOrigin("a", 1), root(schema, values)));
      try (ClusteredRows rows = clustering.finish()) {
        rows.announce(1);
        for (Optional<PartitionSlice> slice = rows.next(); slice.isPresent(); slice = rows.next()) {
          for (int i = 0; i < slice.get().rowCount(); i++) {
            int position = slice.get().position() + i;
            sorted.add(TypedValues.read(slice.get().root().getVector(0), type, position));
          }
        }
      }
    }
    return sorted;
  }

  private VectorSchemaRoot root(Schema schema, List<Object> values) {
    VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator);
    TypedValues.fill(root.getVector(0), schema.columns().getFirst().type(), values);
    root.setRowCount(values.size());
    return root;
  }

  private static Schema schemaOf(Type type) {
    return new Schema(Types.NestedField.required(1, "c", type));
  }

  private static ClusterPlan plan(Schema schema) {
    return new ClusterPlan(
        schema, PartitionSpec.unpartitioned(), SortOrder.builderFor(schema).asc("c").build());
  }

  private static List<Object> longs(int from, int to) {
    return new ArrayList<>(IntStream.range(from, to).mapToObj(i -> (Object) (long) i).toList());
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int i = 0; i < values.length; i++) {
      bytes.put(i, (byte) values[i]);
    }
    return bytes;
  }
}
