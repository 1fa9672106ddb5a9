package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.EncodingSettings;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.EncodingProfile;
import dev.firn.parquet.WriterOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** A table's encodings in the words of the Parquet writer. */
final class EncodingOptions {
  private EncodingOptions() {}

  /**
   * Sets the profile and the columns' encodings.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a profile, column or encoding that
   *     cannot be
   */
  static void set(EncodingSettings settings, Schema schema, WriterOptions.Builder options) {
    options.encodingProfile(
        switch (settings.profile()) {
          case "compatible" -> EncodingProfile.COMPATIBLE;
          case "modern" -> EncodingProfile.MODERN;
          default ->
              throw refusal(
                  EncodingSettings.PROFILE, "compatible or modern", "'" + settings.profile() + "'");
        });
    for (Map.Entry<String, String> column : new TreeMap<>(settings.columns()).entrySet()) {
      setColumn(column.getKey(), column.getValue(), schema, options);
    }
  }

  private static void setColumn(
      String name, String word, Schema schema, WriterOptions.Builder options) {
    String key = EncodingSettings.COLUMN_PREFIX + name;
    ParquetSettings.requireLeaf(schema, EncodingSettings.COLUMN_PREFIX, name);
    Types.NestedField column = schema.findField(name);
    Set<Encoding> fitting = fitting(ArrowMapping.toArrow(column));
    Optional<Encoding> encoding =
        fitting.stream().filter(each -> word(each).equals(word)).findFirst();
    String expected = String.join(", ", fitting.stream().map(EncodingOptions::word).toList());
    options.columnEncoding(
        ParquetSettings.fullName(schema, name),
        encoding.orElseThrow(
            () ->
                refusal(
                    key,
                    fitting.isEmpty()
                        ? "a column of a type that is written"
                        : "an encoding that " + column.type() + " columns have, " + expected,
                    "'" + word + "'")));
  }

  /**
   * The encodings that the writer has for a column and {@code firn query} reads: DuckDB 2.0 takes
   * values of a fixed length in every one but BYTE_STREAM_SPLIT.
   */
  private static Set<Encoding> fitting(Field column) {
    Set<Encoding> fitting = Encoding.of(column);
    if (fitting.contains(Encoding.DELTA_BYTE_ARRAY)) {
      fitting.remove(Encoding.BYTE_STREAM_SPLIT);
    }
    return fitting;
  }

  /** Parquet's name in lower case, but for dictionaries, whose name is that of their places. */
  private static String word(Encoding encoding) {
    return encoding == Encoding.RLE_DICTIONARY
        ? "dictionary"
        : encoding.name().toLowerCase(Locale.ROOT);
  }

  private static FirnException refusal(String key, String expected, String found) {
    return new FirnException(
        ErrorCode.CONFIGURATION,
        "Table property '" + key + "': expected " + expected + ", found " + found + ".");
  }
}
