package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.log.FrameSpill;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.RandomSchemas;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clustered rows of random tables against a model: rows grouped by Iceberg's own partition values,
 * each group sorted stably by Iceberg's own comparator.
 */
final class ClusteringPropertyTest {
  private static final int SEEDS = 80;

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rowsAreThoseOfAStableSortWithIcebergsOwnComparators(long seed) {
    Random random = new Random(seed);
    Schema schema = schema(random);
    ClusterPlan plan = new ClusterPlan(schema, spec(schema, random), order(schema, random));
    List<List<@Nullable Object>> rows = rows(schema, random);
    if (random.nextInt(4) == 0) {
      rows.sort(comparator(plan));
      number(rows);
    }
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> expected = model(plan, rows);
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> found = new LinkedHashMap<>();
    try (BufferAllocator allocator = new RootAllocator()) {
      try (Clustering clustering =
          Clustering.of(plan, space(random, schema, allocator), allocator)) {
        double spillShare = random.nextInt(3) == 0 ? 0 : random.nextDouble();
        addBatches(schema, rows, allocator, clustering, random, spillShare);
        assertThat(clustering.rowCount()).isEqualTo(rows.size());
        if (expected.keySet().stream().anyMatch(values -> isBeyondType(plan, values))) {
          assertThatThrownBy(() -> collect(plan, clustering, found))
              .hasMessageContaining("expected a value whose truncate");
          return;
        }
        collect(plan, clustering, found);
      }
      assertThat(allocator.getAllocatedMemory()).as("given back").isZero();
    }
    String where = plan.spec() + " " + plan.order() + " " + sources(schema);
    assertThat(found.keySet()).as(where).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (partition, group) -> {
          assertThat(rowNumbers(found.get(partition)))
              .as("%s in %s", where, partition)
              .isEqualTo(rowNumbers(group));
          assertThat(found.get(partition).equals(group)).as("values, %s", where).isTrue();
        });
  }

  private static LongSupplier memory(long bytes) {
    return () -> bytes;
  }

  /** Frames of few rows, and sometimes so few runs at once that there are many levels. */
  private SpillSpace space(Random random, Schema schema, BufferAllocator allocator) {
    return new SpillSpace(
        LocalStorage.create(),
        LocalStorage.locationOf(folder),
        () ->
            new FrameSpill(
                LocalStorage.create().createScratchFile(LocalStorage.locationOf(folder)),
                ArrowMapping.toArrow(schema),
                FrameCompression.LZ4,
                allocator),
        200 + random.nextInt(20_000),
        memory(random.nextBoolean() ? 1 : 1 << 30),
        EngineMetrics.inMemory(),
        TableName.parse("air.flights"));
  }

  /** Whether truncation made a decimal that its type cannot hold. */
  private static boolean isBeyondType(ClusterPlan plan, List<@Nullable Object> values) {
    List<Types.NestedField> fields = plan.spec().partitionType().fields();
    for (int index = 0; index < fields.size(); index++) {
      if (values.get(index) instanceof BigDecimal number
          && number.precision() > ((Types.DecimalType) fields.get(index).type()).precision()) {
        return true;
      }
    }
    return false;
  }

  private static List<@Nullable Object> rowNumbers(@Nullable List<List<@Nullable Object>> rows) {
    List<@Nullable Object> numbers = new ArrayList<>();
    Objects.requireNonNull(rows).forEach(row -> numbers.add(row.getFirst()));
    return numbers;
  }

  private static void collect(
      ClusterPlan plan,
      Clustering clustering,
      Map<List<@Nullable Object>, List<List<@Nullable Object>>> found) {
    List<PartitionKey> order = new ArrayList<>();
    try (ClusteredRows clustered = clustering.finish()) {
      for (List<PartitionKey> keys = clustered.announce(3);
          !keys.isEmpty();
          keys = clustered.announce(3)) {
        order.addAll(keys);
        for (Optional<PartitionSlice> next = clustered.next();
            next.isPresent();
            next = clustered.next()) {
          PartitionSlice slice = next.get();
          List<List<@Nullable Object>> group =
              found.computeIfAbsent(valuesOf(slice.partition()), _ -> new ArrayList<>());
          if (group.isEmpty()) {
            assertThat(slice.partition()).isEqualTo(order.get(found.size() - 1));
          }
          for (int i = 0; i < slice.rowCount(); i++) {
            group.add(read(plan.schema(), slice.root(), slice.position() + i));
          }
        }
      }
    }
    assertThat(order).as("announced").hasSize(found.size());
  }

  private static Schema schema(Random random) {
    Schema any = new RandomSchemas(random.nextLong(), 2).next();
    List<Types.NestedField> columns = new ArrayList<>();
    columns.add(Types.NestedField.required(1_000, "row", Types.LongType.get()));
    columns.addAll(any.columns());
    columns.add(
        Types.NestedField.optional(
            1_001,
            "in",
            Types.StructType.of(
                Types.NestedField.optional(1_002, "text", Types.StringType.get()),
                Types.NestedField.required(1_003, "day", Types.DateType.get()))));
    return new Schema(columns);
  }

  private static PartitionSpec spec(Schema schema, Random random) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    List<Types.NestedField> sources = sources(schema);
    for (int fields = random.nextInt(3); fields > 0; fields--) {
      Types.NestedField source = sources.remove(random.nextInt(sources.size()));
      String name = schema.findColumnName(source.fieldId());
      String target = "p" + fields;
      switch (transform(source.type(), random).toString()) {
        case "identity" -> spec.identity(name, target);
        case "bucket[5]" -> spec.bucket(name, 5, target);
        case "truncate[2]" -> spec.truncate(name, 2, target);
        case "year" -> spec.year(name, target);
        case "month" -> spec.month(name, target);
        case "day" -> spec.alwaysNull(name, target);
        default -> spec.hour(name, target);
      }
    }
    return spec.build();
  }

  private static SortOrder order(Schema schema, Random random) {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    List<Types.NestedField> sources = sources(schema);
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      Types.NestedField source = sources.get(random.nextInt(sources.size()));
      String name = schema.findColumnName(source.fieldId());
      Term term =
          switch (transform(source.type(), random).toString()) {
            case "bucket[5]" -> Expressions.bucket(name, 5);
            case "truncate[2]" -> Expressions.truncate(name, 2);
            case "year" -> Expressions.year(name);
            case "month" -> Expressions.month(name);
            case "day" -> Expressions.day(name);
            case "hour" -> Expressions.hour(name);
            default -> Expressions.ref(name);
          };
      order.sortBy(
          term,
          random.nextBoolean() ? SortDirection.ASC : SortDirection.DESC,
          random.nextBoolean() ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST);
    }
    return order.build();
  }

  /** Columns and fields of structs that a spec or order may name; the row's number is not one. */
  private static List<Types.NestedField> sources(Schema schema) {
    Map<Integer, Integer> parents = TypeUtil.indexParents(schema.asStruct());
    List<Types.NestedField> sources = new ArrayList<>();
    for (Types.NestedField field : TypeUtil.indexById(schema.asStruct()).values()) {
      boolean inStructs = true;
      for (Integer id = parents.get(field.fieldId()); id != null; id = parents.get(id)) {
        inStructs &= schema.findType(id).isStructType();
      }
      if (inStructs && Transforms.identity().canTransform(field.type())) {
        sources.add(field);
      }
    }
    sources.removeIf(
        field -> field.fieldId() == 1_000 || field.type().typeId() == Type.TypeID.UNKNOWN);
    return sources;
  }

  private static Transform<?, ?> transform(Type type, Random random) {
    List<Transform<?, ?>> all = new ArrayList<>();
    all.add(Transforms.identity());
    all.addAll(List.of(Transforms.bucket(5), Transforms.truncate(2), Transforms.year()));
    all.addAll(List.of(Transforms.month(), Transforms.day(), Transforms.hour()));
    all.removeIf(transform -> !transform.canTransform(type));
    return all.get(random.nextInt(all.size()));
  }

  /** Rows of few different values by column, so that many are equal; the first is the row. */
  private static List<List<@Nullable Object>> rows(Schema schema, Random random) {
    int count = random.nextInt(10) == 0 ? random.nextInt(3) : random.nextInt(3_000);
    List<List<@Nullable Object>> pools = new ArrayList<>();
    for (Types.NestedField column : schema.columns()) {
      pools.add(
          TypedValues.random(column, 1 + random.nextInt(random.nextBoolean() ? 5 : 300), random)
              .stream()
              .map(ClusteringPropertyTest::asIcebergOrders)
              .toList());
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (List<@Nullable Object> pool : pools) {
        values.add(pool.get(random.nextInt(pool.size())));
      }
      rows.add(values);
    }
    number(rows);
    return rows;
  }

  private static void number(List<List<@Nullable Object>> rows) {
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).set(0, (long) row);
    }
  }

  /**
   * Iceberg's comparators know one NaN only, beyond infinity; the spec's other has its own test.
   */
  private static @Nullable Object asIcebergOrders(@Nullable Object value) {
    return switch (value) {
      case Float number when number.isNaN() -> Float.NaN;
      case Double number when number.isNaN() -> Double.NaN;
      case UUID id ->
          new UUID(
              id.getMostSignificantBits() & Long.MAX_VALUE,
              id.getLeastSignificantBits() & Long.MAX_VALUE);
      case List<?> values -> {
        List<@Nullable Object> plain = new ArrayList<>();
        values.forEach(each -> plain.add(asIcebergOrders(each)));
        yield plain;
      }
      case null -> null;
      default -> value;
    };
  }

  private static void addBatches(
      Schema schema,
      List<List<@Nullable Object>> rows,
      BufferAllocator allocator,
      Clustering clustering,
      Random random,
      double spillShare) {
    int start = 0;
    while (start < rows.size()) {
      int most = random.nextBoolean() ? 3 : 2_000;
      int end = Math.min(rows.size(), start + random.nextInt(most));
      VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator);
      for (int c = 0; c < schema.columns().size(); c++) {
        List<@Nullable Object> values = new ArrayList<>();
        for (List<@Nullable Object> row : rows.subList(start, end)) {
          values.add(row.get(c));
        }
        TypedValues.fill(root.getVector(c), schema.columns().get(c).type(), values);
      }
      root.setRowCount(end - start);
      clustering.add(ValidBatch.of(new BatchOrigin("test", start + 1), root));
      if (random.nextDouble() < spillShare) {
        clustering.spill();
      }
      start = end;
    }
  }

  private static List<@Nullable Object> read(Schema schema, VectorSchemaRoot root, int position) {
    List<@Nullable Object> row = new ArrayList<>();
    for (int c = 0; c < schema.columns().size(); c++) {
      row.add(TypedValues.read(root.getVector(c), schema.columns().get(c).type(), position));
    }
    return row;
  }

  private static Map<List<@Nullable Object>, List<List<@Nullable Object>>> model(
      ClusterPlan plan, List<List<@Nullable Object>> rows) {
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new HashMap<>();
    org.apache.iceberg.PartitionKey key =
        new org.apache.iceberg.PartitionKey(plan.spec(), plan.schema());
    for (List<@Nullable Object> row : rows) {
      key.partition(new Row(row));
      groups.computeIfAbsent(valuesOf(key), _ -> new ArrayList<>()).add(row);
    }
    groups.values().forEach(group -> group.sort(comparator(plan)));
    return groups;
  }

  private static Comparator<List<@Nullable Object>> comparator(ClusterPlan plan) {
    Comparator<StructLike> comparator =
        plan.order().isUnsorted()
            ? (_, _) -> 0
            : SortOrderComparators.forSchema(plan.schema(), plan.order());
    return (left, right) -> comparator.compare(new Row(left), new Row(right));
  }

  private static List<@Nullable Object> valuesOf(PartitionKey key) {
    return valuesOf(key.values());
  }

  private static List<@Nullable Object> valuesOf(StructLike values) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i, Object.class);
      list.add(
          switch (value) {
            case CharSequence text -> text.toString();
            case byte[] bytes -> java.nio.ByteBuffer.wrap(bytes);
            case null -> null;
            default -> value;
          });
    }
    return list;
  }

  /** A list as Iceberg's row. */
  private record Row(List<@Nullable Object> values) implements StructLike {
    @Override
    public int size() {
      return values.size();
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> type) {
      Object value = values.get(position);
      return type.cast(type == StructLike.class && value instanceof List<?> v ? row(v) : value);
    }

    @SuppressWarnings("unchecked")
    private static Row row(List<?> values) {
      return new Row((List<@Nullable Object>) values);
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException("Rows of the model do not change");
    }
  }
}
