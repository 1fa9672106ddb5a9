package dev.firn.engine.row;

import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Takes Java values of one Iceberg type in two steps: first it checks a value and gives it in the
 * class by which Iceberg holds it, then, when the whole row was accepted, it writes that. A default
 * comes from Iceberg in that class already.
 *
 * <p>Indexes are written in order and without gaps. One may be written again; what stood above it
 * is then forgotten. So a row that could not be written to its end is taken back by the next one.
 *
 * <p>Threads: any; holds nothing.
 */
sealed interface ValueWriter permits FlatWriter, StructWriter, ListWriter, MapWriter {
  /**
   * The writer of a type.
   *
   * @param path dotted, of the column that has the type
   */
  static ValueWriter of(Type type, String path) {
    return switch (type.typeId()) {
      case STRUCT -> StructWriter.of((Types.StructType) type, path);
      case VARIANT -> StructWriter.ofVariant(path);
      case LIST -> ListWriter.of((Types.ListType) type, path);
      case MAP -> MapWriter.of((Types.MapType) type, path);
      case BOOLEAN,
          INTEGER,
          LONG,
          FLOAT,
          DOUBLE,
          DECIMAL,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMP_NANO,
          STRING,
          UUID,
          FIXED,
          BINARY,
          GEOMETRY,
          GEOGRAPHY,
          UNKNOWN ->
          FlatWriter.of(type);
    };
  }

  /**
   * Checks a value and all that is nested in it, and reports what does not fit.
   *
   * @param path names the column in a finding
   * @return the value as Iceberg holds it; two that the column cannot tell apart are equal. Null,
   *     or anything, if something was found
   */
  @Nullable Object accept(String path, Object given, RowFindings findings);

  /** Writes a value as {@link #accept} gave it; gives the bits that it takes in Arrow. */
  long write(FieldVector to, int index, Object value);

  /** Writes a null, and nulls for the fields of a struct; gives the bits that it takes. */
  long writeNull(FieldVector to, int index);

  /** Tells the vector how many values it has. */
  void finish(FieldVector to, int count);
}
