package dev.firn.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.log.FrameSpill;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.RandomSchemas;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import dev.firn.parquet.WriterResources;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
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
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What tests of clustering share: random tables and rows, and a model of them: rows grouped by
 * Iceberg's own partition values, each group sorted stably by Iceberg's own comparator.
 */
final class ClusterModel {
  private ClusterModel() {}

  static LongSupplier memory(long bytes) {
    return () -> bytes;
  }

  /** One thread, or one that helps. */
  static WriterResources resources(Random random, BufferAllocator allocator) {
    return random.nextBoolean()
        ? WriterResources.singleThreaded(allocator)
        : new WriterResources(allocator, ForkJoinPool.commonPool(), 2);
  }

  /** Frames of few rows, and sometimes so few runs at once that there are many levels. */
  static SpillSpace space(Path folder, Random random, Schema schema, BufferAllocator allocator) {
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
        MemoryBudget.of(1L << 40),
        EngineMetrics.inMemory(),
        TableName.parse("air.flights"));
  }

  /** Whether truncation made a decimal that its type cannot hold. */
  static boolean isBeyondType(ClusterPlan plan, List<@Nullable Object> values) {
    List<Types.NestedField> fields = plan.spec().partitionType().fields();
    for (int index = 0; index < fields.size(); index++) {
      if (values.get(index) instanceof BigDecimal number
          && number.precision() > ((Types.DecimalType) fields.get(index).type()).precision()) {
        return true;
      }
    }
    return false;
  }

  static List<@Nullable Object> rowNumbers(@Nullable List<List<@Nullable Object>> rows) {
    List<@Nullable Object> numbers = new ArrayList<>();
    Objects.requireNonNull(rows).forEach(row -> numbers.add(row.getFirst()));
    return numbers;
  }

  static void collect(
      ClusterPlan plan,
      ClusteredRows taken,
      Map<List<@Nullable Object>, List<List<@Nullable Object>>> found) {
    List<PartitionKey> order = new ArrayList<>();
    try (ClusteredRows clustered = taken) {
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

  static Schema schema(Random random) {
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

  static PartitionSpec spec(Schema schema, Random random) {
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

  static SortOrder order(Schema schema, Random random) {
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
  static List<Types.NestedField> sources(Schema schema) {
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
  static List<List<@Nullable Object>> rows(Schema schema, Random random) {
    int count = random.nextInt(10) == 0 ? random.nextInt(3) : random.nextInt(3_000);
    List<List<@Nullable Object>> pools = new ArrayList<>();
    for (Types.NestedField column : schema.columns()) {
      pools.add(
          TypedValues.random(column, 1 + random.nextInt(random.nextBoolean() ? 5 : 300), random)
              .stream()
              .map(ClusterModel::asIcebergOrders)
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

  static void number(List<List<@Nullable Object>> rows) {
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

  /** Rows as a batch of their own, whose first has the given number in its source. */
  static ValidBatch batch(
      Schema schema, List<List<@Nullable Object>> rows, long firstRow, BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator);
    for (int c = 0; c < schema.columns().size(); c++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (List<@Nullable Object> row : rows) {
        values.add(row.get(c));
      }
      TypedValues.fill(root.getVector(c), schema.columns().get(c).type(), values);
    }
    root.setRowCount(rows.size());
    return ValidBatch.of(new BatchOrigin("test", firstRow), root);
  }

  /** Rows in batches of random lengths, some of them without rows. */
  static List<ValidBatch> batches(
      Schema schema, List<List<@Nullable Object>> rows, BufferAllocator allocator, Random random) {
    List<ValidBatch> batches = new ArrayList<>();
    int start = 0;
    while (start < rows.size()) {
      int most = random.nextBoolean() ? 3 : 2_000;
      int end = Math.min(rows.size(), start + random.nextInt(most));
      batches.add(batch(schema, rows.subList(start, end), start + 1, allocator));
      start = end;
    }
    return batches;
  }

  /** In the order of a table: by Iceberg's partition values, then by its sort order. */
  static Comparator<List<@Nullable Object>> tableOrder(ClusterPlan plan) {
    Comparator<StructLike> partitions = Comparators.forType(plan.spec().partitionType());
    Comparator<List<@Nullable Object>> within = comparator(plan);
    org.apache.iceberg.PartitionKey left =
        new org.apache.iceberg.PartitionKey(plan.spec(), plan.schema());
    org.apache.iceberg.PartitionKey right = left.copy();
    return (a, b) -> {
      left.partition(new Row(a));
      right.partition(new Row(b));
      int order = partitions.compare(left, right);
      return order != 0 ? order : within.compare(a, b);
    };
  }

  private static List<@Nullable Object> read(Schema schema, VectorSchemaRoot root, int position) {
    List<@Nullable Object> row = new ArrayList<>();
    for (int c = 0; c < schema.columns().size(); c++) {
      row.add(TypedValues.read(root.getVector(c), schema.columns().get(c).type(), position));
    }
    return row;
  }

  static Map<List<@Nullable Object>, List<List<@Nullable Object>>> model(
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

  static Comparator<List<@Nullable Object>> comparator(ClusterPlan plan) {
    Comparator<StructLike> comparator =
        plan.order().isUnsorted()
            ? (_, _) -> 0
            : SortOrderComparators.forSchema(plan.schema(), plan.order());
    return (left, right) -> comparator.compare(new Row(left), new Row(right));
  }

  static List<@Nullable Object> valuesOf(PartitionKey key) {
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
