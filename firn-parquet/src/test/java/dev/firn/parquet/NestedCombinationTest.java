package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type x encoding x nullability is written once in a struct, a list and a map. */
final class NestedCombinationTest {
  private static final int ROW_COUNT = 400;

  /** Few distinct rows, so that dictionaries pay. */
  private static final int DISTINCT_COUNT = 5;

  @TempDir private Path folder;

  @Test
  void parquetJavaReturnsTheValuesOfEveryCombination() throws Exception {
    NestedTable table = table();
    Set<String> written = new TreeSet<>();
    for (Encoding encoding : Encoding.values()) {
      write(table, encoding, written);
    }
    assertThat(written).isEqualTo(expected());
  }

  /** Columns that cannot have the encoding get what the profile has for them. */
  private void write(NestedTable table, Encoding encoding, Set<String> written) throws Exception {
    WriterOptions.Builder options = WriterOptions.builder().pageRowsMax(150);
    leaves(encoding).forEach(leaf -> options.columnEncoding(leaf, encoding));
    MemoryFile file = new MemoryFile();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator, new Random(3));
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options.build(), WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      for (ColumnFacts facts : writer.finish().columns()) {
        if (leaves(encoding).contains(facts.dottedPath()) && facts.encodings().contains(encoding)) {
          written.add(facts.dottedPath() + " " + encoding);
        }
      }
    }
    PageVerifier.verify(file);
    assertThat(ParquetJava.readNested(file.saveIn(folder), table.shapes()))
        .isEqualTo(table.columns());
  }

  private static Set<String> expected() {
    Set<String> all = new TreeSet<>();
    for (Encoding encoding : Encoding.values()) {
      leaves(encoding).forEach(leaf -> all.add(leaf + " " + encoding));
    }
    return all;
  }

  /** The dotted paths of the leaves that may have the encoding. */
  private static Set<String> leaves(Encoding encoding) {
    Set<String> leaves = new TreeSet<>();
    int column = 0;
    for (Kind kind : Kind.values()) {
      boolean fits = Encoding.of(kind.field("any", 1, Nullability.REQUIRED)).contains(encoding);
      for (Shape shape : shapesOf(kind)) {
        for (String name : names(shape)) {
          if (fits) {
            leaves.add("c" + column + name);
          }
        }
        column++;
      }
    }
    return leaves;
  }

  private static List<String> names(Shape shape) {
    return switch (shape) {
      case Shape.Leaf _ -> List.of("");
      case Shape.Struct _ -> List.of(".f0", ".f1");
      case Shape.ListOf _ -> List.of(".element");
      case Shape.MapOf _ -> List.of(".key", ".value");
    };
  }

  private static List<Shape> shapesOf(Kind kind) {
    Shape required = new Shape.Leaf(kind, false);
    Shape optional = new Shape.Leaf(kind, true);
    return List.of(
        new Shape.Struct(List.of(required, optional), true),
        new Shape.ListOf(optional, true),
        new Shape.ListOf(required, false),
        new Shape.MapOf(required, optional, true));
  }

  private static NestedTable table() {
    Random random = new Random(11);
    List<Shape> shapes =
        Arrays.stream(Kind.values()).flatMap(kind -> shapesOf(kind).stream()).toList();
    List<List<Object>> columns = new ArrayList<>();
    for (Shape shape : shapes) {
      List<Object> distinct = new ArrayList<>();
      distinct.add(shape.isNullable() ? null : List.of());
      while (distinct.size() < DISTINCT_COUNT) {
        if (shape.value(random) instanceof List<?> values && !values.isEmpty()) {
          distinct.add(values);
        }
      }
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < ROW_COUNT; row++) {
        values.add(distinct.get(random.nextInt(DISTINCT_COUNT)));
      }
      columns.add(values);
    }
    return new NestedTable(shapes, columns);
  }
}
