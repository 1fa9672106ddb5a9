package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableSettings;
import dev.firn.parquet.Codec;
import dev.firn.parquet.Compression;
import dev.firn.parquet.WriterOptions;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;

/** A table's settings in the words of the Parquet writer. */
public final class ParquetSettings {
  private ParquetSettings() {}

  /**
   * The writer's options for a table.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a codec, level, encoding or column
   *     that cannot be
   */
  public static WriterOptions optionsOf(TableSettings settings, Schema schema) {
    WriterOptions.Builder options =
        WriterOptions.builder()
            .compression(compression("the table", settings.codec(), settings.codecLevel()))
            .rowGroupBytesMax(settings.rowGroupBytesMax())
            .pageBytesMax(settings.pageBytesMax())
            .pageRowsMax(settings.pageRowsMax())
            .dictionaryBytesMax(settings.dictionaryBytesMax())
            // Iceberg's readers and writers keep the schema here, for files without a table.
            .keyValue("iceberg.schema", SchemaParser.toJson(schema));
    TreeSet<String> columns = new TreeSet<>(settings.columnCodecs().keySet());
    columns.addAll(settings.columnLevels().keySet());
    for (String column : columns) {
      requireLeaf(schema, column);
      String codec = settings.columnCodecs().getOrDefault(column, settings.codec());
      int level = settings.columnLevels().getOrDefault(column, -1);
      // Iceberg also knows columns by shorter names, without 'element' and 'value' before fields.
      String fullName = schema.findColumnName(schema.findField(column).fieldId());
      options.columnCompression(fullName, compression("column '" + column + "'", codec, level));
    }
    EncodingOptions.set(settings.encodings(), schema, options);
    return options.build();
  }

  private static void requireLeaf(Schema schema, String column) {
    if (schema.findType(column) == null || !schema.findType(column).isPrimitiveType()) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Table property '"
              + TableSettings.COLUMN_CODEC_PREFIX
              + column
              + "': expected the dotted name of a column with values of its own, found none of that"
              + " name.");
    }
  }

  private static Compression compression(String where, String codecName, int level) {
    Codec codec =
        switch (codecName) {
          case "zstd" -> Codec.ZSTD;
          case "snappy" -> Codec.SNAPPY;
          case "gzip" -> Codec.GZIP;
          case "uncompressed", "none" -> Codec.UNCOMPRESSED;
          default ->
              throw new FirnException(
                  ErrorCode.CONFIGURATION,
                  "Compression codec of "
                      + where
                      + ": expected zstd, snappy, gzip or none, found '"
                      + codecName
                      + "'.");
        };
    try {
      return switch (codec) {
        case ZSTD, GZIP -> level < 0 ? Compression.of(codec) : new Compression(codec, level);
        case SNAPPY, UNCOMPRESSED -> Compression.of(codec);
      };
    } catch (IllegalArgumentException e) {
      throw new FirnException(
          ErrorCode.CONFIGURATION, "Compression level of " + where + ": " + e.getMessage(), e);
    }
  }
}
