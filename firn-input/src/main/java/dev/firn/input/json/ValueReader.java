package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Reads JSON values of one column, or of what is nested in one, into its Arrow vector. What is not
 * of the type is reported and skipped, and leaves a value that is not null behind, so that nothing
 * is reported twice.
 *
 * <p>An index may be written again; all that stands above it is then forgotten. So a record that
 * breaks off is taken back by writing the next one in its place.
 *
 * <p>Threads: one at a time. Lives as long as one batch.
 */
sealed interface ValueReader permits ScalarReader, StructReader, ListReader, MapReader {
  /**
   * The reader of a column or of a struct's field, which may have a default. Only flat ones have.
   *
   * @param path as for a type
   */
  static ValueReader of(
      Types.NestedField field, String path, FieldVector vector, RecordContext context) {
    Object value = field.writeDefault();
    return value == null
        ? of(field.type(), path, vector, context)
        : ScalarReader.withDefault(field.type(), value, path, vector, context);
  }

  /**
   * The reader of a type.
   *
   * @param path names the column in violations, dotted as the validator does
   */
  static ValueReader of(Type type, String path, FieldVector vector, RecordContext context) {
    return switch (type) {
      case Types.StructType struct -> StructReader.of(struct, path, (StructVector) vector, context);
      case Types.ListType list -> ListReader.of(list, path, (ListVector) vector, context);
      case Types.MapType map -> MapReader.of(map, path, (MapVector) vector, context);
      default -> ScalarReader.of(type, path, vector, context);
    };
  }

  /** Reads the value whose first token is the parser's current one; leaves it at its last. */
  void read(JsonParser json, int index) throws IOException;

  /** Writes a null, and nulls for all that is nested in it. */
  void writeNull(int index);

  /** Writes what stands for a member whose key a record does not have. */
  default void writeAbsent(int index) {
    writeNull(index);
  }

  /** Writes a zero or an empty value. */
  void writeDummy(int index);

  /** Tells the vector how many values it has. */
  void finish(int count);
}
