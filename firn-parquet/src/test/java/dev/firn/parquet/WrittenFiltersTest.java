package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** parquet-java and DuckDB find every value in the filters that are written, and few others. */
final class WrittenFiltersTest {
  private static final int PROBES = 20_000;

  @TempDir private Path folder;

  /** Where a chunk's values go: all into the dictionary, none, or some until it is full. */
  private enum Way {
    DICTIONARY(20, 1 << 20),
    PLAIN(100_000, 0),
    /** The first page says that a dictionary does not pay. */
    TRIAL(100_000, 1 << 20),
    /** The dictionary is full after some pages. */
    MIDWAY(2000, 4000);

    private final int distinctMax;
    private final int dictionaryBytesMax;

    Way(int distinctMax, int dictionaryBytesMax) {
      this.distinctMax = distinctMax;
      this.dictionaryBytesMax = dictionaryBytesMax;
    }

    List<Object> values(Kind kind, Random random) {
      List<Object> distinct = new ArrayList<>();
      for (int i = 0; i < distinctMax; i++) {
        distinct.add(kind.value(random));
      }
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < 5000; row++) {
        boolean isNull = random.nextInt(10) == 0;
        // Few different ones first, so that the dictionary pays for a while.
        int bound = this == MIDWAY && row < 2000 ? 50 : distinctMax;
        values.add(isNull ? null : distinct.get(random.nextInt(bound)));
      }
      return values;
    }
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
  void parquetJavaFindsEveryValueOfEveryType(Kind kind) throws Exception {
    for (Way way : Way.values()) {
      TestTable table = new TestTable();
      table.add(
          "c", kind, Nullability.OPTIONAL, way.values(kind, new Random(kind.name().hashCode())));
      WriterOptions options =
          options(way.dictionaryBytesMax).bloomFilter("c", BloomFilterOptions.defaults()).build();
      Path path = write(table, options);
      try (ParquetFileReader reader = ParquetJava.open(path)) {
        long row = 0;
        for (BlockMetaData block : reader.getRowGroups()) {
          BloomFilter filter = filter(reader, block);
          List<Object> values =
              table
                  .columns()
                  .getFirst()
                  .values()
                  .subList((int) row, (int) (row += block.getRowCount()));
          for (Object value : values) {
            assertThat(value == null || filter.findHash(hash(kind, value, filter)))
                .as("%s, %s", way, value)
                .isTrue();
          }
          requireFewOthers(kind, new HashSet<>(values), filter, 0.01);
        }
      }
    }
  }

