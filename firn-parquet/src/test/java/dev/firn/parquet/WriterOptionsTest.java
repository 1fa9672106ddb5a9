package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

final class WriterOptionsTest {
  @Test
  void defaultsAreIcebergs() {
    WriterOptions options = WriterOptions.defaults();
    assertThat(options.rowGroupBytesMax()).isEqualTo(134_217_728);
    assertThat(options.pageBytesMax()).isEqualTo(1_048_576);
    assertThat(options.pageRowsMax()).isEqualTo(20_000);
    assertThat(options.dictionaryBytesMax()).isEqualTo(2_097_152);
    assertThat(options.compression()).isEqualTo(Compression.zstd(3));
    assertThat(options.encodingProfile()).isEqualTo(EncodingProfile.COMPATIBLE);
    assertThat(options.columnEncodings()).isEmpty();
  }

  @Test
  void nonsenseIsRefused() {
    WriterOptions.Builder builder = WriterOptions.builder();
    assertThatThrownBy(() -> builder.rowGroupBytesMax(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Row group bytes: expected a number from 1");
    assertThatThrownBy(() -> builder.rowGroupRowsMax(0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> builder.pageBytesMax(-1)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> builder.pageRowsMax(0)).hasMessageContaining("Page rows");
    assertThatThrownBy(() -> builder.dictionaryBytesMax(1 << 30)).hasMessageContaining("Dict");
    assertThatThrownBy(() -> builder.boundBytesMax(0)).hasMessageContaining("Bound bytes");
    assertThatThrownBy(() -> Compression.zstd(23))
        .hasMessage("Level of codec ZSTD: expected a number from 1 to 22, found 23.");
    assertThatThrownBy(() -> Compression.gzip(0))
        .hasMessage("Level of codec GZIP: expected a number from 1 to 9, found 0.");
    assertThatThrownBy(() -> Compression.gzip(10)).hasMessageContaining("from 1 to 9");
    assertThatThrownBy(() -> Compression.brotli(12)).hasMessageContaining("from 0 to 11");
    assertThatThrownBy(() -> Compression.lz4Raw(13)).hasMessageContaining("from 0 to 12");
    assertThatThrownBy(() -> new Compression(Codec.SNAPPY, 1)).hasMessageContaining("SNAPPY");
    try (BufferAllocator allocator = new RootAllocator()) {
      assertThatThrownBy(() -> new WriterResources(allocator, Runnable::run, 0))
          .hasMessageContaining("Parallelism");
    }
  }

  @Test
  void columnsMayHaveCompressionsOfTheirOwn() {
    WriterOptions options =
        WriterOptions.builder()
            .compression(Compression.UNCOMPRESSED)
            .columnCompression("a", Compression.zstd(19))
            .createdBy("me version 1 (build 2)")
            .build();
    assertThat(options.compressionOf("a").level()).isEqualTo(19);
    assertThat(options.compressionOf("b").codec()).isEqualTo(Codec.UNCOMPRESSED);
    assertThat(options.createdBy()).startsWith("me");
  }

  @Test
  void encodingThatAColumnCannotHaveIsRefusedByName() {
    Schema schema =
        new TestTable()
            .add("a", Kind.STRING, Nullability.REQUIRED, List.of())
            .add("b", Kind.BOOL, Nullability.REQUIRED, List.of())
            .add("c", Kind.INT64, Nullability.REQUIRED, List.of())
            .schema();
    WriterOptions options =
        WriterOptions.builder()
            .columnEncoding("a", Encoding.BYTE_STREAM_SPLIT)
            .columnEncoding("b", Encoding.RLE_DICTIONARY)
            .columnEncoding("c", Encoding.RLE_DICTIONARY)
            .columnEncoding("d", Encoding.PLAIN)
            .dictionaryBytesMax(0)
            .build();
    assertThatThrownBy(() -> SchemaMapping.map(schema, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Encoding of column 'a': expected one of its type's, PLAIN, DELTA_LENGTH_BYTE_ARRAY,"
                + " DELTA_BYTE_ARRAY, RLE_DICTIONARY, found BYTE_STREAM_SPLIT."
                + " Encoding of column 'b': expected one of its type's, PLAIN, RLE, found"
                + " RLE_DICTIONARY."
                + " Encoding of column 'c': expected none with a dictionary, which may take no"
                + " bytes, found RLE_DICTIONARY."
                + " Encoding of column 'd': expected a column of the schema, found none.");
  }

  @Test
  void contextsAreStatedByTheStrongestCompression() {
    WriterOptions weak = WriterOptions.builder().compression(Compression.UNCOMPRESSED).build();
    WriterOptions strong =
        WriterOptions.builder()
            .compression(Compression.SNAPPY)
            .columnCompression("a", Compression.zstd(19))
            .build();
    assertThat(weak.codecContextBytes(4)).isZero();
    assertThat(strong.codecContextBytes(2)).isEqualTo(2 * strong.codecContextBytes(1));
  }

  @Test
  void contextsOfBrotliAreBoundedByPageAndLevel() {
    long before = 0;
    for (int level : new int[] {0, 2, 5, 7, 9, 11}) {
      WriterOptions options =
          WriterOptions.builder().compression(Compression.brotli(level)).build();
      assertThat(options.codecContextBytes(1)).as("level %s", level).isGreaterThan(before);
      before = options.codecContextBytes(1);
    }
    WriterOptions smallPages =
        WriterOptions.builder()
            .compression(Compression.brotli(11))
            .pageBytesMax(1 << 16)
            .dictionaryBytesMax(1 << 16)
            .build();
    assertThat(smallPages.codecContextBytes(1)).isLessThan(before / 4);
  }

  @Test
  void boundsCompareByTheirBytes() {
    Bound bound = Bound.of(new byte[] {1, 2});
    assertThat(bound).isEqualTo(Bound.of(new byte[] {1, 2})).hasToString("0102");
    assertThat(bound).hasSameHashCodeAs(Bound.of(new byte[] {1, 2}));
    assertThat(bound).isNotEqualTo(Bound.of(new byte[] {1}));
    assertThat(bound.bytes().isReadOnly()).isTrue();
  }
}
