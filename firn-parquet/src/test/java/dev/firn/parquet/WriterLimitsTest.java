package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row groups, pages and dictionaries end where the options say. */
final class WriterLimitsTest {
  @TempDir private Path folder;
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  @Test
  void rowGroupEndsAtItsRows() throws Exception {
    FileFacts facts =
        write(longs(2500), WriterOptions.builder().rowGroupRowsMax(1000), new MemoryFile());
    assertThat(facts.rowGroups())
        .extracting(RowGroupFacts::rowCount)
        .containsExactly(1000L, 1000L, 500L);
    assertThat(facts.splitOffsets().getFirst()).isEqualTo(4);
    assertThat(facts.splitOffsets()).isSorted().hasSize(3);
  }

  @Test
  void oneRowPerRowGroupIsValid() throws Exception {
    TestTable table = longs(20);
    MemoryFile file = new MemoryFile();
    FileFacts facts = write(table, WriterOptions.builder().rowGroupBytesMax(1), file);
    assertThat(facts.rowGroups()).hasSize(20);
    assertThat(ParquetJava.read(file.saveIn(folder), table.columns()).getFirst())
        .isEqualTo(table.columns().getFirst().values());
  }

  @Test
  void rowGroupEndsCloseToItsBytes() throws Exception {
    long max = 100_000;
    FileFacts facts =
        write(texts(20_000, 40), WriterOptions.builder().rowGroupBytesMax(max), new MemoryFile());
    List<RowGroupFacts> full = facts.rowGroups().subList(0, facts.rowGroups().size() - 1);
    assertThat(full).hasSizeGreaterThan(5);
    assertThat(full)
        .allSatisfy(
            group -> assertThat(group.encodedBytes()).isBetween(max * 9 / 10, max * 11 / 10));
  }