  @Test
  void zerosAndNanAreFoundByAnyOfTheirForms() throws Exception {
    TestTable table = new TestTable();
    table.add(
        "c",
        Kind.DOUBLE,
        Nullability.REQUIRED,
        List.of(Double.doubleToRawLongBits(-0.0), 0x7ff8000000000123L));
    Path path = write(table, options(0).bloomFilter("c", BloomFilterOptions.defaults()).build());
    try (ParquetFileReader reader = ParquetJava.open(path)) {
      BloomFilter filter = filter(reader, reader.getRowGroups().getFirst());
      assertThat(filter.findHash(filter.hash(0.0))).isTrue();
      assertThat(filter.findHash(filter.hash(-0.0))).isTrue();
      assertThat(filter.findHash(filter.hash(Double.NaN))).isTrue();
      assertThat(filter.findHash(filter.hash(1.0))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.01, 0.0001})
  void filterIsAsLargeAsItsDistinctValuesAsk(double probability) throws Exception {
    BloomFilterOptions wanted = new BloomFilterOptions(probability, OptionalLong.empty(), 1 << 20);
    for (int distinctCount : new int[] {1, 100, 3000}) {
      for (int dictionaryBytesMax : new int[] {0, 1 << 20}) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 6000; i++) {
          values.add((long) (i % distinctCount) * 7919);
        }
        TestTable table = new TestTable();
        table.add("c", Kind.INT64, Nullability.REQUIRED, values);
        WriterOptions options =
            WriterOptions.builder()
                .dictionaryBytesMax(dictionaryBytesMax)
                .bloomFilter("c", wanted)
                .build();
        try (ParquetFileReader reader = ParquetJava.open(write(table, options))) {
          BloomFilter filter = filter(reader, reader.getRowGroups().getFirst());
          int asked = wanted.bytesFor(distinctCount);
          // Folding goes by the bits that are set, which may be luckier or less than the formula.
          assertThat(filter.getBitsetSize()).isBetween(asked / 2, asked * 2);
          requireFewOthers(Kind.INT64, new HashSet<>(values), filter, probability);
        }
      }
    }
  }

  @Test
  void limitsHoldAndAFilterThatLetsMostPassIsNotWritten() throws Exception {
    TestTable table = new TestTable();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      values.add(i);
    }
    table.add("c", Kind.INT32, Nullability.REQUIRED, values);
    for (int dictionaryBytesMax : new int[] {0, 1 << 20}) {
      for (BloomFilterOptions tooSmall :
          List.of(
              new BloomFilterOptions(0.01, OptionalLong.empty(), 256),
              new BloomFilterOptions(0.01, OptionalLong.of(100), 1 << 20))) {
        MemoryFile file = new MemoryFile();
        FileFacts facts =
            write(table, options(dictionaryBytesMax).bloomFilter("c", tooSmall).build(), file);
        assertThat(facts.columns().getFirst().bloomFilterBytes()).isZero();
        assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
      }
      BloomFilterOptions small = new BloomFilterOptions(0.01, OptionalLong.empty(), 4096);
      MemoryFile file = new MemoryFile();
      FileFacts facts =
          write(table, options(dictionaryBytesMax).bloomFilter("c", small).build(), file);
      // Row groups of 2,000, 2,000 and 1,000 rows, and a header for each.
      assertThat(facts.columns().getFirst().bloomFilterBytes()).isBetween(10_240L, 10_400L);
    }
  }

  @Test
  void columnOfNullsHasAFilterThatFindsNothing() throws Exception {
    TestTable table = new TestTable();
    List<Object> nulls = new ArrayList<>(java.util.Collections.nCopies(100, null));
    table.add("c", Kind.STRING, Nullability.OPTIONAL, nulls);
    for (int dictionaryBytesMax : new int[] {0, 1000}) {
      WriterOptions options =
          options(dictionaryBytesMax).bloomFilter("c", BloomFilterOptions.defaults()).build();
      try (ParquetFileReader reader = ParquetJava.open(write(table, options))) {
        BloomFilter filter = filter(reader, reader.getRowGroups().getFirst());
        assertThat(filter.getBitsetSize()).isEqualTo(32);
        assertThat(filter.findHash(filter.hash(Binary.fromString("")))).isFalse();
      }
    }
  }

  @Test
  void leavesOfListsHaveFilters() throws Exception {
    Random random = new Random(8);
    Shape shape = new Shape.ListOf(new Shape.Leaf(Kind.STRING, true), true);
    for (int dictionaryBytesMax : new int[] {0, 300, 1 << 20}) {
      NestedTable table = NestedTable.random(random, List.of(shape), 2000);
      String path = table.schema().getFields().getFirst().getName() + ".element";
      MemoryFile file = new MemoryFile();
      try (BufferAllocator allocator = new RootAllocator();
          VectorSchemaRoot batch = table.toArrow(allocator, random);
          ParquetWriter writer =
              ParquetWriter.create(
                  file,
                  table.schema(),
                  options(dictionaryBytesMax)
                      .bloomFilter(path, BloomFilterOptions.defaults())
                      .build(),
                  WriterResources.singleThreaded(allocator))) {
        writer.append(batch);
        writer.finish();
      }
      try (ParquetFileReader reader = ParquetJava.open(file.saveIn(folder))) {
        int row = 0;
        for (BlockMetaData block : reader.getRowGroups()) {
          BloomFilter filter = filter(reader, block);
          for (long i = 0; i < block.getRowCount(); i++, row++) {
            List<?> elements = (List<?>) table.columns().getFirst().get(row);
            for (Object value : elements == null ? List.of() : elements) {
              assertThat(value == null || filter.findHash(hash(Kind.STRING, value, filter)))
                  .isTrue();
            }
          }
        }
      }
    }
  }

  @Test
  void duckDbSkipsByThem() throws Exception {
    TestTable table = new TestTable();
    List<Object> numbers = new ArrayList<>();
    List<Object> texts = new ArrayList<>();
    for (long i = 0; i < 5000; i++) {
      numbers.add(i * 7919);
      texts.add("value " + i);
    }
    table.add("n", Kind.INT64, Nullability.REQUIRED, numbers);
    table.add("s", Kind.STRING, Nullability.OPTIONAL, texts);
    WriterOptions options =
        options(0)
            .bloomFilter("n", BloomFilterOptions.defaults())
            .bloomFilter("s", BloomFilterOptions.defaults())
            .build();
    Path path = write(table, options);
    try (DuckDb duckDb = DuckDb.open()) {
      int excluded = 0;
      for (int i = 0; i < 5000; i += 50) {
        // Each value is in one of the three row groups.
        assertThat(excludes(duckDb, path, "n", String.valueOf(i * 7919L))).isBetween(1, 2);
        assertThat(excludes(duckDb, path, "s", "'value " + i + "'")).isBetween(1, 2);
        excluded += excludes(duckDb, path, "n", String.valueOf(i * 7919L + 1));
        excluded += excludes(duckDb, path, "s", "'valu " + i + "'");
      }
      assertThat(excluded).isGreaterThan(570);
      assertThat(duckDb.read(path, table.columns())).isEqualTo(List.of(numbers, texts));
    }
  }

  @Test
  void filtersOfBooleansAndOfUnknownColumnsAreRefusedByName() {
    TestTable table = new TestTable();
    table.add("b", Kind.BOOL, Nullability.REQUIRED, List.of(true));
    WriterOptions options =
        WriterOptions.builder()
            .bloomFilter("b", BloomFilterOptions.defaults())
            .bloomFilter("x", BloomFilterOptions.defaults())
            .build();
    assertThatThrownBy(() -> write(table, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Bloom filter of column 'x': expected a column of the schema")
        .hasMessageContaining("Bloom filter of column 'b': expected a column of another type");
  }

  private static int excludes(DuckDb duckDb, Path path, String column, String value)
      throws SQLException {
    return duckDb.count(
        "SELECT count(*) FROM parquet_bloom_probe('"
            + path
            + "', '"
            + column
            + "', "
            + value
            + ") WHERE bloom_filter_excludes");
  }

  private static void requireFewOthers(
      Kind kind, Set<Object> values, BloomFilter filter, double probability) {
    Random random = new Random(99);
    int probed = 0;
    int found = 0;
    for (int i = 0; i < PROBES; i++) {
      Object value = kind.value(random);
      // Odd values that a filter has beside its own, such as zeros of the other sign, are few.
      if (!values.contains(value)) {
        probed++;
        found += filter.findHash(hash(kind, value, filter)) ? 1 : 0;
      }
    }
    if (probed > PROBES / 2 && !kind.isFloating()) {
      // Chance has its say.
      assertThat((double) found / probed).as("%s", kind).isLessThan(probability * 1.3 + 0.002);
    }
  }

  private static BloomFilter filter(ParquetFileReader reader, BlockMetaData block)
      throws Exception {
    ColumnChunkMetaData chunk = block.getColumns().getFirst();
    return reader.getBloomFilterDataReader(block).readBloomFilter(chunk);
  }

  private static long hash(Kind kind, Object value, BloomFilter filter) {
    return switch (kind) {
      case BOOL -> throw new IllegalStateException("Booleans have no filters.");
      case INT8, INT16, INT32, DATE -> filter.hash((int) value);
      case INT64, TIME, TIMESTAMP, TIMESTAMP_ZONE, TIMESTAMP_NANOS, TIMESTAMP_NANOS_ZONE ->
          filter.hash((long) value);
      case FLOAT -> filter.hash(Float.intBitsToFloat((int) value));
      case DOUBLE -> filter.hash(Double.longBitsToDouble((long) value));
      case DECIMAL_5, DECIMAL_9 -> filter.hash(((BigDecimal) value).unscaledValue().intValue());
      case DECIMAL_18 -> filter.hash(((BigDecimal) value).unscaledValue().longValue());
      case DECIMAL_19 -> filter.hash(fixed(((BigDecimal) value).unscaledValue(), 9));
      case DECIMAL_38 -> filter.hash(fixed(((BigDecimal) value).unscaledValue(), 16));
      case STRING, LARGE_STRING -> filter.hash(Binary.fromConstantByteArray(Kind.utf8(value)));
      case BINARY, LARGE_BINARY, FIXED_5, UUID ->
          filter.hash(Binary.fromConstantByteArray(Kind.bytes(value)));
    };
  }

  private static Binary fixed(BigInteger value, int length) {
    byte[] bytes = new byte[length];
    byte[] fewest = value.toByteArray();
    java.util.Arrays.fill(bytes, (byte) value.signum() < 0 ? (byte) -1 : 0);
    System.arraycopy(fewest, 0, bytes, length - fewest.length, fewest.length);
    return Binary.fromConstantByteArray(bytes);
  }

  /** Pages and row groups that end within the tests' rows. */
  private static WriterOptions.Builder options(int dictionaryBytesMax) {
    return WriterOptions.builder()
        .dictionaryBytesMax(dictionaryBytesMax)
        .pageRowsMax(700)
        .rowGroupRowsMax(2000);
  }

  private Path write(TestTable table, WriterOptions options) throws Exception {
    MemoryFile file = new MemoryFile();
    FileFacts facts = write(table, options, file);
    assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
    assertThat(PageVerifier.verify(file)).isPositive();
    return file.saveIn(folder);
  }

  private static FileFacts write(TestTable table, WriterOptions options, MemoryFile file)
      throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options, WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      return writer.finish();
    }
  }
}
