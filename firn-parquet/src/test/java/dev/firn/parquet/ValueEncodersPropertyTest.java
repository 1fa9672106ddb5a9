package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForFLBA;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForInteger;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesReaderForLong;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesReader;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the encoders of values write, parquet-java's decoders read. */
final class ValueEncodersPropertyTest {
  /** Around miniblocks of 32, blocks of 128 and their first values. */
  private static final int[] COUNTS = {1, 2, 31, 32, 33, 34, 128, 129, 130, 161, 257, 1000, 4099};

  private static final long SEED = 20_261_129;

  private final BufferAllocator allocator = new RootAllocator();
  private final BufferPool pool = new BufferPool(allocator);
  private final Workspace workspace = new Workspace(pool, () -> 0);
  private final Random random = new Random(SEED);

  @AfterEach
  void close() {
    workspace.close();
    pool.close();
    allocator.close();
  }

  @Test
  void longsAreDeltaPackedAsParquetJavaDoes() throws IOException {
    for (int count : COUNTS) {
      for (long[] values : longs(count)) {
        DeltaBinaryPackingValuesWriterForLong writer =
            new DeltaBinaryPackingValuesWriterForLong(64, 1 << 20, new HeapByteBufferAllocator());
        Arrays.stream(values).forEach(writer::writeLong);
        byte[] encoded = encode(Kind.INT64, Encoding.DELTA_BINARY_PACKED, boxed(values));
        assertSame(encoded, writer.getBytes().toInputStream().readAllBytes(), count);
        ValuesReader reader = read(new DeltaBinaryPackingValuesReader(), count, encoded);
        for (long value : values) {
          assertThat(reader.readLong()).isEqualTo(value);
        }
      }
    }
  }

  @Test
  void intsAreDeltaPackedAsParquetJavaDoes() throws IOException {
    for (int count : COUNTS) {
      for (long[] longs : longs(count)) {
        int[] values =
            Arrays.stream(longs).mapToInt(value -> (int) (value ^ (value >> 32))).toArray();
        DeltaBinaryPackingValuesWriterForInteger writer =
            new DeltaBinaryPackingValuesWriterForInteger(
                64, 1 << 20, new HeapByteBufferAllocator());
        Arrays.stream(values).forEach(writer::writeInteger);
        byte[] encoded = encode(Kind.INT32, Encoding.DELTA_BINARY_PACKED, boxed(values));
        assertSame(encoded, writer.getBytes().toInputStream().readAllBytes(), count);
        ValuesReader reader = read(new DeltaBinaryPackingValuesReader(), count, encoded);
        for (int value : values) {
          assertThat(reader.readInteger()).isEqualTo(value);
        }
      }
    }
  }

  /** What pads the last block is left over from others there, and zero here. */
  private static void assertSame(byte[] encoded, byte[] expected, int count) {
    assertThat(encoded).hasSameSizeAs(expected);
    if ((count - 1) % 128 == 0) {
      assertThat(encoded).isEqualTo(expected);
    }
  }

  @Test
  void pageWithoutValuesIsOnlyAHeader() {
    byte[] header = {(byte) 0x80, 1, 4, 0, 0};
    assertThat(encode(Kind.INT64, Encoding.DELTA_BINARY_PACKED, List.of())).isEqualTo(header);
    assertThat(encode(Kind.STRING, Encoding.DELTA_LENGTH_BYTE_ARRAY, List.of())).isEqualTo(header);
    assertThat(encode(Kind.UUID, Encoding.DELTA_BYTE_ARRAY, List.of())).hasSize(10);
    assertThat(encode(Kind.BOOL, Encoding.RLE, List.of())).isEqualTo(new byte[4]);
    assertThat(encode(Kind.DOUBLE, Encoding.BYTE_STREAM_SPLIT, List.of())).isEmpty();
  }

  @Test
  void stringsAreReadBackFromBothDeltas() throws IOException {
    for (int count : COUNTS) {
      for (List<Object> values : texts(count)) {
        byte[] lengths = encode(Kind.STRING, Encoding.DELTA_LENGTH_BYTE_ARRAY, values);
        assertThat(texts(new DeltaLengthByteArrayValuesReader(), count, lengths)).isEqualTo(values);
        byte[] prefixes = encode(Kind.STRING, Encoding.DELTA_BYTE_ARRAY, values);
        assertThat(texts(new DeltaByteArrayReader(), count, prefixes)).isEqualTo(values);
      }
    }
  }

