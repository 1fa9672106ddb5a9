package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableSettings;
import dev.firn.parquet.Codec;
import dev.firn.parquet.Compression;
import dev.firn.parquet.WriterOptions;
import java.util.Map;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** A table's settings in the words of the Parquet writer. */
public final class ParquetSettings {
  private ParquetSettings() {}

  /**
   * The writer's options for a table.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} for a codec, level or column that cannot
   *     be
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
      String codec = settings.columnCodecs().getOrDefault(column, settings.codec());
      int level = settings.columnLevels().getOrDefault(column, -1);
      options.columnCompression(
          parquetPath(schema, column), compression("column '" + column + "'", codec, level));
    }
    return options.build();
  }

  /** A leaf's path in the file: lists and maps have a level more there than in Iceberg's names. */
  private static String parquetPath(Schema schema, String column) {
    NestedField field = schema.findField(column);
    if (field == null || !field.type().isPrimitiveType()) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Table property '"
              + TableSettings.COLUMN_CODEC_PREFIX
              + column
              + "': expected the dotted name of a column with values of its own, found none of that"
              + " name.");
    }
    Map<Integer, Integer> parents = TypeUtil.indexParents(schema.asStruct());
    String path = field.name();
    for (Integer id = parents.get(field.fieldId()); id != null; id = parents.get(id)) {
      NestedField parent = schema.findField(id);
      Type type = parent.type();
      String between = type.isListType() ? ".list." : type.isMapType() ? ".key_value." : ".";
      path = parent.name() + between + path;
    }
    return path;
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
