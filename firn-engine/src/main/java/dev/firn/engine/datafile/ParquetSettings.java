package dev.firn.engine.datafile;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.BloomFilterSettings;
import dev.firn.engine.table.TableSettings;
import dev.firn.parquet.BloomFilterOptions;
import dev.firn.parquet.Codec;
import dev.firn.parquet.Compression;
import dev.firn.parquet.SortedColumn;
import dev.firn.parquet.WriterOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;

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
      requireLeaf(schema, TableSettings.COLUMN_CODEC_PREFIX, column);
      String codec = settings.columnCodecs().getOrDefault(column, settings.codec());
      int level = settings.columnLevels().getOrDefault(column, -1);
      options.columnCompression(
          fullName(schema, column), compression("column '" + column + "'", codec, level));
    }
    addBloomFilters(settings.bloomFilters(), schema, options);
    EncodingOptions.set(settings.encodings(), schema, options);
    return options.build();
  }

  /**
   * The columns that rows in an order are sorted by. Parquet has no words for transforms: where one
   * comes, rows are sorted no further by columns.
   */
  static List<SortedColumn> sortedBy(SortOrder order) {
    return order.fields().stream()
        .takeWhile(field -> field.transform().isIdentity())
        .map(
            field ->
                new SortedColumn(
                    field.sourceId(),
                    field.direction() == SortDirection.DESC,
                    field.nullOrder() == NullOrder.NULLS_FIRST))
        .toList();
  }

  private static void addBloomFilters(
      BloomFilterSettings filters, Schema schema, WriterOptions.Builder options) {
    for (Map.Entry<String, BloomFilterSettings.ColumnFilter> each :
        new TreeMap<>(filters.columns()).entrySet()) {
      String column = each.getKey();
      BloomFilterSettings.ColumnFilter wanted = each.getValue();
      requireLeaf(schema, BloomFilterSettings.ENABLED_PREFIX, column);
      if (schema.findType(column).typeId() == Type.TypeID.BOOLEAN) {
        throw new FirnException(
            ErrorCode.CONFIGURATION,
            "Table property '"
                + BloomFilterSettings.ENABLED_PREFIX
                + column
                + "': expected a column of another type, found booleans, of which Parquet has no"
                + " Bloom filters. Take the column out of bloom_filter_columns.");
      }
      options.bloomFilter(
          fullName(schema, column),
          new BloomFilterOptions(
              wanted.falsePositiveProbability(), wanted.distinctCount(), filters.bytesMax()));
    }
  }

  /** Iceberg also knows columns by shorter names, without 'element' and 'value' before fields. */
  static String fullName(Schema schema, String column) {
    return schema.findColumnName(schema.findField(column).fieldId());
  }

  /** Refuses a setting of a column that there is none of, or that has no values of its own. */
  static void requireLeaf(Schema schema, String prefix, String column) {
    if (schema.findType(column) == null || !schema.findType(column).isPrimitiveType()) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Table property '"
              + prefix
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
          case "brotli" -> Codec.BROTLI;
          // Iceberg's word 'lz4' is Hadoop's framing, which Parquet gave up for the bare block.
          case "lz4_raw", "lz4" -> Codec.LZ4_RAW;
          case "uncompressed", "none" -> Codec.UNCOMPRESSED;
          default ->
              throw new FirnException(
                  ErrorCode.CONFIGURATION,
                  "Compression codec of "
                      + where
                      + ": expected zstd, snappy, gzip, brotli, lz4_raw or none, found '"
                      + codecName
                      + "'.");
        };
    try {
      return switch (codec) {
        case ZSTD, GZIP, BROTLI, LZ4_RAW ->
            level < 0 ? Compression.of(codec) : new Compression(codec, level);
        case SNAPPY, UNCOMPRESSED -> Compression.of(codec);
      };
    } catch (IllegalArgumentException e) {
      throw new FirnException(
          ErrorCode.CONFIGURATION, "Compression level of " + where + ": " + e.getMessage(), e);
    }
  }
}
