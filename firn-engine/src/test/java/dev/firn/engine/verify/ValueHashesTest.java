package dev.firn.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.schema.ArrowMapping;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hashes are the same for the same rows, however they come, and others for other rows. */
final class ValueHashesTest {
  private static final int ROWS = 20_000;
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "n", Types.LongType.get()),
          Types.NestedField.optional(2, "text", Types.StringType.get()),
          Types.NestedField.optional(
              3,
              "place",
              Types.StructType.of(Types.NestedField.optional(4, "x", Types.DoubleType.get()))),
          Types.NestedField.optional(5, "list", Types.ListType.ofOptional(6, Types.LongType.get())),
          Types.NestedField.optional(
              7,
              "map",
              Types.MapType.ofOptional(8, 9, Types.LongType.get(), Types.LongType.get())));

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void bordersOfBatchesDoNotCount() {
    try (VectorSchemaRoot rows = rows()) {
      ValueHashes parts = ValueHashes.of(rows.getSchema());
      for (int at = 0; at < ROWS; at += 777) {
        parts.append(rows, at, Math.min(777, ROWS - at));
      }
      assertThat(parts.differenceOf(hashes(rows))).isEmpty();
      assertThat(parts.rowCount()).isEqualTo(ROWS);
      assertThat(parts.retainedBytes()).isLessThan(200_000);
    }
  }

  @Test
  void everyChangeIsFoundInItsColumnAndRows() {
    String late = "rows 16384 to 19999: expected the values that were appended, found others.";
    expect("Column 'n', " + late, root -> numbers(root).set(17_000, -1));
    expect("Column 'n', " + late, root -> numbers(root).setNull(17_000));
    expect("Column 'n', rows 0 to 16383", root -> numbers(root).set(0, 1));
    expect("Column 'n', " + late, root -> swap(numbers(root), 19_998, 19_999));
    expect("Column 'text', " + late, root -> texts(root).setSafe(ROWS - 1, bytes("other")));
    expect("Column 'text', " + late, root -> texts(root).setSafe(ROWS - 1, bytes("")));
    expect("Column 'place', " + late, root -> place(root).setNull(18_000));
    expect("Column 'place', " + late, root -> xs(root).set(18_000, 0.1));
    expect("Column 'place', " + late, root -> xs(root).set(18_000, -0.0));
    expect("Column 'place', " + late, root -> xs(root).setNull(18_000));
    expect("Column 'list', " + late, root -> elements(root).setNull(2 * 18_000));
    expect("Column 'list', " + late, root -> swap(elements(root), 2 * 18_000, 2 * 18_000 + 1));
    expect("Column 'list', " + late, root -> list(root).setNull(18_000));
    expect("Column 'map', " + late, root -> mapValues(root).set(2 * 18_000, -5));
    expect("Column 'map', " + late, root -> mapValues(root).setNull(2 * 18_000));
    expect("Column 'map', " + late, root -> map(root).setNull(18_000));
    expect("Rows: expected 20000, found 19999.", root -> root.setRowCount(ROWS - 1));
  }

  @Test
  void valuesThatReadersCannotTellApartAreTheSame() {
    expectNone(root -> swap(mapKeys(root), mapValues(root), 2 * 18_000));
    expectNone(
        root -> {
          // Not visible below a struct that is null.
          xs(root).set(5, 99);
          place(root).setNull(5);
        },
        root -> place(root).setNull(5));
    double otherNan = Double.longBitsToDouble(0x7FF8000000000001L);
    expectNone(root -> xs(root).set(7, otherNan), root -> xs(root).set(7, Double.NaN));
    // Of one key twice, the last value is the map's.
    expectNone(
        root -> {
          mapKeys(root).set(10, mapKeys(root).get(11));
          mapValues(root).set(10, 4_711);
        },
        root -> {
          mapKeys(root).set(10, mapKeys(root).get(11));
          mapValues(root).set(10, 815);
        });
  }

  private void expect(String difference, Consumer<VectorSchemaRoot> change) {
    try (VectorSchemaRoot written = rows();
        VectorSchemaRoot found = rows()) {
      ValueHashes before = hashes(written);
      change.accept(found);
      assertThat(before.differenceOf(hashes(found)))
          .hasValueSatisfying(words -> assertThat(words).startsWith(difference));
    }
  }

  private void expectNone(Consumer<VectorSchemaRoot> change) {
    expectNone(change, root -> {});
  }

  private void expectNone(Consumer<VectorSchemaRoot> one, Consumer<VectorSchemaRoot> other) {
    try (VectorSchemaRoot first = rows();
        VectorSchemaRoot second = rows()) {
      one.accept(first);
      other.accept(second);
      assertThat(hashes(first).differenceOf(hashes(second))).isEmpty();
    }
  }

  private static ValueHashes hashes(VectorSchemaRoot rows) {
    ValueHashes hashes = ValueHashes.of(rows.getSchema());
    hashes.append(rows, 0, rows.getRowCount());
    return hashes;
  }

  private VectorSchemaRoot rows() {
    VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
    root.allocateNew();
    for (int row = 0; row < ROWS; row++) {
      if (row % 7 != 3) {
        numbers(root).setSafe(row, row);
      }
      texts(root).setSafe(row, bytes("text of more than eight bytes " + row));
      place(root).setIndexDefined(row);
      xs(root).setSafe(row, row / 8.0);
      int element = list(root).startNewValue(row);
      int entry = map(root).startNewValue(row);
      for (int i = 0; i < 2; i++) {
        elements(root).setSafe(element + i, row + i);
        ((StructVector) map(root).getDataVector()).setIndexDefined(entry + i);
        mapKeys(root).setSafe(entry + i, i);
        mapValues(root).setSafe(entry + i, row - i);
      }
      list(root).endValue(row, 2);
      map(root).endValue(row, 2);
    }
    root.setRowCount(ROWS);
    return root;
  }

  private static BigIntVector numbers(VectorSchemaRoot root) {
    return (BigIntVector) root.getVector(0);
  }

  private static VarCharVector texts(VectorSchemaRoot root) {
    return (VarCharVector) root.getVector(1);
  }

  private static StructVector place(VectorSchemaRoot root) {
    return (StructVector) root.getVector(2);
  }

  private static Float8Vector xs(VectorSchemaRoot root) {
    return (Float8Vector) place(root).getChild("x");
  }

  private static ListVector list(VectorSchemaRoot root) {
    return (ListVector) root.getVector(3);
  }

  private static BigIntVector elements(VectorSchemaRoot root) {
    return (BigIntVector) list(root).getDataVector();
  }

  private static MapVector map(VectorSchemaRoot root) {
    return (MapVector) root.getVector(4);
  }

  private static BigIntVector mapKeys(VectorSchemaRoot root) {
    return entry(root, 0);
  }

  private static BigIntVector mapValues(VectorSchemaRoot root) {
    return entry(root, 1);
  }

  private static BigIntVector entry(VectorSchemaRoot root, int index) {
    StructVector entries = (StructVector) map(root).getDataVector();
    return (BigIntVector) List.copyOf(entries.getChildrenFromFields()).get(index);
  }

  private static void swap(BigIntVector vector, int one, int other) {
    long kept = vector.get(one);
    vector.set(one, vector.get(other));
    vector.set(other, kept);
  }

  private static void swap(BigIntVector keys, BigIntVector values, int entry) {
    swap(keys, entry, entry + 1);
    swap(values, entry, entry + 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
