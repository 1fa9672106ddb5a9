package dev.firn.engine.statistics;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.types.Type;

/**
 * What the data files of a partition say about one column, added up. A figure is empty where a file
 * with rows does not say it: unknown, which is not zero.
 *
 * @param fieldId Iceberg's id of the column
 * @param name dotted, for a field inside structs
 * @param type the column's type in the schema that was asked for
 * @param nulls rows in which it is null
 * @param nans rows in which it is not a number; empty also where the type has none
 * @param min no value is less; empty also where all values are null or not numbers
 * @param max no value is greater; empty as {@code min} is
 */
public record ColumnStatistics(
    int fieldId,
    String name,
    Type type,
    OptionalLong nulls,
    OptionalLong nans,
    Optional<Bound> min,
    Optional<Bound> max) {

  /**
   * A bound of a column's values.
   *
   * @param value in Iceberg's internal form; text is a {@code String}, binary a {@code ByteBuffer}
   * @param isExact whether it is certain that a row of the files has this very value. Writers cut
   *     the bounds of text and binary columns, to 16 characters or bytes unless told otherwise, and
   *     manifests do not say where they did; so a bound of such a column is exact only where a
   *     file's bounds are equal
   */
  public record Bound(Object value, boolean isExact) {}
}
