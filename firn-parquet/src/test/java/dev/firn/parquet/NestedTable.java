package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Nested columns of Java values, named c0, c1 and so on.
 *
 * @param columns the values of each column, as its shape has them
 */
record NestedTable(List<Shape> shapes, List<List<Object>> columns) {
  static NestedTable random(Random random, List<Shape> shapes, int rowCount) {
    List<List<Object>> columns = new ArrayList<>();
    for (Shape shape : shapes) {
      List<Object> values = new ArrayList<>();
      boolean isAllNull = shape.isNullable() && random.nextInt(12) == 0;
      // Few distinct rows, so that dictionaries pay in some columns.
      int distinctMax = random.nextBoolean() ? 5 : Integer.MAX_VALUE;
      for (int row = 0; row < rowCount; row++) {
        values.add(
            isAllNull
                ? null
                : row < distinctMax ? shape.value(random) : values.get(row % distinctMax));
      }
      columns.add(values);
    }
    return new NestedTable(shapes, columns);
  }

  int rowCount() {
    return columns.getFirst().size();
  }

  Schema schema() {
    int[] lastId = {0};
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      fields.add(shapes.get(i).field("c" + i, lastId));
    }
    return new Schema(fields);
  }

  /**
   * The rows as an Arrow batch that is as odd as Arrow allows: values below nulls, also where they
   * are required, null lists with elements, and elements before those of the first list.
   */
  VectorSchemaRoot toArrow(BufferAllocator allocator, Random random) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema(), allocator);
    for (int i = 0; i < shapes.size(); i++) {
      fill(root.getVector(i), shapes.get(i), columns.get(i), random);
    }
    root.setRowCount(rowCount());
    return root;
  }

  private static void fill(FieldVector vector, Shape shape, List<Object> values, Random random) {
    switch (shape) {
      case Shape.Leaf _ -> TestTable.fill(vector, values);
      case Shape.Struct struct ->
          fillStruct((StructVector) vector, struct.fields(), values, random);
      case Shape.ListOf list -> {
        List<Object> elements = offsets((ListVector) vector, list, values, random);
        fill(((ListVector) vector).getDataVector(), list.element(), elements, random);
      }
      case Shape.MapOf map -> {
        List<Object> entries = offsets((ListVector) vector, map, values, random);
        StructVector data = (StructVector) ((ListVector) vector).getDataVector();
        fillStruct(data, List.of(map.key(), map.value()), entries, random);
      }
    }
  }

  private static void fillStruct(
      StructVector vector, List<Shape> fields, List<Object> values, Random random) {
    vector.allocateNew();
    vector.setValueCount(values.size());
    for (int i = 0; i < fields.size(); i++) {
      List<Object> column = new ArrayList<>();
      for (Object value : values) {
        column.add(
            value == null
                ? (random.nextBoolean() ? null : fields.get(i).value(random))
                : ((List<?>) value).get(i));
      }
      fill((FieldVector) vector.getChildByOrdinal(i), fields.get(i), column, random);
    }
    markNulls(vector, values);
  }

  /** Lays out the lists and returns their elements, with some that belong to none. */
  private static List<Object> offsets(
      ListVector vector, Shape shape, List<Object> values, Random random) {
    vector.setInitialCapacity(values.size());
    vector.allocateNew();
    List<Object> elements = new ArrayList<>(garbage(shape, random));
    vector.getOffsetBuffer().setInt(0, elements.size());
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      elements.addAll(value == null ? garbage(shape, random) : (List<?>) value);
      vector.getOffsetBuffer().setInt((i + 1) * 4L, elements.size());
    }
    vector.setLastSet(values.size() - 1);
    vector.setValueCount(values.size());
    markNulls(vector, values);
    return elements;
  }

  private static List<?> garbage(Shape shape, Random random) {
    return random.nextBoolean() && shape.value(random) instanceof List<?> list ? list : List.of();
  }

  private static void markNulls(FieldVector vector, List<Object> values) {
    for (int i = 0; i < values.size(); i++) {
      int valid = values.get(i) == null ? 0 : 1;
      BitVectorHelper.setValidityBit(vector.getValidityBuffer(), i, valid);
    }
  }
}
