package dev.firn.parquet;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SizeStatistics;
import org.apache.parquet.format.Statistics;

/** What the footer says about one column chunk (the format's {@code ColumnMetaData}). */
final class ChunkMetadata {
  private final LeafColumn column;
  private final ChunkPages pages;
  private final int distinctCount;
  private final int boundBytesMax;

  ChunkMetadata(FinishedChunk chunk, int boundBytesMax) {
    this.column = chunk.column();
    this.pages = chunk.pages();
    this.distinctCount = chunk.distinctCount();
    this.boundBytesMax = boundBytesMax;
  }

  /** All encodings of the chunk's pages, levels and dictionary included. */
  static Set<Encoding> encodings(LeafColumn column, ChunkPages pages) {
    Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
    if (!column.isRequired()) {
      encodings.add(Encoding.RLE);
    }
    if (hasDictionary(pages)) {
      encodings.add(Encoding.PLAIN); // the dictionary's entries
    }
    encodings.addAll(pages.pageCounts().keySet());
    return encodings;
  }

  /** The metadata of a chunk that begins at this offset. */
  ColumnMetaData at(long offset) {
    long valueCount = pages.facts().stream().mapToLong(PageFacts::levelCount).sum();
    ColumnMetaData metadata =
        new ColumnMetaData(
            column.layout().physical(),
            formatEncodings(),
            column.path(),
            codec(pages.compression().codec()),
            valueCount,
            pages.encodedBytes(),
            pages.storedBytes(),
            offset + pages.dictionaryPage().byteCount());
    if (hasDictionary(pages)) {
      metadata.setDictionary_page_offset(offset);
    }
    metadata.setStatistics(statistics());
    metadata.setEncoding_stats(encodingStats());
    metadata.setSize_statistics(sizeStatistics());
    pages
        .extent()
        .flatMap(GeometryExtent::statistics)
        .ifPresent(metadata::setGeospatial_statistics);
    return metadata;
  }

  private List<org.apache.parquet.format.Encoding> formatEncodings() {
    return encodings(column, pages).stream().map(ChunkMetadata::format).toList();
  }

  private static org.apache.parquet.format.Encoding format(Encoding encoding) {
    return org.apache.parquet.format.Encoding.valueOf(encoding.name());
  }

  private static CompressionCodec codec(Codec codec) {
    return switch (codec) {
      case ZSTD -> CompressionCodec.ZSTD;
      case SNAPPY -> CompressionCodec.SNAPPY;
      case GZIP -> CompressionCodec.GZIP;
      case BROTLI -> CompressionCodec.BROTLI;
      case LZ4_RAW -> CompressionCodec.LZ4_RAW;
      case UNCOMPRESSED -> CompressionCodec.UNCOMPRESSED;
    };
  }

  private static boolean hasDictionary(ChunkPages pages) {
    return pages.pageCount(Encoding.RLE_DICTIONARY) > 0;
  }

  private Statistics statistics() {
    Statistics statistics = new Statistics();
    statistics.setNull_count(nullCount());
    if (distinctCount > 0) {
      statistics.setDistinct_count(distinctCount);
    }
    if (column.layout().isFloating()) {
      statistics.setNan_count(pages.facts().stream().mapToLong(PageFacts::nanCount).sum());
    }
    pages.bounds().ifPresent(whole -> setBounds(statistics, whole));
    return statistics;
  }

  private void setBounds(Statistics statistics, Bounds whole) {
    Bounds cut = whole.cut(column.cut(), boundBytesMax);
    statistics.setMin_value(cut.min());
    statistics.setIs_min_value_exact(cut.min() == whole.min());
    statistics.setMax_value(cut.max());
    statistics.setIs_max_value_exact(cut.max() == whole.max());
  }

  private List<PageEncodingStats> encodingStats() {
    List<PageEncodingStats> stats = new ArrayList<>();
    if (hasDictionary(pages)) {
      stats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, format(Encoding.PLAIN), 1));
    }
    pages
        .pageCounts()
        .forEach(
            (encoding, count) ->
                stats.add(new PageEncodingStats(PageType.DATA_PAGE_V2, format(encoding), count)));
    return stats;
  }

  private SizeStatistics sizeStatistics() {
    SizeStatistics sizes = new SizeStatistics();
    if (column.layout().isVariable()) {
      sizes.setUnencoded_byte_array_data_bytes(
          pages.facts().stream().mapToLong(PageFacts::valueBytes).sum());
    }
    if (!column.isRequired()) {
      sizes.setDefinition_level_histogram(summed(PageFacts::definitionCounts));
    }
    if (column.repetitionLevelMax() > 0) {
      sizes.setRepetition_level_histogram(summed(PageFacts::repetitionCounts));
    }
    return sizes;
  }

  /** How often each level occurs in all pages. */
  private List<Long> summed(Function<PageFacts, List<Long>> histogram) {
    List<Long> sums = new ArrayList<>(histogram.apply(pages.facts().getFirst()));
    for (PageFacts page : pages.facts().subList(1, pages.facts().size())) {
      List<Long> counts = histogram.apply(page);
      for (int level = 0; level < sums.size(); level++) {
        sums.set(level, sums.get(level) + counts.get(level));
      }
    }
    return sums;
  }

  private long nullCount() {
    return pages.facts().stream().mapToLong(PageFacts::nullCount).sum();
  }
}
