package dev.firn.engine.row;

import dev.firn.engine.error.ViolationKind;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Values of one column or of what is nested in one, null among them.
 *
 * @param path dotted, as the validator names it
 * @param isRequired null is refused
 * @param valueWord what a missing value is called
 * @param writeDefault what stands for a value whose name is not given, as Iceberg holds it
 */
record ColumnWriter(
    String path,
    boolean isRequired,
    String valueWord,
    @Nullable Object writeDefault,
    ValueWriter values) {

  static ColumnWriter of(Types.NestedField field, String path) {
    return of(field, path, "a value");
  }

  /** The keys of a map. */
  static ColumnWriter ofKeys(Types.NestedField field, String path) {
    return of(field, path, "a key");
  }

  private static ColumnWriter of(Types.NestedField field, String path, String valueWord) {
    return new ColumnWriter(
        path,
        field.isRequired(),
        valueWord,
        field.writeDefault(),
        ValueWriter.of(field.type(), path));
  }

  /**
   * Checks a value.
   *
   * @return it as Iceberg holds it, or null if it is null or refused
   */
  @Nullable Object accept(@Nullable Object given, RowFindings findings) {
    if (given != null) {
      return values.accept(path, given, findings);
    }
    if (isRequired) {
      findings.add(ViolationKind.NULL, path, valueWord, () -> "null");
    }
    return null;
  }

  /** The value that stands for one whose name is not given. */
  @Nullable Object acceptAbsent(RowFindings findings) {
    return writeDefault == null ? accept(null, findings) : writeDefault;
  }

  /** Writes a value that was accepted; gives the bits that it takes. */
  long write(FieldVector to, int index, @Nullable Object value) {
    return value == null ? values.writeNull(to, index) : values.write(to, index, value);
  }

  void finish(FieldVector to, int count) {
    values.finish(to, count);
  }
}
