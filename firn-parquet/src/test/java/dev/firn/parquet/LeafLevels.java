package dev.firn.parquet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A plain recomputation of the levels of every leaf, value by value, as the Dremel paper tells it.
 *
 * @param rows for each row, its levels
 */
record LeafLevels(Kind kind, int definitionMax, int repetitionMax, List<List<Level>> rows) {
  /**
   * One level.
   *
   * @param value null where there is none
   */
  record Level(int repetition, int definition, Object value) {}

  /** The leaves of all columns in schema order. */
  static List<LeafLevels> of(NestedTable table) {
    List<LeafLevels> all = new ArrayList<>();
    for (int i = 0; i < table.shapes().size(); i++) {
      Shape shape = table.shapes().get(i);
      List<LeafLevels> leaves = new ArrayList<>();
      collect(shape, 0, 0, leaves);
      for (Object value : table.columns().get(i)) {
        leaves.forEach(leaf -> leaf.rows().add(new ArrayList<>()));
        new Walk(leaves).walk(shape, value, 0, 0, 0);
      }
      all.addAll(leaves);
    }
    return all;
  }

  /** The values of a range of rows, a null for each level without one. */
  List<Object> values(int from, int end) {
    List<Object> values = new ArrayList<>();
    for (List<Level> row : rows.subList(from, end)) {
      row.forEach(level -> values.add(level.value()));
    }
    return Collections.unmodifiableList(values);
  }

  /** How often each definition level occurs in a range of rows. */
  List<Long> definitionCounts(int from, int end) {
    long[] counts = new long[definitionMax + 1];
    rows.subList(from, end).forEach(row -> row.forEach(level -> counts[level.definition()]++));
    return java.util.Arrays.stream(counts).boxed().toList();
  }

  List<Long> repetitionCounts(int from, int end) {
    long[] counts = new long[repetitionMax + 1];
    rows.subList(from, end).forEach(row -> row.forEach(level -> counts[level.repetition()]++));
    return java.util.Arrays.stream(counts).boxed().toList();
  }

  private static void collect(
      Shape shape, int definition, int repetition, List<LeafLevels> leaves) {
    int level = definition + (shape.isNullable() ? 1 : 0);
    switch (shape) {
      case Shape.Leaf leaf ->
          leaves.add(new LeafLevels(leaf.kind(), level, repetition, new ArrayList<>()));
      case Shape.Struct struct ->
          struct.fields().forEach(field -> collect(field, level, repetition, leaves));
      case Shape.ListOf list -> collect(list.element(), level + 1, repetition + 1, leaves);
      case Shape.MapOf map -> {
        collect(map.key(), level + 1, repetition + 1, leaves);
        collect(map.value(), level + 1, repetition + 1, leaves);
      }
    }
  }

  /** Goes through one value and gives each leaf below it its levels. */
  private static final class Walk {
    private final List<LeafLevels> leaves;
    private int next;

    Walk(List<LeafLevels> leaves) {
      this.leaves = leaves;
    }

    /**
     * @param repetition the level of the first thing that is found
     * @param depth in how many lists it lies
     */
    void walk(Shape shape, Object value, int definition, int repetition, int depth) {
      if (value == null) {
        addToAll(shape, definition, repetition);
        return;
      }
      int level = definition + (shape.isNullable() ? 1 : 0);
      switch (shape) {
        case Shape.Leaf _ -> add(new Level(repetition, level, value));
        case Shape.Struct struct ->
            walkFields(struct.fields(), (List<?>) value, level, repetition, depth);
        case Shape.ListOf list -> {
          List<List<?>> elements =
              ((List<?>) value).stream().<List<?>>map(Collections::singletonList).toList();
          walkElements(List.of(list.element()), elements, level, repetition, depth);
        }
        case Shape.MapOf map -> {
          List<List<?>> entries =
              ((List<?>) value).stream().<List<?>>map(entry -> (List<?>) entry).toList();
          walkElements(List.of(map.key(), map.value()), entries, level, repetition, depth);
        }
      }
    }

    private void walkElements(
        List<Shape> shapes, List<List<?>> elements, int definition, int repetition, int depth) {
      if (elements.isEmpty()) {
        shapes.forEach(shape -> addToAll(shape, definition, repetition));
        return;
      }
      int begin = next;
      for (int i = 0; i < elements.size(); i++) {
        next = begin;
        int first = i == 0 ? repetition : depth + 1;
        walkFields(shapes, elements.get(i), definition + 1, first, depth + 1);
      }
    }

    private void walkFields(
        List<Shape> shapes, List<?> values, int definition, int repetition, int depth) {
      for (int i = 0; i < shapes.size(); i++) {
        walk(shapes.get(i), values.get(i), definition, repetition, depth);
      }
    }

    private void addToAll(Shape shape, int definition, int repetition) {
      List<LeafLevels> below = new ArrayList<>();
      collect(shape, 0, 0, below);
      below.forEach(_ -> add(new Level(repetition, definition, null)));
    }

    private void add(Level level) {
      leaves.get(next++).rows().getLast().add(level);
    }
  }
}
