package dev.firn.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.partition.TypedValues;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.OversizedAllocationException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowBufferTest {
  private static final TableName TABLE = TableName.parse("shop.orders");

  private static final Schema ORDERS =
      new Schema(
          7,
          List.of(
              Types.NestedField.required(1, "id", Types.LongType.get()),
              Types.NestedField.optional(2, "note", Types.StringType.get()),
              Types.NestedField.optional(
                  3, "tags", Types.ListType.ofOptional(4, Types.StringType.get()))));

  /** Everything that grows on its own: each buffer of each kind of vector. */
  private static final Schema DEEP =
      new Schema(
          Types.NestedField.required(1, "flag", Types.BooleanType.get()),
          Types.NestedField.optional(2, "price", Types.DecimalType.of(20, 2)),
          Types.NestedField.optional(3, "code", Types.FixedType.ofLength(3)),
          Types.NestedField.optional(4, "text", Types.StringType.get()),
          Types.NestedField.optional(
              5,
              "items",
              Types.ListType.ofOptional(
                  6,
                  Types.StructType.of(
                      Types.NestedField.required(7, "sku", Types.StringType.get()),
                      Types.NestedField.optional(
                          8,
                          "marks",
                          Types.MapType.ofOptional(
                              9,
                              10,
                              Types.IntegerType.get(),
                              Types.ListType.ofOptional(11, Types.BinaryType.get())))))));

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void leavesNoBufferBehind() {
    allocator.close();
  }

  @Test
  void givesRowsInTheTablesArrowSchema() {
    try (RowBuffer buffer = RowBuffer.of(TABLE, ORDERS, allocator)) {
      buffer.add(1, "a", List.of("x", "y"));
      buffer.add(2L, null, null);
      assertThat(buffer.rowCount()).isEqualTo(2);
      try (VectorSchemaRoot root = buffer.take()) {
        assertThat(root.getSchema()).isEqualTo(ArrowMapping.toArrow(ORDERS));
        assertThat(rows(root, ORDERS))
            .containsExactly(
                Arrays.asList(1L, "a", List.of("x", "y")), Arrays.asList(2L, null, null));
      }
    }
  }

  @Test
  void takesRowsByNameInAnyOrder() {
    Map<String, @Nullable Object> second = new HashMap<>();
    second.put("note", null);
    second.put("id", 2L);
    try (RowBuffer buffer = RowBuffer.of(TABLE, ORDERS, allocator)) {
      buffer.add(Map.of("tags", List.of(), "id", 1));
      buffer.add(second);
      try (VectorSchemaRoot root = buffer.take()) {
        assertThat(rows(root, ORDERS))
            .containsExactly(Arrays.asList(1L, null, List.of()), Arrays.asList(2L, null, null));
      }
    }
  }

  @Test
  void beginsAnewAfterEachTake() {
    try (RowBuffer buffer = RowBuffer.of(TABLE, ORDERS, allocator)) {
      buffer.add(1, "a", List.of("x"));
      try (VectorSchemaRoot first = buffer.take()) {
        assertThat(buffer.rowCount()).isZero();
        assertThat(buffer.bufferBytes()).isZero();
        buffer.add(2, null, List.of("y"));
        assertThatThrownBy(() -> buffer.add(null, null, null)).hasMessageStartingWith("Row 3 for");
        try (VectorSchemaRoot second = buffer.take()) {
          assertThat(rows(first, ORDERS)).containsExactly(List.of(1L, "a", List.of("x")));
          assertThat(rows(second, ORDERS)).containsExactly(Arrays.asList(2L, null, List.of("y")));
        }
      }
    }
  }

  @Test
  void takesNothingFromAnEmptyBuffer() {
    try (RowBuffer buffer = RowBuffer.of(TABLE, DEEP, allocator);
        VectorSchemaRoot root = buffer.take()) {
      assertThat(root.getRowCount()).isZero();
      assertThat(root.getSchema()).isEqualTo(ArrowMapping.toArrow(DEEP));
    }
  }

  @Test
  void isOfNoUseOnceClosed() {
    RowBuffer buffer = RowBuffer.of(TABLE, ORDERS, allocator);
    buffer.add(1, "a", null);
    buffer.close();
    buffer.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    assertThatThrownBy(() -> buffer.add(1, "a", null)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(buffer::take).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesRowsToTheirTakerWhenItIsClosed() {
    RowBuffer buffer = RowBuffer.of(TABLE, ORDERS, allocator);
    buffer.add(1, "a", null);
    try (VectorSchemaRoot root = buffer.take()) {
      buffer.close();
      assertThat(rows(root, ORDERS)).containsExactly(Arrays.asList(1L, "a", null));
    }
  }

  @Test
  void writesDefaultsWhereNamesAreMissingAndNullWhereItIsGiven() {
    Types.StructType inner =
        Types.StructType.of(
            withDefault(10, "unit", Types.StringType.get(), Literal.of("kg")),
            Types.NestedField.optional(11, "weight", Types.DoubleType.get()));
    Schema table =
        new Schema(
            withDefault(
                1, "day", Types.DateType.get(), literal("2001-01-31", Types.DateType.get())),
            withDefault(
                2,
                "at",
                Types.TimestampType.withZone(),
                literal("1970-01-01T00:00:01+00:00", Types.TimestampType.withZone())),
            withDefault(3, "price", Types.DecimalType.of(9, 2), Literal.of(new BigDecimal("1.50"))),
            withDefault(
                4, "code", Types.BinaryType.get(), Literal.of(ByteBuffer.wrap(new byte[] {7}))),
            Types.NestedField.required(5, "size", inner));
    Map<String, @Nullable Object> nulls = new HashMap<>();
    for (String name : List.of("day", "at", "price", "code")) {
      nulls.put(name, null);
    }
    nulls.put("size", new Object[] {"g", 1.0});
    List<?> defaults =
        Arrays.asList(
            11_353,
            1_000_000L,
            new BigDecimal("1.50"),
            ByteBuffer.wrap(new byte[] {7}),
            Arrays.asList("kg", null));
    try (RowBuffer buffer = RowBuffer.of(TABLE, table, allocator)) {
      buffer.add(Map.of("size", Map.of()));
      buffer.add(nulls);
      buffer.add(Map.of("size", Map.of(), "at", Instant.EPOCH));
      // By position nothing is missing.
      buffer.add(null, null, null, null, new @Nullable Object[] {null, null});
      buffer.add(Map.of("size", Map.of()));
      try (VectorSchemaRoot root = buffer.take()) {
        List<List<@Nullable Object>> rows = rows(root, table);
        assertThat(rows.get(0)).isEqualTo(defaults);
        assertThat(rows.get(1)).isEqualTo(Arrays.asList(null, null, null, null, List.of("g", 1.0)));
        assertThat(rows.get(2).get(1)).isEqualTo(0L);
        assertThat(rows.get(3))
            .isEqualTo(Arrays.asList(null, null, null, null, Arrays.asList(null, null)));
        assertThat(rows.get(4)).isEqualTo(defaults);
      }
    }
  }

  private static Types.NestedField withDefault(
      int id, String name, Type type, Literal<?> writeDefault) {
    return Types.NestedField.optional(name)
        .withId(id)
        .ofType(type)
        .withWriteDefault(writeDefault)
        .build();
  }

  private static Literal<?> literal(String text, Type type) {
    return Literal.of(text).to(type);
  }

  @Test
  void takesARequiredColumnsDefaultAsItsValue() {
    Types.NestedField column =
        Types.NestedField.required("n")
            .withId(1)
            .ofType(Types.IntegerType.get())
            .withWriteDefault(Literal.of(5))
            .build();
    Schema table = new Schema(column);
    try (RowBuffer buffer = RowBuffer.of(TABLE, table, allocator)) {
      buffer.add(Map.of());
      assertThatThrownBy(() -> buffer.add(Collections.singletonMap("n", null)))
          .isInstanceOf(FirnException.class);
      try (VectorSchemaRoot root = buffer.take()) {
        assertThat(rows(root, table)).containsExactly(List.of(5));
      }
    }
  }

  @Test
  void countsBytesAsTheyAreAdded() {
    Schema table =
        new Schema(
            Types.NestedField.required(1, "n", Types.LongType.get()),
            Types.NestedField.optional(2, "s", Types.StringType.get()));
    try (RowBuffer buffer = RowBuffer.of(TABLE, table, allocator)) {
      assertThat(buffer.bufferBytes()).isZero();
      // 8 bytes, an offset of 4, two bits of validity.
      buffer.add(1, null);
      assertThat(buffer.bufferBytes()).isEqualTo(13);
      buffer.add(1, "äb");
      assertThat(buffer.bufferBytes()).isEqualTo(8 + 4 + 8 + 4 + 3 + 1);
    }
  }

  @Test
  void beginsSmallHoweverWideTheTable() {
    List<Types.NestedField> columns = new ArrayList<>();
    Map<String, Object> row = new HashMap<>();
    for (int id = 1; id <= 1_000; id++) {
      columns.add(Types.NestedField.optional(id, "c" + id, Types.LongType.get()));
      row.put("c" + id, (long) id);
    }
    try (RowBuffer buffer = RowBuffer.of(TABLE, new Schema(columns), allocator)) {
      buffer.add(row);
      assertThat(allocator.getAllocatedMemory()).isLessThan(4 << 20);
    }
  }

  enum Refusing {
    LIMIT,
    BUDGET
  }

  /** Fails every allocation in turn; the row that met it is left out, others follow. */
  @ParameterizedTest
  @EnumSource
  void keepsTheRowsBesideOneThatThereIsNoRoomFor(Refusing refusing) {
    List<List<@Nullable Object>> all = deepRows(new Failing(refusing, Long.MAX_VALUE), DEEP_ROWS);
    assertThat(all).hasSize(DEEP_ROWS);
    long failedAt = 1;
    Failing failing = new Failing(refusing, failedAt);
    for (List<?> found = deepRows(failing, DEEP_ROWS); failing.failedRow >= 0; ) {
      List<List<@Nullable Object>> expected = new ArrayList<>(all);
      expected.remove(failing.failedRow);
      assertThat(found).as("allocation %s", failedAt).isEqualTo(expected);
      // Nothing of the row is left either if it was the last one.
      int rowCount = failing.failedRow + 1;
      assertThat(deepRows(new Failing(refusing, failedAt), rowCount))
          .as("allocation %s of the last row", failedAt)
          .isEqualTo(all.subList(0, rowCount - 1));
      failedAt++;
      failing = new Failing(refusing, failedAt);
      found = deepRows(failing, DEEP_ROWS);
    }
    assertThat(failedAt).isGreaterThan(50);
  }

  private static final int DEEP_ROWS = 300;

  private static List<List<@Nullable Object>> deepRows(Failing failing, int count) {
    try (BufferAllocator own = new RootAllocator(failing, Long.MAX_VALUE);
        RowBuffer buffer = RowBuffer.of(TABLE, DEEP, own)) {
      for (int row = 0; row < count; row++) {
        if (!isAdded(buffer, deepRow(row))) {
          failing.failedRow = row;
        }
      }
      try (VectorSchemaRoot root = buffer.take()) {
        return rows(root, DEEP);
      }
    }
  }

  private static boolean isAdded(RowBuffer buffer, @Nullable Object[] row) {
    int rowCount = buffer.rowCount();
    long bytes = buffer.bufferBytes();
    try {
      buffer.add(row);
      return true;
    } catch (FirnException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.MEMORY);
      assertThat(e)
          .hasMessageStartingWith("Row " + (rowCount + 1) + " for table 'shop.orders': expected")
          .hasMessageContaining("the " + rowCount + " rows (" + bytes + " bytes) that are held");
      assertThat(e.getCause()).hasMessageContaining("full");
      assertThat(buffer.rowCount()).isEqualTo(rowCount);
      assertThat(buffer.bufferBytes()).isEqualTo(bytes);
      return false;
    }
  }

  private static @Nullable Object[] deepRow(int row) {
    if (row % 2 == 0) {
      return new @Nullable Object[] {false, null, null, null, null};
    }
    Object items =
        List.of(
            Map.of("sku", "s".repeat(row % 7), "marks", Map.of(row, List.of(new byte[row % 5]))),
            new @Nullable Object[] {"t" + row, null});
    return new Object[] {
      true, BigDecimal.valueOf(row), new byte[] {1, 2, (byte) row}, "text " + row, items
    };
  }

  /** Refuses one allocation, counted from 1. */
  private static final class Failing implements AllocationListener {
    private final Refusing refusing;
    private final long failedAt;
    private long count;
    private int failedRow = -1;

    private Failing(Refusing refusing, long failedAt) {
      this.refusing = refusing;
      this.failedAt = failedAt;
    }

    @Override
    public void onPreAllocation(long size) {
      count++;
      if (count == failedAt) {
        throw switch (refusing) {
          case LIMIT -> new OutOfMemoryException("full");
          case BUDGET -> new FirnException(ErrorCode.MEMORY, "full");
        };
      }
    }
  }

  @Test
  void refusesWhatOffsetsCannotCount() {
    Slots.requireRoom(Integer.MAX_VALUE - 5, 5);
    assertThatThrownBy(() -> Slots.requireRoom(Integer.MAX_VALUE - 5, 6))
        .isInstanceOf(OversizedAllocationException.class);
  }

  private static List<List<@Nullable Object>> rows(VectorSchemaRoot root, Schema table) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int column = 0; column < table.columns().size(); column++) {
        Type type = table.columns().get(column).type();
        values.add(TypedValues.read(root.getVector(column), type, row));
      }
      rows.add(values);
    }
    return rows;
  }
}
