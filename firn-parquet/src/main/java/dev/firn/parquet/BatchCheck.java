package dev.firn.parquet;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/** Checks a batch against the schema before any of it is encoded. */
final class BatchCheck {
  /** Enough to see what is wrong; a wide table would otherwise make a message of thousands. */
  private static final int PROBLEMS_MAX = 20;

  private final List<String> problems = new ArrayList<>();
  private final DictionaryProvider dictionaries;

  private BatchCheck(DictionaryProvider dictionaries) {
    this.dictionaries = dictionaries;
  }

  /**
   * Checks columns, types, range and required values.
   *
   * @throws InvalidBatchException naming all that is wrong, up to a limit
   */
  static void check(
      FileSchema schema,
      VectorSchemaRoot batch,
      DictionaryProvider dictionaries,
      int position,
      int rowCount) {
    BatchCheck check = new BatchCheck(dictionaries);
    check.checkRange(batch, position, rowCount);
    check.checkColumns(schema.fields(), batch);
    if (check.problems.isEmpty()) {
      check.checkValues(schema, batch, position, rowCount);
    }
    if (!check.problems.isEmpty()) {
      throw new InvalidBatchException(String.join(" ", check.problems));
    }
  }

  private void checkRange(VectorSchemaRoot batch, int position, int rowCount) {
    if (position < 0 || rowCount < 0 || rowCount > batch.getRowCount() - position) {
      add(
          "Batch of "
              + batch.getRowCount()
              + " rows: expected a range inside it, found "
              + rowCount
              + " rows from "
              + position
              + " on.");
    }
  }

  private void checkColumns(List<Field> expected, VectorSchemaRoot batch) {
    List<FieldVector> found = batch.getFieldVectors();
    if (found.size() != expected.size()) {
      add("Batch: expected " + expected.size() + " columns, found " + found.size() + ".");
      return;
    }
    for (int i = 0; i < found.size(); i++) {
      Field want = expected.get(i);
      Field have = found.get(i).getField();
      if (!want.getName().equals(have.getName())
          || !NestedCheck.haveSameTypes(want, have, dictionaries)) {
        add(
            "Column "
                + i
                + ": expected '"
                + want.getName()
                + "' of type "
                + words(want)
                + ", found '"
                + have.getName()
                + "' of type "
                + words(have)
                + ".");
      }
    }
  }

  private void checkValues(FileSchema schema, VectorSchemaRoot batch, int position, int rowCount) {
    for (int i = 0; i < schema.fields().size(); i++) {
      Field field = schema.fields().get(i);
      FieldVector vector = batch.getVector(i);
      String problem = NestedCheck.problem(field, vector, position, position + rowCount);
      if (!problem.isEmpty()) {
        add("Column '" + field.getName() + "': " + problem + ".");
      } else if (!field.isNullable()) {
        checkRequired(field.getName(), Nulls.findFirst(vector, position, rowCount));
      }
    }
    if (problems.isEmpty()) {
      for (LeafColumn column : schema.leaves()) {
        checkFlatInStructs(column, batch, position, rowCount);
      }
    }
  }

  /**
   * Columns with levels of their own find their nulls when those are made; what lies in required
   * structs only has none. At the root the leaf's own nulls were looked for already, those of its
   * dictionary were not.
   */
  private void checkFlatInStructs(
      LeafColumn column, VectorSchemaRoot batch, int position, int rowCount) {
    if (!column.isFlat()) {
      return;
    }
    ColumnVectors vectors = ColumnVectors.of(column, batch, dictionaries);
    for (int depth = 1; depth < vectors.depth(); depth++) {
      checkRequired(
          vectors.step(depth).name(), Nulls.findFirst(vectors.parent(depth), position, rowCount));
    }
    if (column.isRequired()) {
      References references = vectors.references();
      if (references != null) {
        checkRequired(column.dottedPath(), references.findFirstNull(position, rowCount));
      } else if (vectors.depth() > 0) {
        checkRequired(column.dottedPath(), Nulls.findFirst(vectors.leaf(), position, rowCount));
      }
    }
  }

  /** The type, with what is nested in it, and what dictionaries hold that it refers to. */
  private String words(Field field) {
    String type = field.getChildren().isEmpty() ? field.getType().toString() : field.toString();
    return type + dictionaryWords(field);
  }

  private String dictionaryWords(Field field) {
    if (field.getDictionary() == null) {
      return field.getChildren().stream().map(this::dictionaryWords).collect(joining());
    }
    long id = field.getDictionary().getId();
    Dictionary dictionary = dictionaries.lookup(id);
    return dictionary == null
        ? " (dictionary " + id + " was not given)"
        : " (dictionary " + id + " holds " + dictionary.getVector().getField() + ")";
  }

  private void checkRequired(String column, int nullPosition) {
    if (nullPosition >= 0) {
      add(
          "Column '"
              + column
              + "', row "
              + nullPosition
              + " of the batch: expected a value, found null. The column is required.");
    }
  }

  private void add(String problem) {
    if (problems.size() < PROBLEMS_MAX && !problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