  @Test
  void fixedValuesAreReadBackFromDeltaAndStreams() throws IOException {
    for (int count : COUNTS) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(i % 3 == 0 || i == 0 ? Kind.UUID.value(random) : values.getLast());
      }
      byte[] prefixes = encode(Kind.UUID, Encoding.DELTA_BYTE_ARRAY, values);
      byte[] streams = encode(Kind.UUID, Encoding.BYTE_STREAM_SPLIT, values);
      assertThat(streams).hasSize(16 * count);
      ValuesReader fromPrefixes = read(new DeltaByteArrayReader(), count, prefixes);
      ValuesReader fromStreams = read(new ByteStreamSplitValuesReaderForFLBA(16), count, streams);
      for (Object value : values) {
        assertThat(fromPrefixes.readBytes().getBytes()).isEqualTo(Kind.bytes(value));
        assertThat(fromStreams.readBytes().getBytes()).isEqualTo(Kind.bytes(value));
      }
    }
  }

  @Test
  void numbersAreReadBackFromStreams() throws IOException {
    for (int count : COUNTS) {
      for (long[] values : longs(count)) {
        byte[] longs = encode(Kind.INT64, Encoding.BYTE_STREAM_SPLIT, boxed(values));
        ValuesReader longReader = read(new ByteStreamSplitValuesReaderForLong(), count, longs);
        int[] halves = Arrays.stream(values).mapToInt(value -> (int) value).toArray();
        byte[] ints = encode(Kind.FLOAT, Encoding.BYTE_STREAM_SPLIT, boxed(halves));
        ValuesReader intReader = read(new ByteStreamSplitValuesReaderForInteger(), count, ints);
        for (long value : values) {
          assertThat(longReader.readLong()).isEqualTo(value);
          assertThat(intReader.readInteger()).isEqualTo((int) value);
        }
      }
    }
  }

  @Test
  void booleansAreReadBackFromRuns() throws IOException {
    for (int count : COUNTS) {
      for (int runLength : new int[] {1, 30, 300, 100_000}) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          boolean changes = i == 0 || random.nextInt(runLength) == 0;
          values.add(changes ? (Object) random.nextBoolean() : values.getLast());
        }
        byte[] encoded = encode(Kind.BOOL, Encoding.RLE, values);
        assertThat(ByteBuffer.wrap(encoded).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt())
            .isEqualTo(encoded.length - 4);
        ValuesReader reader = read(new RunLengthBitPackingHybridValuesReader(1), count, encoded);
        for (Object value : values) {
          assertThat(reader.readInteger() == 1).isEqualTo(value);
        }
      }
    }
  }

  /** Differences that overflow, none, alike, of every width, and of widths that change. */
  private List<long[]> longs(int count) {
    List<long[]> all = new ArrayList<>();
    all.add(filled(count, i -> i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE));
    all.add(filled(count, i -> i % 3 == 0 ? Long.MAX_VALUE : -1L));
    all.add(filled(count, _ -> Long.MIN_VALUE));
    all.add(filled(count, i -> 1_000_000_000_000L + 25L * i));
    all.add(filled(count, _ -> random.nextLong()));
    all.add(filled(count, i -> random.nextLong() >> (i / 40 % 64)));
    for (int width = 0; width < Long.SIZE; width += 7) {
      int shift = width;
      all.add(filled(count, _ -> random.nextLong() >>> shift));
    }
    long[] sorted = filled(count, _ -> random.nextInt());
    Arrays.sort(sorted);
    all.add(sorted);
    return all;
  }

  private static long[] filled(int count, java.util.function.IntToLongFunction of) {
    long[] values = new long[count];
    Arrays.setAll(values, of);
    return values;
  }

  /** Empty ones, long shared beginnings, beginnings of each other, unsorted, sorted, large. */
  private List<List<Object>> texts(int count) {
    List<List<Object>> all = new ArrayList<>();
    all.add(new ArrayList<>(Collections.nCopies(count, "")));
    all.add(new ArrayList<>(Collections.nCopies(count, "the same of more than eight bytes")));
    List<Object> growing = new ArrayList<>();
    List<Object> any = new ArrayList<>();
    List<Object> shared = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      growing.add("abcdefghij".repeat(3).substring(0, i % 30));
      any.add(Kind.STRING.value(random));
      shared.add("https://example.com/a/rather/long/path/" + i % 977);
    }
    all.add(growing);
    all.add(any);
    all.add(shared);
    all.add(new ArrayList<>(new TreeSet<>(shared.stream().map(String::valueOf).toList())));
    all.getLast().addAll(Collections.nCopies(count - all.getLast().size(), "x".repeat(3000)));
    return all;
  }

  private List<Object> texts(ValuesReader reader, int count, byte[] encoded) throws IOException {
    read(reader, count, encoded);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(new String(reader.readBytes().getBytes(), StandardCharsets.UTF_8));
    }
    return values;
  }

  private static ValuesReader read(ValuesReader reader, int count, byte[] encoded)
      throws IOException {
    reader.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(encoded)));
    return reader;
  }

  private byte[] encode(Kind kind, Encoding encoding, List<Object> values) {
    LeafColumn column =
        SchemaMapping.map(
                new TestTable().add("c", kind, Nullability.REQUIRED, values).schema(),
                WriterOptions.defaults())
            .leaves()
            .getFirst();
    GrowableBuffer plain = new GrowableBuffer(pool);
    byte[] bytes = plain(kind, values);
    Memory.writeBytes(bytes, 0, bytes.length, plain.reserve(bytes.length));
    new PageEncoder(column).encode(encoding, plain.address(), values.size(), workspace);
    plain.release();
    GrowableBuffer encoded = workspace.encoded;
    return Memory.readBytes(encoded.address(), (int) encoded.byteCount());
  }

  /** Values in plain encoding, made without the code under test; bits are padded to words. */
  private static byte[] plain(Kind kind, List<Object> values) {
    if (kind == Kind.BOOL) {
      byte[] bits = new byte[(values.size() + 63) / 64 * 8];
      for (int i = 0; i < values.size(); i++) {
        bits[i / 8] |= (byte) (Boolean.TRUE.equals(values.get(i)) ? 1 << (i % 8) : 0);
      }
      return bits;
    }
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    for (Object value : values) {
      byte[] plain = Model.plain(kind, value);
      if (kind == Kind.STRING) {
        bytes.writeBytes(PlainValue.of(plain.length));
      }
      bytes.writeBytes(plain);
    }
    return bytes.toByteArray();
  }

  private static List<Object> boxed(long[] values) {
    return new ArrayList<>(Arrays.stream(values).boxed().toList());
  }

  private static List<Object> boxed(int[] values) {
    return new ArrayList<>(Arrays.stream(values).boxed().toList());
  }
}
