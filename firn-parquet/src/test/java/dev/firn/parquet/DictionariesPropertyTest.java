package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dictionaries give each value the place of its first appearance, as a map does. */
final class DictionariesPropertyTest {
  private static final int BYTES_MAX = 1 << 20;
  private static final int SLICES = 12;
  private static final byte[] LETTERS = {'a', 'a', 'a', 'a', 'a', 'a', 'b', 0};

  /** How far apart the numbers lie; what is narrow at first may widen slice by slice. */
  private static LongSupplier numbers(Random random, int slice) {
    long base =
        switch (random.nextInt(4)) {
          case 0 -> Long.MIN_VALUE;
          case 1 -> Long.MAX_VALUE - random.nextInt(1000);
          case 2 -> Integer.MIN_VALUE;
          default -> random.nextInt(1000) - 500;
        };
    int bits = 1 + random.nextInt(slice < SLICES / 2 ? 16 : 40);
    return () -> base + (random.nextLong() >>> (Long.SIZE - bits));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void longs(int seed) {
    Random random = new Random(seed);
    Map<Long, Integer> places = new LinkedHashMap<>();
    try (Fixture fixture = new Fixture()) {
      LongDictionary dictionary = new LongDictionary(fixture.pool, BYTES_MAX);
      Workspace workspace = fixture.workspace;
      for (int slice = 0; slice < SLICES; slice++) {
        LongSupplier next = numbers(random, slice);
        int count = 1 + random.nextInt(Workspace.SLICE_ROWS_MAX);
        int[] expected = new int[count];
        for (int i = 0; i < count; i++) {
          workspace.longs[i] = next.getAsLong();
          expected[i] = place(places, workspace.longs[i]);
        }
        fixture.check(dictionary, expected, "longs, seed " + seed + ", slice " + slice);
      }
      assertThat(dictionary.entryCount()).isEqualTo(places.size());
      ByteBuffer entries =
          ByteBuffer.allocate(places.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      places.keySet().forEach(entries::putLong);
      assertThat(bytesOf(dictionary.plainEntries())).isEqualTo(entries.array());
      dictionary.release();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void ints(int seed) {
    Random random = new Random(seed);
    Map<Integer, Integer> places = new LinkedHashMap<>();
    try (Fixture fixture = new Fixture()) {
      IntDictionary dictionary = new IntDictionary(fixture.pool, BYTES_MAX);
      Workspace workspace = fixture.workspace;
      for (int slice = 0; slice < SLICES; slice++) {
        LongSupplier next = numbers(random, slice);
        int count = 1 + random.nextInt(Workspace.SLICE_ROWS_MAX);
        int[] expected = new int[count];
        for (int i = 0; i < count; i++) {
          workspace.ints[i] = (int) next.getAsLong();
          expected[i] = place(places, workspace.ints[i]);
        }
        fixture.check(dictionary, expected, "ints, seed " + seed + ", slice " + slice);
      }
      assertThat(dictionary.entryCount()).isEqualTo(places.size());
      dictionary.release();
    }
  }

  /**
   * Letters are few, so that values share their beginnings, their ends and their middles; one is
   * zero, so that some differ in nothing but their length. The first slices have short values.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void byteStrings(int seed) {
    Random random = new Random(seed);
    Map<ByteBuffer, Integer> places = new LinkedHashMap<>();
    List<byte[]> entries = new ArrayList<>();
    try (Fixture fixture = new Fixture();
        ArrowBuf buffer = fixture.allocator.buffer(1 << 18)) {
      BytesDictionary dictionary = new BytesDictionary(fixture.pool, BYTES_MAX, Integer.BYTES);
      Workspace workspace = fixture.workspace;
      for (int slice = 0; slice < SLICES; slice++) {
        int count = 1 + random.nextInt(Workspace.SLICE_ROWS_MAX);
        int lengthMax = 1 + random.nextInt(slice < seed ? 8 : 40);
        int[] expected = new int[count];
        long at = buffer.memoryAddress();
        for (int i = 0; i < count; i++) {
          byte[] value = new byte[random.nextInt(lengthMax)];
          for (int j = 0; j < value.length; j++) {
            value[j] = LETTERS[random.nextInt(LETTERS.length)];
          }
          Memory.writeBytes(value, 0, value.length, at);
          workspace.starts[i] = at;
          workspace.lengths[i] = value.length;
          at += value.length;
          expected[i] = place(places, ByteBuffer.wrap(value));
          if (expected[i] == entries.size()) {
            entries.add(value);
          }
        }
        fixture.check(dictionary, expected, "bytes, seed " + seed + ", slice " + slice);
      }
      assertThat(dictionary.entryCount()).isEqualTo(places.size());
      assertThat(valuesOf(dictionary.plainEntries()))
          .usingElementComparator(Arrays::compare)
          .isEqualTo(entries);
      dictionary.release();
    }
  }

  @Test
  void numbersFarApartNeedNoRange() {
    try (Fixture fixture = new Fixture()) {
      LongDictionary dictionary = new LongDictionary(fixture.pool, BYTES_MAX);
      long[] values = {0, RangeSlots.SPAN_MAX - 1, RangeSlots.SPAN_MAX, Long.MIN_VALUE, 0, -1};
      System.arraycopy(values, 0, fixture.workspace.longs, 0, values.length);
      fixture.check(dictionary, new int[] {0, 1, 2, 3, 0, 4}, "numbers far apart");
      dictionary.release();
    }
  }

  @Test
  void aFullDictionaryRefusesWhatIsNewAndTakesWhatIsKnown() {
    try (Fixture fixture = new Fixture()) {
      LongDictionary dictionary = new LongDictionary(fixture.pool, 3 * Long.BYTES);
      long[] values = {7, 8, 7, 1L << 40, 7, 9};
      System.arraycopy(values, 0, fixture.workspace.longs, 0, values.length);
      assertThat(dictionary.index(fixture.workspace, values.length)).isEqualTo(5);
      assertThat(Arrays.copyOf(fixture.workspace.indexes, 5)).containsExactly(0, 1, 0, 2, 0);
      dictionary.release();
    }
  }

  private static <T> int place(Map<T, Integer> places, T value) {
    Integer known = places.get(value);
    if (known == null) {
      known = places.size();
      places.put(value, known);
    }
    return known;
  }

  private static byte[] bytesOf(GrowableBuffer buffer) {
    return Memory.readBytes(buffer.address(), (int) buffer.byteCount());
  }

  private static List<byte[]> valuesOf(GrowableBuffer plain) {
    List<byte[]> values = new ArrayList<>();
    for (long at = 0; at < plain.byteCount(); ) {
      int length = Memory.readInt(plain.address() + at);
      values.add(Memory.readBytes(plain.address() + at + Integer.BYTES, length));
      at += Integer.BYTES + length;
    }
    return values;
  }

  /** A workspace, and memory that must be given back. */
  private static final class Fixture implements AutoCloseable {
    private final BufferAllocator allocator = new RootAllocator();
    private final BufferPool pool = new BufferPool(allocator);
    private final Workspace workspace = new Workspace(pool, () -> 0);

    void check(Dictionary dictionary, int[] expected, String what) {
      assertThat(dictionary.index(workspace, expected.length)).as(what).isEqualTo(expected.length);
      assertThat(Arrays.copyOf(workspace.indexes, expected.length)).as(what).isEqualTo(expected);
    }

    @Override
    public void close() {
      workspace.release();
      assertThat(pool.takenBytes()).isZero();
      workspace.close();
      pool.close();
      allocator.close();
    }
  }
}
