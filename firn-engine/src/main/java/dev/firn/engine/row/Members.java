package dev.firn.engine.row;

import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.NearestName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside each other on one level of a table: its columns, or the fields of a struct.
 * Taken by position or by exact name.
 */
final class Members {
  /** Stands for a member whose name was not given, which is not the same as null. */
  private static final Object ABSENT = new Object();

  private final String path;
  private final String prefix;
  private final String word;
  private final ColumnWriter[] writers;
  private final Map<String, Integer> indexes = new HashMap<>();

  private Members(String path, String word, List<Types.NestedField> fields) {
    this.path = path;
    this.prefix = path.isEmpty() ? "" : path + ".";
    this.word = word;
    this.writers =
        fields.stream()
            .map(field -> ColumnWriter.of(field, prefix + field.name()))
            .toArray(ColumnWriter[]::new);
    for (int index = 0; index < writers.length; index++) {
      indexes.put(fields.get(index).name(), index);
    }
  }

  /** The columns of a table. */
  static Members ofColumns(List<Types.NestedField> columns) {
    return new Members("", "column", columns);
  }

  /** The fields of a struct at a path. */
  static Members ofFields(String path, List<Types.NestedField> fields) {
    return new Members(path, "field", fields);
  }

  int count() {
    return writers.length;
  }

  ColumnWriter writer(int index) {
    return writers[index];
  }

  /**
   * Checks values given by position.
   *
   * @return them as Iceberg holds them; means nothing if something was found
   */
  @Nullable Object[] accept(@Nullable Object[] given, RowFindings findings) {
    @Nullable Object[] values = new @Nullable Object[writers.length];
    if (given.length != writers.length) {
      findings.add(
          ViolationKind.RECORD,
          path,
          writers.length + " values, one for each " + word,
          () -> given.length + " values");
      return values;
    }
    for (int index = 0; index < writers.length; index++) {
      values[index] = writers[index].accept(given[index], findings);
    }
    return values;
  }

  /** Checks values given by name; see the other method. */
  @Nullable Object[] accept(Map<?, ?> given, RowFindings findings) {
    @Nullable Object[] values = new @Nullable Object[writers.length];
    Arrays.fill(values, ABSENT);
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      Integer index = indexes.get(entry.getKey());
      if (index == null) {
        addUnknown(entry.getKey(), findings);
      } else {
        values[index] = entry.getValue();
      }
    }
    for (int index = 0; index < writers.length; index++) {
      values[index] =
          values[index] == ABSENT
              ? writers[index].acceptAbsent(findings)
              : writers[index].accept(values[index], findings);
    }
    return values;
  }

  private void addUnknown(@Nullable Object name, RowFindings findings) {
    String expected = word.equals("column") ? "a column of the table" : "a field of the struct";
    if (name instanceof String text) {
      String nearest =
          NearestName.of(text, indexes.keySet())
              .map(near -> "; the nearest is '" + near + "'")
              .orElse("");
      findings.add(
          ViolationKind.SCHEMA,
          prefix + FoundWords.shown(text),
          expected + nearest,
          () -> "a name that is unknown");
    } else {
      findings.add(
          ViolationKind.SCHEMA,
          path,
          "the name of " + expected,
          () -> name == null ? "null" : FoundWords.of(name));
    }
  }

  /** Writes the columns of a row; gives the bits that they take. */
  long write(VectorSchemaRoot root, int index, @Nullable Object[] values) {
    long bits = 0;
    for (int column = 0; column < writers.length; column++) {
      bits += writers[column].write(root.getVector(column), index, values[column]);
    }
    return bits;
  }

  /** Tells the vectors how many values they have. */
  void finish(List<FieldVector> vectors, int count) {
    for (int index = 0; index < writers.length; index++) {
      writers[index].finish(vectors.get(index), count);
    }
  }
}
