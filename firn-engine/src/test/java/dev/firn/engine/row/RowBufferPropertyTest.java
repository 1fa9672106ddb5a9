package dev.firn.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.RandomSchemas;
import dev.firn.engine.table.TableName;
import dev.firn.engine.validate.BatchValidator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random rows of random schemas, refused ones among them; a failing case prints its seed. */
class RowBufferPropertyTest {
  private static final int DEPTH_MAX = 3;
  private static final int ROW_COUNT_MAX = 150;
  private static final TableName TABLE = TableName.parse("ns.t");

  /** Of no class that any column takes. */
  private static final Object FOREIGN = new Object();

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void holdsExactlyTheRowsThatWereAccepted(long seed) {
    Random random = new Random(seed);
    Schema table = new RandomSchemas(seed, DEPTH_MAX).next();
    try (BufferAllocator allocator = new RootAllocator();
        RowBuffer buffer = RowBuffer.of(TABLE, table, allocator)) {
      for (int batch = 0; batch < 2; batch++) {
        List<List<?>> rows = randomRows(table, random);
        addAll(buffer, table, rows, random);
        assertTaken(buffer, table, rows);
      }
    }
  }

  private static List<List<?>> randomRows(Schema table, Random random) {
    List<List<?>> rows = new ArrayList<>();
    for (int row = random.nextInt(ROW_COUNT_MAX); row > 0; row--) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Types.NestedField column : table.columns()) {
        Object value = TypedValues.random(column, 1, random).getFirst();
        values.add(distinct(column.type(), value));
      }
      rows.add(values);
    }
    return rows;
  }

  /** The value without entries whose key is in their map already. */
  private static @Nullable Object distinct(Type type, @Nullable Object value) {
    if (value == null || !type.isNestedType()) {
      return value;
    }
    List<@Nullable Object> kept = new ArrayList<>();
    Set<@Nullable Object> keys = new HashSet<>();
    List<Types.NestedField> fields = type.asNestedType().fields();
    for (Object part : (List<?>) value) {
      switch (type) {
        case Types.StructType _ -> kept.add(distinct(fields.get(kept.size()).type(), part));
        case Types.ListType _ -> kept.add(distinct(fields.getFirst().type(), part));
        default -> {
          List<?> entry = (List<?>) part;
          Object key = distinct(fields.getFirst().type(), entry.getFirst());
          if (keys.add(key)) {
            kept.add(Arrays.asList(key, distinct(fields.getLast().type(), entry.getLast())));
          }
        }
      }
    }
    return kept;
  }

  private static void addAll(RowBuffer buffer, Schema table, List<List<?>> rows, Random random) {
    GivenValues given = new GivenValues(random);
    for (List<?> row : rows) {
      @Nullable Object[] values = given.row(table.columns(), row);
      if (random.nextInt(4) == 0) {
        assertRefused(buffer, values.clone(), random.nextInt(values.length));
      }
      if (random.nextBoolean()) {
        buffer.add(values);
      } else {
        buffer.add(given.named(table.columns(), values));
      }
    }
  }

  private static void assertRefused(RowBuffer buffer, @Nullable Object[] values, int column) {
    int rowCount = buffer.rowCount();
    long bytes = buffer.bufferBytes();
    values[column] = FOREIGN;
    assertThatThrownBy(() -> buffer.add(values)).isInstanceOf(FirnException.class);
    assertThat(buffer.rowCount()).isEqualTo(rowCount);
    assertThat(buffer.bufferBytes()).isEqualTo(bytes);
  }

  private static void assertTaken(RowBuffer buffer, Schema table, List<List<?>> rows) {
    long bytes = buffer.bufferBytes();
    VectorSchemaRoot root = buffer.take();
    ViolationLog log = ViolationLog.of("ns.t");
    ProjectedBatch projected = ProjectedBatch.of(new BatchOrigin("rows", 1), root);
    BatchValidator validator = BatchValidator.of(table);
    // The validator hands the root on or, if it refuses, closes it.
    try (var valid = validator.check(projected, log).orElseThrow(() -> refused(log))) {
      assertThat(valid.root().getSchema()).isEqualTo(ArrowMapping.toArrow(table));
      assertThat(valid.rowCount()).isEqualTo(rows.size());
      for (int column = 0; column < table.columns().size(); column++) {
        Type type = table.columns().get(column).type();
        for (int row = 0; row < rows.size(); row++) {
          assertThat(TypedValues.read(root.getVector(column), type, row))
              .as("row %s of %s", row, table.columns().get(column))
              .isEqualTo(rows.get(row).get(column));
        }
      }
      assertThat(bytes).isBetween(bytesOf(root) - roundingOf(table), bytesOf(root));
    }
  }

  private static AssertionError refused(ViolationLog log) {
    return new AssertionError("" + log.kept());
  }

  private static long bytesOf(VectorSchemaRoot root) {
    return root.getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
  }

  /** Each vector has whole bytes of validity and one offset more than values. */
  private static long roundingOf(Schema table) {
    // A variant is three vectors, a map has one for its entries.
    return 24L * TypeUtil.indexById(table.asStruct()).size();
  }
}
