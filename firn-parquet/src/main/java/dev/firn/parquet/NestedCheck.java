package dev.firn.parquet;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the vectors of a column are built as the schema says, and that lists stay inside the
 * vectors of their elements, because what encodes them trusts their offsets.
 */
final class NestedCheck {
  private NestedCheck() {}

  /** Whether both have values of the same types at every depth. */
  static boolean haveSameTypes(Field expected, Field found, DictionaryProvider dictionaries) {
    if (found.getDictionary() != null) {
      return refersTo(expected, found, dictionaries.lookup(found.getDictionary().getId()));
    }
    if (!expected.getType().equals(found.getType())
        || expected.getChildren().size() != found.getChildren().size()) {
      return false;
    }
    for (int i = 0; i < expected.getChildren().size(); i++) {
      Field want = expected.getChildren().get(i);
      Field have = found.getChildren().get(i);
      // Arrow's list and map vectors rename what is in them.
      boolean isNamed = expected.getType() instanceof ArrowType.Struct;
      if ((isNamed && !want.getName().equals(have.getName()))
          || !haveSameTypes(want, have, dictionaries)) {
        return false;
      }
    }
    return true;
  }

  private static boolean refersTo(Field expected, Field indices, @Nullable Dictionary dictionary) {
    if (dictionary == null || !(indices.getType() instanceof ArrowType.Int)) {
      return false;
    }
    // Values that are indices themselves have their type, but do not mean themselves.
    Field values = dictionary.getVector().getField();
    return values.getDictionary() == null
        && values.getType().equals(expected.getType())
        && values.getChildren().isEmpty()
        && expected.getChildren().isEmpty();
  }

  /**
   * What is wrong with positions of a vector or of those below it, or nothing.
   *
   * @return the problem behind the column's name, empty if there is none
   */
  static String problem(Field field, FieldVector vector, int position, int end) {
    if (vector.getValueCount() < end) {
      return "expected " + end + " values or more, found " + vector.getValueCount();
    }
    return switch (field.getType()) {
      case ArrowType.Struct _ -> problemOfChildren(field, vector, position, end);
      case ArrowType.List _ -> problemOfList(field, vector, position, end);
      case ArrowType.LargeList _ -> problemOfLargeList(field, vector, position, end);
      case ArrowType.Map _ -> problemOfList(field, vector, position, end);
      default -> "";
    };
  }

  private static String problemOfChildren(Field field, FieldVector vector, int position, int end) {
    List<FieldVector> children = vector.getChildrenFromFields();
    for (int i = 0; i < children.size(); i++) {
      String problem = problem(field.getChildren().get(i), children.get(i), position, end);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return "";
  }

  private static String problemOfList(Field field, FieldVector vector, int position, int end) {
    if (position == end) {
      return "";
    }
    long offsets = vector.getOffsetBufferAddress();
    int from = Memory.readInt(offsets + (long) position * Integer.BYTES);
    if (from < 0 || !ascend(offsets + (long) position * Integer.BYTES, end - position)) {
      return "expected offsets of lists that ascend from 0 or more, found others";
    }
    int to = Memory.readInt(offsets + (long) end * Integer.BYTES);
    return problemOfChildren(field, vector, from, to);
  }

  private static String problemOfLargeList(Field field, FieldVector vector, int position, int end) {
    if (position == end) {
      return "";
    }
    long offsets = vector.getOffsetBufferAddress();
    long before = Memory.readLong(offsets + (long) position * Long.BYTES);
    boolean ascend = before >= 0;
    int from = (int) before;
    for (int i = position + 1; i <= end; i++) {
      long offset = Memory.readLong(offsets + (long) i * Long.BYTES);
      ascend &= offset >= before;
      before = offset;
    }
    if (!ascend || before > Integer.MAX_VALUE) {
      return "expected offsets of lists that ascend from 0 or more to below 2^31, found others";
    }
    return problemOfChildren(field, vector, from, (int) before);
  }

  private static boolean ascend(long offsets, int count) {
    boolean ascend = true;
    int before = Memory.readInt(offsets);
    for (int i = 1; i <= count; i++) {
      int offset = Memory.readInt(offsets + (long) i * Integer.BYTES);
      ascend &= offset >= before;
      before = offset;
    }
    return ascend;
  }
}
