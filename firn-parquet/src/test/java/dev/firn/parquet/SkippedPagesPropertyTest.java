package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader that skips pages by the column index finds the rows of one that reads them all. */
final class SkippedPagesPropertyTest {
  private static final int ROWS = 3_000;
  private static final AtomicLong SKIPPED = new AtomicLong();

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** Otherwise nothing was shown. */
  @AfterAll
  static void pagesWereSkipped() {
    assertThat(SKIPPED.get()).isGreaterThan(10 * ROWS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rowsOfARangeAreFoundWithoutThePagesBesideIt(long seed) throws Exception {
    Random random = new Random(seed);
    List<Object> numbers = numbers(random);
    List<Object> texts = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      texts.add(random.nextInt(9) == 0 ? null : "row " + row);
    }
    TestTable table = new TestTable();
    table.add("n", Kind.INT64, Nullability.OPTIONAL, numbers);
    table.add("text", Kind.STRING, Nullability.OPTIONAL, texts);
    Path file = write(table, random);
    long low = random.nextInt(ROWS) - 5L;
    long high = low + random.nextInt(200);
    List<String> expected = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      if (numbers.get(row) instanceof Long number && number >= low && number <= high) {
        expected.add(number + " " + texts.get(row));
      }
    }
    assertThat(read(file, low, high)).isEqualTo(expected);
  }

  /** In order, nearly so, in stretches, or none; with nulls here and there or page by page. */
  private static List<Object> numbers(Random random) {
    int disorder = List.of(0, 3, 100, ROWS).get(random.nextInt(4));
    boolean isDescending = random.nextBoolean();
    int nullsFrom = random.nextInt(ROWS);
    int nullsTo = nullsFrom + random.nextInt(600);
    List<Object> numbers = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      boolean isNull = (row >= nullsFrom && row < nullsTo) || random.nextInt(50) == 0;
      long number = (isDescending ? ROWS - (long) row : row) + random.nextInt(disorder + 1);
      numbers.add(isNull ? null : number);
    }
    return numbers;
  }

  private Path write(TestTable table, Random random) throws IOException {
    WriterOptions options =
        WriterOptions.builder()
            .pageRowsMax(20 + random.nextInt(300))
            .rowGroupRowsMax(500 + random.nextInt(ROWS))
            .build();
    MemoryFile file = new MemoryFile();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options, WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      writer.finish();
    }
    return file.saveIn(folder);
  }

  private static List<String> read(Path file, long low, long high) throws IOException {
    FilterPredicate range =
        FilterApi.and(
            FilterApi.gtEq(FilterApi.longColumn("n"), low),
            FilterApi.ltEq(FilterApi.longColumn("n"), high));
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .withRecordFilter(FilterCompat.get(range))
            .useColumnIndexFilter(true)
            .build();
    List<String> found = new ArrayList<>();
    long rows = 0;
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (PageReadStore pages = reader.readNextFilteredRowGroup();
          pages != null;
          pages = reader.readNextFilteredRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long row = 0; row < pages.getRowCount(); row++) {
          addIfBetween(records.read(), low, high, found);
        }
        rows += pages.getRowCount();
      }
    }
    SKIPPED.addAndGet(ROWS - rows);
    return found;
  }

  private static void addIfBetween(Group group, long low, long high, List<String> found) {
    if (group.getFieldRepetitionCount("n") == 0) {
      return;
    }
    long number = group.getLong("n", 0);
    if (number >= low && number <= high) {
      boolean isNull = group.getFieldRepetitionCount("text") == 0;
      found.add(number + " " + (isNull ? null : group.getString("text", 0)));
    }
  }
}
