package dev.firn.engine.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableSettings;
import dev.firn.parquet.BloomFilterOptions;
import dev.firn.parquet.Codec;
import dev.firn.parquet.Compression;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.EncodingProfile;
import dev.firn.parquet.WriterOptions;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParquetSettingsTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "a", Types.StringType.get()),
          Types.NestedField.optional(
              2,
              "s",
              Types.StructType.of(Types.NestedField.optional(3, "b", Types.LongType.get()))),
          Types.NestedField.optional(4, "g", Types.StringType.get()),
          Types.NestedField.optional(5, "h", Types.StringType.get()),
          Types.NestedField.optional(6, "u", Types.UUIDType.get()),
          Types.NestedField.optional(7, "wkb", Types.GeometryType.crs84()),
          Types.NestedField.optional(8, "nil", Types.UnknownType.get()),
          Types.NestedField.optional(9, "flag", Types.BooleanType.get()));

  @Test
  void tableWithoutSettingsHasIcebergsDefaults() {
    WriterOptions options = options(Map.of());
    assertThat(options.compression()).isEqualTo(Compression.zstd(3));
    assertThat(options.rowGroupBytesMax()).isEqualTo(128L << 20);
    assertThat(options.pageBytesMax()).isEqualTo(1 << 20);
    assertThat(options.pageRowsMax()).isEqualTo(20_000);
    assertThat(options.dictionaryBytesMax()).isEqualTo(2 << 20);
    assertThat(options.encodingProfile()).isEqualTo(EncodingProfile.COMPATIBLE);
    assertThat(options.columnEncodings()).isEmpty();
    assertThat(options.keyValueMetadata()).containsKey("iceberg.schema");
  }

  @Test
  void columnsMayHaveTheirOwnCodecAndLevel() {
    WriterOptions options =
        options(
            Map.of(
                "write.parquet.compression-codec", "SNAPPY",
                "write.parquet.compression-codec.column.a", "zstd",
                "write.parquet.compression-level.column.a", "7",
                "write.parquet.compression-codec.column.s.b", "none",
                "write.parquet.compression-codec.column.g", "gzip",
                "write.parquet.compression-level.column.g", "9",
                "write.parquet.compression-codec.column.h", "GZIP"));
    assertThat(options.compression()).isEqualTo(Compression.SNAPPY);
    assertThat(options.compressionOf("a")).isEqualTo(Compression.zstd(7));
    assertThat(options.compressionOf("s.b")).isEqualTo(Compression.UNCOMPRESSED);
    assertThat(options.compressionOf("g")).isEqualTo(Compression.gzip(9));
    assertThat(options.compressionOf("h")).isEqualTo(Compression.gzip(6));
  }

  @Test
  void brotliAndLz4AreKnownByIcebergsWords() {
    WriterOptions options =
        options(
            Map.of(
                "write.parquet.compression-codec", "brotli",
                "write.parquet.compression-level", "11",
                "write.parquet.compression-codec.column.a", "LZ4_RAW",
                "write.parquet.compression-codec.column.g", "lz4",
                "write.parquet.compression-level.column.g", "12",
                "write.parquet.compression-codec.column.h", "BROTLI"));
    assertThat(options.compression()).isEqualTo(Compression.brotli(11));
    assertThat(options.compressionOf("a")).isEqualTo(Compression.LZ4_RAW);
    assertThat(options.compressionOf("g")).isEqualTo(Compression.lz4Raw(12));
    assertThat(options.compressionOf("h")).isEqualTo(Compression.of(Codec.BROTLI));
  }

  @Test
  void bloomFiltersAreWrittenWhereTheTableAsksForThem() {
    WriterOptions options =
        options(
            Map.of(
                "write.parquet.bloom-filter-enabled.column.a", "TRUE",
                "write.parquet.bloom-filter-enabled.column.s.b", "true",
                "write.parquet.bloom-filter-fpp.column.s.b", "0.001",
                "write.parquet.bloom-filter-ndv.column.s.b", "1234",
                "write.parquet.bloom-filter-enabled.column.g", "false",
                "write.parquet.bloom-filter-fpp.column.h", "0.5",
                "write.parquet.bloom-filter-max-bytes", "65536"));
    assertThat(options.bloomFilters())
        .containsOnly(
            Map.entry("a", new BloomFilterOptions(0.01, OptionalLong.empty(), 65536)),
            Map.entry("s.b", new BloomFilterOptions(0.001, OptionalLong.of(1234), 65536)));
    assertThat(options(Map.of()).bloomFilters()).isEmpty();
    assertThat(
            options(Map.of("write.parquet.bloom-filter-enabled.column.a", "true")).bloomFilters())
        .containsOnly(Map.entry("a", BloomFilterOptions.defaults()));
  }

  @Test
  void bloomFilterOfBooleansIsRefused() {
    assertThatThrownBy(
            () -> options(Map.of("write.parquet.bloom-filter-enabled.column.flag", "true")))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("'write.parquet.bloom-filter-enabled.column.flag'")
        .hasMessageContaining("found booleans")
        .hasMessageContaining("Take the column out of bloom_filter_columns");
  }

  @Test
  void columnsMayHaveTheirOwnEncoding() {
    WriterOptions options =
        options(
            Map.of(
                "firn.encoding-profile", "Modern",
                "firn.encoding.column.a", "delta_byte_array",
                "firn.encoding.column.s.b", "BYTE_STREAM_SPLIT",
                "firn.encoding.column.g", "dictionary",
                "firn.encoding.column.u", "plain",
                "firn.encoding.column.wkb", "delta_length_byte_array"));
    assertThat(options.encodingProfile()).isEqualTo(EncodingProfile.MODERN);
    assertThat(options.columnEncodings())
        .isEqualTo(
            Map.of(
                "a", Encoding.DELTA_BYTE_ARRAY,
                "s.b", Encoding.BYTE_STREAM_SPLIT,
                "g", Encoding.RLE_DICTIONARY,
                "u", Encoding.PLAIN,
                "wkb", Encoding.DELTA_LENGTH_BYTE_ARRAY));
  }

  @Test
  void encodingThatAColumnCannotHaveIsRefusedWithThoseItCan() {
    assertThatThrownBy(() -> options(Map.of("firn.encoding.column.u", "byte_stream_split")))
        .isInstanceOf(FirnException.class)
        .hasMessage(
            "Table property 'firn.encoding.column.u': expected an encoding that uuid columns have,"
                + " plain, delta_byte_array, dictionary, found 'byte_stream_split'.");
  }

  @Test
  void columnInAListMayBeNamedInBothOfIcebergsWays() {
    Types.StructType item =
        Types.StructType.of(Types.NestedField.optional(3, "sku", Types.StringType.get()));
    Schema schema =
        new Schema(Types.NestedField.optional(1, "items", Types.ListType.ofOptional(2, item)));
    for (String name : List.of("items.element.sku", "items.sku")) {
      Map<String, String> properties =
          Map.of("write.parquet.compression-codec.column." + name, "snappy");
      WriterOptions options =
          ParquetSettings.optionsOf(
              TableSettings.of(properties, TableSettings.FILE_BYTES_MAX_DEFAULT), schema);
      assertThat(options.columnCompressions())
          .containsOnly(Map.entry("items.element.sku", Compression.SNAPPY));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "write.parquet.compression-codec, gzip9",
    "write.parquet.compression-codec, lzo",
    "write.parquet.compression-level, 99",
    "write.parquet.compression-level, much",
    "write.parquet.compression-level.column.a, 23",
    "write.parquet.compression-codec.column.nix, zstd",
    "write.parquet.compression-codec.column.s, zstd",
    "write.parquet.bloom-filter-enabled.column.a, yes",
    "write.parquet.bloom-filter-enabled.column.nix, true",
    "write.parquet.bloom-filter-enabled.column.s, true",
    "write.parquet.bloom-filter-fpp.column.a, 1",
    "write.parquet.bloom-filter-fpp.column.a, NaN",
    "write.parquet.bloom-filter-fpp.column.a, low",
    "write.parquet.bloom-filter-ndv.column.a, 0",
    "write.parquet.bloom-filter-max-bytes, 31",
    "write.parquet.bloom-filter-max-bytes, 999999999",
    "firn.encoding-profile, best",
    "firn.encoding.column.a, delta_binary_packed",
    "firn.encoding.column.a, fast",
    "firn.encoding.column.s, plain",
    "firn.encoding.column.nix, plain",
    "firn.encoding.column.nil, plain",
    "write.parquet.page-size-bytes, 0",
    "write.parquet.row-group-size-bytes, big",
    "firn.max-file-size, 17",
    "firn.verify-on-write, hope"
  })
  void settingThatCannotBeIsRefusedByName(String key, String value) {
    assertThatThrownBy(() -> options(Map.of(key, value)))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found");
  }

  private static WriterOptions options(Map<String, String> properties) {
    return ParquetSettings.optionsOf(
        TableSettings.of(properties, TableSettings.FILE_BYTES_MAX_DEFAULT), SCHEMA);
  }
}
