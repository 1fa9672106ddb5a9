package dev.firn.parquet;

import static dev.firn.parquet.EncodingProfile.COMPATIBLE;
import static dev.firn.parquet.EncodingProfile.MODERN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which encodings are chosen for data of some shapes, and that no fixed one would be smaller. */
final class ChosenEncodingsTest {
  private static final int ROW_COUNT = 100_000;

  /** A file may be this much larger than with the best fixed encoding. */
  private static final double TOLERANCE = 1.05;

  /** Beside what a dictionary costs that a column begins with and does not keep. */
  private static final long TOLERANCE_BYTES = 2000;

  /** Data of which the best encoding is known. */
  @SuppressWarnings("ImmutableEnumChecker") // pure functions and sets that nobody changes
  enum Data {
    SORTED_KEYS(Kind.INT64, i -> 1_000_000L + i / 4 * 3L, Encoding.DELTA_BINARY_PACKED),
    CLOCK_TICKS(
        Kind.TIMESTAMP,
        i -> 1_700_000_000_000_000L + i * 1_000_000L + hash(i) % 1000,
        Encoding.DELTA_BINARY_PACKED),
    SMALL_NUMBERS(Kind.INT32, i -> (int) (hash(i) % 7), Encoding.RLE_DICTIONARY),
    FEW_WORDS(Kind.STRING, i -> "the word " + hash(i) % 50, Encoding.RLE_DICTIONARY),
    CONSTANT(Kind.INT64, _ -> 42L, Encoding.RLE_DICTIONARY),
    NOISE(Kind.INT64, i -> hash(i) * 31, Encoding.PLAIN),
    FOREIGN_KEYS(
        Kind.INT64,
        i -> hash(i) % 3_000_000,
        Encoding.DELTA_BINARY_PACKED,
        Encoding.DELTA_BINARY_PACKED,
        Encoding.BYTE_STREAM_SPLIT),
    MEASUREMENTS(
        Kind.DOUBLE,
        i -> Double.doubleToLongBits(20 + hash(i) % 1_000_000_007 / 1e9),
        Encoding.PLAIN,
        Encoding.BYTE_STREAM_SPLIT),
    RANDOM_FLOATS(Kind.FLOAT, i -> (int) (hash(i) >>> 20), Encoding.PLAIN),
    SORTED_URLS(
        Kind.STRING,
        i -> String.format("https://example.com/shop/articles/%08d/details", i * 17),
        Encoding.PLAIN,
        Encoding.DELTA_BYTE_ARRAY),
    SHORT_TEXTS(
        Kind.STRING,
        i -> Long.toString(hash(i), 36).substring(0, 4 + (int) (hash(i) % 7)),
        Encoding.PLAIN,
        Encoding.DELTA_LENGTH_BYTE_ARRAY),
    RANDOM_UUIDS(
        Kind.UUID, i -> String.format("%016x%016x", hash(i), hash(-i - 1)), Encoding.PLAIN),
    SORTED_IDS(
        Kind.UUID,
        i -> String.format("%016x%016x", 0x0190000000000000L + i, hash(i)),
        Encoding.PLAIN),
    FLAGS(Kind.BOOL, i -> hash(i) % 2 == 0, Encoding.PLAIN),
    LONG_RUNS_OF_FLAGS(Kind.BOOL, i -> i / 3000 % 2 == 0, Encoding.PLAIN, Encoding.RLE);

    final Kind kind;
    final IntFunction<Object> valueAt;
    final Encoding compatible;
    final Set<Encoding> modern;

    Data(Kind kind, IntFunction<Object> valueAt, Encoding compatible, Encoding... modern) {
      this.kind = kind;
      this.valueAt = valueAt;
      this.compatible = compatible;
      this.modern = modern.length == 0 ? Set.of(compatible) : Set.of(modern);
    }

    /** A number without a pattern, not negative. */
    private static long hash(int i) {
      return new Random(i * 0x9E3779B97F4A7C15L).nextLong() >>> 2;
    }
  }

  @ParameterizedTest
  @EnumSource(Data.class)
  void knownBestIsChosen(Data data) throws IOException {
    assertThat(chosen(data, write(data, profile(COMPATIBLE)))).isEqualTo(data.compatible);
    assertThat(data.modern).contains(chosen(data, write(data, profile(MODERN))));
  }

  @ParameterizedTest
  @EnumSource(Data.class)
  void noFixedEncodingOfTheProfileIsSmaller(Data data) throws IOException {
    for (Compression codec :
        List.of(Compression.zstd(1), Compression.zstd(3), Compression.SNAPPY)) {
      for (EncodingProfile profile : EncodingProfile.values()) {
        long chosen = write(data, profile(profile).compression(codec)).compressedBytes();
        Set<Encoding> others = new TreeSet<>(profile.encodings(layout(data).physical()));
        if (data.kind != Kind.BOOL) {
          others.add(Encoding.RLE_DICTIONARY);
        }
        for (Encoding encoding : others) {
          WriterOptions.Builder fixed =
              WriterOptions.builder().compression(codec).columnEncoding("c", encoding);
          assertThat((double) chosen)
              .as("%s, %s, %s", profile, codec, encoding)
              .isLessThanOrEqualTo(
                  write(data, fixed).compressedBytes() * TOLERANCE + TOLERANCE_BYTES);
        }
      }
    }
  }

  private static WriterOptions.Builder profile(EncodingProfile profile) {
    return WriterOptions.builder().encodingProfile(profile);
  }

  private static Encoding chosen(Data data, ColumnFacts facts) {
    Set<Encoding> found = new TreeSet<>(facts.encodings());
    if (found.contains(Encoding.RLE_DICTIONARY)) {
      found.remove(Encoding.PLAIN);
    }
    assertThat(found).as(data.name()).hasSize(1);
    return found.iterator().next();
  }

  private static Layout layout(Data data) {
    return LeafType.of(data.kind.field("c", 1, Nullability.REQUIRED)).orElseThrow().layout();
  }

  private static ColumnFacts write(Data data, WriterOptions.Builder options) throws IOException {
    List<Object> values = new ArrayList<>(Collections.nCopies(ROW_COUNT, null));
    for (int row = 0; row < ROW_COUNT; row++) {
      values.set(row, data.valueAt.apply(row));
    }
    TestTable table = new TestTable().add("c", data.kind, Nullability.REQUIRED, values);
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                options.build(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      return writer.finish().columns().getFirst();
    }
  }
}
