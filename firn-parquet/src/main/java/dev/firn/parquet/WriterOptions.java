package dev.firn.parquet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a file is to be written. The defaults are Iceberg's table defaults, so that a file written
 * with none of them changed looks like Iceberg's own. Nonsense is refused here, before a file
 * exists.
 */
public final class WriterOptions {
  /** Iceberg's {@code write.parquet.row-group-size-bytes}. */
  public static final long ROW_GROUP_BYTES_MAX_DEFAULT = 128L << 20;

  /** Iceberg's {@code write.parquet.page-size-bytes}. */
  public static final int PAGE_BYTES_MAX_DEFAULT = 1 << 20;

  /** Iceberg's {@code write.parquet.page-row-limit}. */
  public static final int PAGE_ROWS_MAX_DEFAULT = 20_000;

  /** Iceberg's {@code write.parquet.dict-size-bytes}. */
  public static final int DICTIONARY_BYTES_MAX_DEFAULT = 2 << 20;

  /** What parquet-java keeps of a bound in a column index. */
  public static final int BOUND_BYTES_MAX_DEFAULT = 64;

  /** Offsets inside one dictionary are 32-bit numbers, and its table doubles while it grows. */
  private static final int DICTIONARY_BYTES_LIMIT = 256 << 20;

  /** A page is compressed in one piece and its length is a 32-bit number. */
  private static final int PAGE_BYTES_LIMIT = 256 << 20;

  private final Compression compression;
  private final Map<String, Compression> columnCompressions;
  private final Map<String, BloomFilterOptions> bloomFilters;
  private final EncodingProfile encodingProfile;
  private final Map<String, Encoding> columnEncodings;
  private final long rowGroupBytesMax;
  private final long rowGroupRowsMax;
  private final int pageBytesMax;
  private final int pageRowsMax;
  private final int dictionaryBytesMax;
  private final int boundBytesMax;
  private final Map<String, String> keyValueMetadata;
  private final String createdBy;

  private WriterOptions(Builder builder) {
    this.compression = builder.compression;
    this.columnCompressions = copy(builder.columnCompressions);
    this.bloomFilters = copy(builder.bloomFilters);
    this.encodingProfile = builder.encodingProfile;
    this.columnEncodings = copy(builder.columnEncodings);
    this.rowGroupBytesMax = builder.rowGroupBytesMax;
    this.rowGroupRowsMax = builder.rowGroupRowsMax;
    this.pageBytesMax = builder.pageBytesMax;
    this.pageRowsMax = builder.pageRowsMax;
    this.dictionaryBytesMax = builder.dictionaryBytesMax;
    this.boundBytesMax = builder.boundBytesMax;
    this.keyValueMetadata = copy(builder.keyValueMetadata);
    this.createdBy = builder.createdBy;
  }

  /** The defaults, to be changed. */
  public static Builder builder() {
    return new Builder();
  }

  /** The defaults. */
  public static WriterOptions defaults() {
    return builder().build();
  }

  /** The compression of columns that have none of their own. */
  public Compression compression() {
    return compression;
  }

  /**
   * Compressions by dotted column path, as Iceberg names columns: {@code tags.element}, {@code
   * totals.value}. Each path must be a leaf column of the schema.
   */
  public Map<String, Compression> columnCompressions() {
    return columnCompressions;
  }

  /** The compression of the leaf column with this dotted path. */
  public Compression compressionOf(String dottedPath) {
    return columnCompressions.getOrDefault(dottedPath, compression);
  }

  /**
   * The Bloom filters to be written, by dotted column path. Each path must be a leaf column of the
   * schema, and no boolean.
   */
  public Map<String, BloomFilterOptions> bloomFilters() {
    return bloomFilters;
  }

  /** Which encodings columns may get that have none of their own. */
  public EncodingProfile encodingProfile() {
    return encodingProfile;
  }

  /**
   * Encodings by dotted column path. Each path must be a leaf column of the schema, and the
   * encoding one of {@link Encoding#of}'s for it. {@link Encoding#RLE_DICTIONARY} turns PLAIN where
   * the dictionary is full or takes more than plain values; all others are kept whatever they cost.
   */
  public Map<String, Encoding> columnEncodings() {
    return columnEncodings;
  }

  /** A row group ends when its encoded bytes before compression reach this. */
  public long rowGroupBytesMax() {
    return rowGroupBytesMax;
  }

  /** A row group ends when it has this many rows. */
  public long rowGroupRowsMax() {
    return rowGroupRowsMax;
  }

  /**
   * A page ends before its values, plain or as places in a dictionary, exceed this, unless one
   * value alone does. In nested columns levels count too, and one row is never split.
   */
  public int pageBytesMax() {
    return pageBytesMax;
  }

  /**
   * A page ends when it has this many rows. In files of hundreds of columns pages end earlier, at
   * 4,096 rows or later, so that all open ones take about an eighth of a row group.
   */
  public int pageRowsMax() {
    return pageRowsMax;
  }

  /** A dictionary never exceeds this; 0 turns dictionaries off that no column asks for. */
  public int dictionaryBytesMax() {
    return dictionaryBytesMax;
  }

  /** Longer bounds of strings and binaries are cut to this in the footer and in column indexes. */
  public int boundBytesMax() {
    return boundBytesMax;
  }