  @Test
  void rowGroupOfEncodingThatDoesNotShrinkEndsCloseToItsBytes() throws Exception {
    long max = 200_000;
    Random random = new Random(3);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      values.add(random.nextLong());
    }
    TestTable table = new TestTable().add("noise", Kind.INT64, Nullability.REQUIRED, values);
    for (Encoding encoding : List.of(Encoding.DELTA_BINARY_PACKED, Encoding.BYTE_STREAM_SPLIT)) {
      FileFacts facts =
          write(
              table,
              WriterOptions.builder().rowGroupBytesMax(max).columnEncoding("noise", encoding),
              new MemoryFile());
      assertThat(facts.rowGroups()).hasSizeGreaterThan(3);
      assertThat(facts.rowGroups())
          .allSatisfy(group -> assertThat(group.encodedBytes()).isLessThan(max * 11 / 10));
    }
  }

  @Test
  void pageEndsAtItsRows() throws Exception {
    MemoryFile file = new MemoryFile();
    write(longs(1000), WriterOptions.builder().pageRowsMax(300), file);
    assertThat(pageRows(file)).containsExactly(300L, 300L, 300L, 100L);
  }

  @Test
  void pagesOfManyColumnsAreShorter() throws Exception {
    List<Object> values = new ArrayList<>(Collections.nCopies(10_000, 7L));
    TestTable table = new TestTable();
    for (int i = 0; i < 400; i++) {
      table.add("c" + i, Kind.INT64, Nullability.REQUIRED, values);
    }
    // An eighth of 128 MiB by 3,200 bytes a row, of half of that less than 4,096.
    assertThat(pageRows(table, WriterOptions.builder())).containsExactly(5_242L, 4_758L);
    assertThat(pageRows(table, WriterOptions.builder().rowGroupBytesMax(64 << 20)))
        .containsExactly(4_096L, 4_096L, 1_808L);
    assertThat(pageRows(table, WriterOptions.builder().pageRowsMax(4_000)))
        .containsExactly(4_000L, 4_000L, 2_000L);
  }

  @Test
  void pageEndsAtItsBytes() throws Exception {
    MemoryFile file = new MemoryFile();
    write(longs(1000), WriterOptions.builder().pageBytesMax(800).dictionaryBytesMax(0), file);
    assertThat(pageRows(file)).hasSize(10).allMatch(rows -> rows == 100);
  }

  @Test
  void valueLargerThanPageHasPageOfItsOwn() throws Exception {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      values.add(Character.toString('a' + i).repeat(i % 2 == 0 ? 5000 : 3));
    }
    TestTable table = new TestTable().add("text", Kind.STRING, Nullability.REQUIRED, values);
    MemoryFile file = new MemoryFile();
    write(table, WriterOptions.builder().pageBytesMax(1000), file);
    assertThat(pageRows(file)).hasSize(6);
    assertThat(ParquetJava.read(file.saveIn(folder), table.columns()).getFirst()).isEqualTo(values);
  }

  @Test
  void dictionaryThatDoesNotPayIsDropped() throws Exception {
    FileFacts facts = write(longs(30_000), WriterOptions.builder(), new MemoryFile());
    assertThat(facts.columns().getFirst().encodings())
        .containsExactly(Encoding.DELTA_BINARY_PACKED);
  }

  @Test
  void dictionaryThatIsFullIsKeptForThePagesBefore() throws Exception {
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < 3000; i++) {
      values.add(i < 1000 ? i % 5 : i);
    }
    TestTable table = new TestTable().add("id", Kind.INT64, Nullability.REQUIRED, values);
    MemoryFile file = new MemoryFile();
    FileFacts facts =
        write(table, WriterOptions.builder().dictionaryBytesMax(1000).pageRowsMax(500), file);
    assertThat(facts.columns().getFirst().encodings())
        .containsExactlyInAnyOrder(
            Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.DELTA_BINARY_PACKED);
    // 5 values and 120 new ones fill 1,000 bytes in the third page, which ends there.
    assertThat(pageRows(file)).containsExactly(500L, 500L, 120L, 500L, 500L, 500L, 380L);
    assertThat(ParquetJava.read(file.saveIn(folder), table.columns()).getFirst()).isEqualTo(values);
  }

  @Test
  void dictionaryOfNullsFirstStillGetsItsTrial() throws Exception {
    List<Object> values = new ArrayList<>(Collections.nCopies(100, null));
    for (int i = 0; i < 900; i++) {
      values.add("value " + i % 3);
    }
    TestTable table = new TestTable().add("text", Kind.STRING, Nullability.OPTIONAL, values);
    FileFacts facts = write(table, WriterOptions.builder().pageRowsMax(100), new MemoryFile());
    assertThat(facts.columns().getFirst().encodings()).contains(Encoding.RLE_DICTIONARY);
  }

  @Test
  void afterPagesThatDoNotShrinkOnlySomeAreTried() throws Exception {
    int rows = 1000;
    Random random = new Random(5);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 10 * rows; i++) {
      values.add(i < 3 * rows ? random.nextLong() : 7L);
    }
    TestTable table = new TestTable().add("c", Kind.INT64, Nullability.REQUIRED, values);
    WriterOptions.Builder options =
        WriterOptions.builder().pageRowsMax(rows).columnEncoding("c", Encoding.PLAIN);
    MemoryFile file = new MemoryFile();
    FileFacts facts = write(table, options, file);
    // The fourth page would have shrunk and is not tried; the fifth is, and all behind it.
    assertThat(facts.columns().getFirst().compressedBytes()).isBetween(32_000L, 34_000L);
    assertThat(ParquetJava.read(file.saveIn(folder), table.columns()).getFirst()).isEqualTo(values);
  }

  @Test
  void pageThatDoesNotShrinkIsStoredAsItIs() throws Exception {
    Random random = new Random(2);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      values.add(random.nextLong());
    }
    TestTable table = new TestTable().add("noise", Kind.INT64, Nullability.REQUIRED, values);
    for (Codec codec : List.of(Codec.ZSTD, Codec.SNAPPY, Codec.GZIP)) {
      FileFacts facts =
          write(
              table, WriterOptions.builder().compression(Compression.of(codec)), new MemoryFile());
      ColumnFacts column = facts.columns().getFirst();
      assertThat(column.compressedBytes()).isEqualTo(column.encodedBytes());
    }
  }

  @Test
  void memoryIsOneRowGroupHoweverLongTheFile() throws Exception {
    TestTable table = texts(5000, 40);
    WriterOptions options =
        WriterOptions.builder()
            .rowGroupBytesMax(200_000)
            .compression(Compression.UNCOMPRESSED)
            .build();
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                options,
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      long early = allocator.getAllocatedMemory();
      for (int i = 0; i < 20; i++) {
        writer.append(batch);
      }
      assertThat(allocator.getAllocatedMemory()).isLessThan(early + 600_000);
      assertThat(writer.bufferedBytes()).isLessThan(3_000_000);
    }
  }

  @Test
  void estimateOfFileBytesIsClose() throws Exception {
    TestTable table = texts(20_000, 100);
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                WriterOptions.builder().rowGroupBytesMax(1 << 20).build(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      long estimate = writer.estimatedFileBytes();
      long fileBytes = writer.finish().fileBytes();
      assertThat(estimate).isBetween(fileBytes * 8 / 10, fileBytes * 12 / 10);
    }
  }

  @Test
  void estimateOfFileBytesKnowsWhatEncodingSaves() throws Exception {
    TestTable table = longs(35_000); // the second page is open and will take a tenth
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                WriterOptions.builder()
                    .compression(Compression.UNCOMPRESSED)
                    .columnEncoding("id", Encoding.DELTA_BINARY_PACKED)
                    .build(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      long estimate = writer.estimatedFileBytes();
      long fileBytes = writer.finish().fileBytes();
      assertThat(estimate).isBetween(fileBytes * 8 / 10, fileBytes * 12 / 10);
    }
  }

  @Test
  void fullDictionaryThatWasAskedForTurnsPlain() throws Exception {
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < 3000; i++) {
      values.add(i / 2);
    }
    TestTable table = new TestTable().add("id", Kind.INT64, Nullability.REQUIRED, values);
    MemoryFile file = new MemoryFile();
    FileFacts facts =
        write(
            table,
            WriterOptions.builder()
                .dictionaryBytesMax(4000)
                .pageRowsMax(400)
                .columnEncoding("id", Encoding.RLE_DICTIONARY),
            file);
    assertThat(facts.columns().getFirst().encodings())
        .containsExactlyInAnyOrder(Encoding.RLE_DICTIONARY, Encoding.PLAIN);
    // 500 values of eight bytes, each twice.
    assertThat(pageRows(file)).containsExactly(400L, 400L, 200L, 400L, 400L, 400L, 400L, 400L);
  }

  @Test
  void chunkOfNullsAndThenValuesKeepsItsEncoding() throws Exception {
    for (Kind kind : List.of(Kind.INT32, Kind.DOUBLE, Kind.STRING, Kind.UUID, Kind.BOOL)) {
      List<Object> values = new ArrayList<>(Collections.nCopies(100, null));
      Random random = new Random(4);
      for (int i = 0; i < 100; i++) {
        values.add(kind.value(random));
      }
      values.addAll(Collections.nCopies(100, null));
      TestTable table = new TestTable().add("c", kind, Nullability.OPTIONAL, values);
      for (Encoding encoding : Encoding.of(table.schema().getFields().getFirst())) {
        MemoryFile file = new MemoryFile();
        write(table, WriterOptions.builder().pageRowsMax(50).columnEncoding("c", encoding), file);
        Path path = file.saveIn(folder);
        assertThat(ParquetJava.read(path, table.columns()).getFirst()).isEqualTo(values);
        try (DuckDb duckDb = DuckDb.open()) {
          if (DuckDb.reads(kind, encoding)) {
            assertThat(duckDb.read(path, table.columns()).getFirst()).isEqualTo(values);
          }
        }
      }
    }
  }

  @Test
  void slicedBatchIsWrittenAsItsRows() throws Exception {
    TestTable table = texts(1000, 10);
    MemoryFile file = new MemoryFile();
    try (VectorSchemaRoot whole = table.toArrow(allocator);
        VectorSchemaRoot slice = whole.slice(13, 501);
        ParquetWriter writer =
            ParquetWriter.create(
                file,
                table.schema(),
                WriterOptions.defaults(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(slice, 3, 490);
      writer.append(slice, 0, 0);
      writer.finish();
    }
    assertThat(ParquetJava.read(file.saveIn(folder), table.columns()).getFirst())
        .isEqualTo(table.columns().getFirst().values().subList(16, 506));
  }

  @Test
  void fileChannelTakesTheBuffersOfTheWriter() throws Exception {
    TestTable table = texts(1000, 10);
    Path path = folder.resolve("channel.parquet");
    MemoryFile expected = new MemoryFile();
    write(table, WriterOptions.builder(), expected);
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                new ChannelSink(channel),
                table.schema(),
                WriterOptions.defaults(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      writer.finish();
    }
    assertThat(path).hasBinaryContent(expected.content());
  }

  private record ChannelSink(FileChannel channel) implements ParquetSink {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public long offset() {
      try {
        return channel.position();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private FileFacts write(TestTable table, WriterOptions.Builder options, MemoryFile file)
      throws Exception {
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options.build(), WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      return writer.finish();
    }
  }

  private List<Long> pageRows(TestTable table, WriterOptions.Builder options) throws Exception {
    MemoryFile file = new MemoryFile();
    write(table, options, file);
    return pageRows(file);
  }

  private List<Long> pageRows(MemoryFile file) throws Exception {
    List<Long> rows = new ArrayList<>();
    try (ParquetFileReader reader = ParquetJava.open(file.saveIn(folder))) {
      BlockMetaData block = reader.getFooter().getBlocks().getFirst();
      OffsetIndex pages = reader.readOffsetIndex(block.getColumns().getFirst());
      for (int i = 0; i < pages.getPageCount(); i++) {
        rows.add(pages.getLastRowIndex(i, block.getRowCount()) + 1 - pages.getFirstRowIndex(i));
      }
    }
    return rows;
  }

  private static TestTable longs(int rowCount) {
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < rowCount; i++) {
      values.add(i);
    }
    return new TestTable().add("id", Kind.INT64, Nullability.REQUIRED, values);
  }

  private static TestTable texts(int rowCount, int length) {
    Random random = new Random(1);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < rowCount; i++) {
      StringBuilder text = new StringBuilder();
      for (int at = 0; at < length; at++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      values.add(i % 5 == 0 ? null : text.toString());
    }
    return new TestTable().add("text", Kind.STRING, Nullability.OPTIONAL, values);
  }
}