  /** Pairs for the footer, in order. */
  public Map<String, String> keyValueMetadata() {
    return keyValueMetadata;
  }

  /** The footer's {@code created_by}. */
  public String createdBy() {
    return createdBy;
  }

  /**
   * The native memory that codec contexts of a writer with these options may take, beside the
   * allocator's buffers: one context per column encoded at once. An upper bound as long as no
   * value, and no row of a nested column, is larger than a page.
   */
  public long codecContextBytes(int parallelism) {
    long pageBytes = Math.max(1, Math.max(pageBytesMax, dictionaryBytesMax));
    long largest = CodecMemory.contextBytes(compression, pageBytes);
    for (Compression column : columnCompressions.values()) {
      largest = Math.max(largest, CodecMemory.contextBytes(column, pageBytes));
    }
    return largest * parallelism;
  }

  /** The most memory that the Bloom filters of the open row group take, from the allocator. */
  public long bloomFilterBytes() {
    return bloomFilters.values().stream().mapToLong(BloomFilterOptions::largestBytes).sum();
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Collects changes to the defaults; each is checked when it is made. */
  public static final class Builder {
    private Compression compression = Compression.of(Codec.ZSTD);
    private final Map<String, Compression> columnCompressions = new LinkedHashMap<>();
    private final Map<String, BloomFilterOptions> bloomFilters = new LinkedHashMap<>();
    private EncodingProfile encodingProfile = EncodingProfile.COMPATIBLE;
    private final Map<String, Encoding> columnEncodings = new LinkedHashMap<>();
    private long rowGroupBytesMax = ROW_GROUP_BYTES_MAX_DEFAULT;
    private long rowGroupRowsMax = Long.MAX_VALUE;
    private int pageBytesMax = PAGE_BYTES_MAX_DEFAULT;
    private int pageRowsMax = PAGE_ROWS_MAX_DEFAULT;
    private int dictionaryBytesMax = DICTIONARY_BYTES_MAX_DEFAULT;
    private int boundBytesMax = BOUND_BYTES_MAX_DEFAULT;
    private final Map<String, String> keyValueMetadata = new LinkedHashMap<>();
    private String createdBy = "firn version 0.1.0 (build unknown)";

    private Builder() {}

    /** See {@link WriterOptions#compression}. */
    public Builder compression(Compression value) {
      this.compression = value;
      return this;
    }

    /** See {@link WriterOptions#columnCompressions}. */
    public Builder columnCompression(String dottedPath, Compression value) {
      columnCompressions.put(dottedPath, value);
      return this;
    }

    /** See {@link WriterOptions#bloomFilters}. */
    public Builder bloomFilter(String dottedPath, BloomFilterOptions value) {
      bloomFilters.put(dottedPath, value);
      return this;
    }

    /** See {@link WriterOptions#encodingProfile}. */
    public Builder encodingProfile(EncodingProfile value) {
      this.encodingProfile = value;
      return this;
    }

    /** See {@link WriterOptions#columnEncodings}. */
    public Builder columnEncoding(String dottedPath, Encoding value) {
      columnEncodings.put(dottedPath, value);
      return this;
    }

    /** See {@link WriterOptions#rowGroupBytesMax}. */
    public Builder rowGroupBytesMax(long value) {
      this.rowGroupBytesMax = checked("Row group bytes", value, 1, Long.MAX_VALUE);
      return this;
    }

    /** See {@link WriterOptions#rowGroupRowsMax}. */
    public Builder rowGroupRowsMax(long value) {
      this.rowGroupRowsMax = checked("Row group rows", value, 1, Long.MAX_VALUE);
      return this;
    }

    /** See {@link WriterOptions#pageBytesMax}. */
    public Builder pageBytesMax(int value) {
      this.pageBytesMax = (int) checked("Page bytes", value, 1, PAGE_BYTES_LIMIT);
      return this;
    }

    /** See {@link WriterOptions#pageRowsMax}. */
    public Builder pageRowsMax(int value) {
      this.pageRowsMax = (int) checked("Page rows", value, 1, PAGE_BYTES_LIMIT);
      return this;
    }

    /** See {@link WriterOptions#dictionaryBytesMax}. */
    public Builder dictionaryBytesMax(int value) {
      this.dictionaryBytesMax = (int) checked("Dictionary bytes", value, 0, DICTIONARY_BYTES_LIMIT);
      return this;
    }

    /** See {@link WriterOptions#boundBytesMax}. */
    public Builder boundBytesMax(int value) {
      this.boundBytesMax = (int) checked("Bound bytes", value, 1, PAGE_BYTES_LIMIT);
      return this;
    }

    /** See {@link WriterOptions#keyValueMetadata}. */
    public Builder keyValue(String key, String value) {
      keyValueMetadata.put(key, value);
      return this;
    }

    /** See {@link WriterOptions#createdBy}. */
    public Builder createdBy(String value) {
      this.createdBy = value;
      return this;
    }

    /** The options. */
    public WriterOptions build() {
      return new WriterOptions(this);
    }

    private static long checked(String what, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            what + ": expected a number from " + min + " to " + max + ", found " + value + ".");
      }
      return value;
    }
  }
}
