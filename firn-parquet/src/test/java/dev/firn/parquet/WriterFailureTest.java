package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong, says so, releases every buffer, and is not continued. */
final class WriterFailureTest {
  private final BufferAllocator allocator = new RootAllocator();

  /** Throws if a test leaked a buffer. */
  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  @Test
  void sinkMayFailAtEveryWrite() throws Exception {
    TestTable table = table(2000);
    WriterOptions options = WriterOptions.builder().pageRowsMax(100).rowGroupRowsMax(700).build();
    int failures = 0;
    boolean finished = false;
    try (VectorSchemaRoot batch = table.toArrow(allocator)) {
      while (!finished) {
        MemoryFile sink = MemoryFile.failingAfter(failures);
        try (ParquetWriter writer = create(sink, table.schema(), options)) {
          writer.append(batch);
          writer.finish();
          finished = true;
        } catch (IOException e) {
          assertThat(e).hasMessage("The disk is full.");
          failures++;
        }
      }
    }
    assertThat(failures).isGreaterThan(20);
  }

  @Test
  void writerThatFailedRefusesFurtherUse() throws Exception {
    TestTable table = table(10);
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            create(
                MemoryFile.failingAfter(0),
                table.schema(),
                WriterOptions.builder().rowGroupRowsMax(5).build())) {
      assertThatThrownBy(() -> writer.append(batch)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> writer.append(batch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("failed before");
      assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void writerThatIsFinishedOrClosedRefusesFurtherUse() throws Exception {
    TestTable table = table(10);
    try (VectorSchemaRoot batch = table.toArrow(allocator)) {
      ParquetWriter writer = create(new MemoryFile(), table.schema(), WriterOptions.defaults());
      writer.append(batch);
      writer.finish();
      assertThatThrownBy(writer::finish).hasMessageContaining("is finished");
      writer.close();
      writer.close();
      assertThatThrownBy(() -> writer.append(batch)).hasMessageContaining("is closed");
      assertThat(writer.bufferedBytes()).isLessThan(10_000);
    }
  }

  @Test
  void abandonedWriterLeavesNothingButTheSink() throws Exception {
    TestTable table = table(1000);
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer = create(new MemoryFile(), table.schema(), WriterOptions.defaults())) {
      writer.append(batch);
      assertThat(writer.bufferedBytes()).isPositive();
    }
  }

  @Test
  void nullInRequiredColumnIsNamedBeforeAnythingIsBuffered() throws Exception {
    TestTable table =
        new TestTable()
            .add("id", Kind.INT64, Nullability.REQUIRED, Arrays.asList(1L, 2L, null, 4L));
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer = create(new MemoryFile(), table.schema(), WriterOptions.defaults())) {
      assertThatThrownBy(() -> writer.append(batch, 1, 3))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessage(
              "Column 'id', row 2 of the batch: expected a value, found null."
                  + " The column is required.");
      assertThat(writer.bufferedBytes()).isZero();
    }
  }

  @Test
  void decimalWithTooManyDigitsIsRefused() throws Exception {
    for (int precision : new int[] {5, 9, 18, 19, 38}) {
      Schema declared = decimals(precision);
      try (VectorSchemaRoot batch = VectorSchemaRoot.create(declared, allocator);
          ParquetWriter writer = create(new MemoryFile(), declared, WriterOptions.defaults())) {
        DecimalVector vector = (DecimalVector) batch.getVector(0);
        vector.allocateNew(1);
        byte[] tooLarge = BigDecimal.TEN.pow(precision).negate().unscaledValue().toByteArray();
        vector.setBigEndian(0, tooLarge);
        vector.setValueCount(1);
        batch.setRowCount(1);
        assertThatThrownBy(() -> writer.append(batch))
            .isInstanceOf(InvalidBatchException.class)
            .hasMessageContaining("at most " + precision + " digits");
      }
    }
  }

  @Test
  void batchOfOtherColumnsIsRefused() throws Exception {
    TestTable expected = table(5);
    TestTable fewer = new TestTable().add("id", Kind.INT64, Nullability.REQUIRED, List.of(1L, 2L));
    TestTable other =
        new TestTable()
            .add("id", Kind.INT32, Nullability.REQUIRED, List.of(1, 2))
            .add("name", Kind.STRING, Nullability.OPTIONAL, List.of("a", "b"));
    assertRefused(expected, fewer, 0, 2, "expected 2 columns, found 1");
    assertRefused(expected, other, 0, 2, "found 'id' of type Int(32, true)");
    assertRefused(expected, expected, 3, 3, "expected a range inside it");
    assertRefused(expected, expected, -1, 3, "expected a range inside it");
  }

  @Test
  void schemaThatCannotBeWrittenIsRefusedWithEveryColumn() {
    Schema schema =
        new Schema(
            List.of(
                new Field(
                    "tags",
                    FieldType.nullable(new ArrowType.List()),
                    List.of(Field.nullable("item", new ArrowType.Null()))),
                Field.nullable("nothing", new ArrowType.Null()),
                Field.nullable("big", new ArrowType.Decimal(50, 2, 256)),
                Field.nullable("count", new ArrowType.Int(32, false)),
                Field.nullable("same", new ArrowType.Bool()),
                Field.nullable("same", new ArrowType.Bool()),
                new Field(
                    "odd",
                    new FieldType(
                        true,
                        new ArrowType.Bool(),
                        null,
                        java.util.Map.of("PARQUET:field_id", "x")),
                    null)));
    WriterOptions options =
        WriterOptions.builder().columnCompression("gone", Compression.SNAPPY).build();
    assertThatThrownBy(() -> create(new MemoryFile(), schema, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'tags.element': expected a type")
        .hasMessageNotContaining("Column 'nothing'")
        .hasMessageContaining("Column 'big'")
        .hasMessageContaining("Column 'count'")
        .hasMessageContaining("Column 'same': expected one of this name")
        .hasMessageContaining("expected a number as PARQUET:field_id, found 'x'")
        .hasMessageContaining("Compression of column 'gone'");
    assertThatThrownBy(
            () -> create(new MemoryFile(), new Schema(List.of()), WriterOptions.defaults()))
        .hasMessageContaining("expected at least one column");
  }

  @Test
  void sinkThatIsNotEmptyOrLosesBytesIsRefused() throws Exception {
    TestTable table = table(5);
    assertThatThrownBy(
            () -> create(MemoryFile.of(new byte[3]), table.schema(), WriterOptions.defaults()))
        .hasMessageContaining("expected an empty one, found offset 3");
    ParquetSink lazy =
        new ParquetSink() {
          @Override
          public void write(java.nio.ByteBuffer bytes) {}

          @Override
          public long offset() {
            return 0;
          }
        };
    try (ParquetWriter writer = create(lazy, table.schema(), WriterOptions.defaults())) {
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Sink: expected offset 4");
    }
  }

  @Test
  void allocatorThatIsExhaustedLeavesNoBuffer() throws Exception {
    TestTable table = table(5000);
    try (VectorSchemaRoot batch = table.toArrow(allocator);
        BufferAllocator small = allocator.newChildAllocator("small", 0, 20_000);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                WriterOptions.defaults(),
                WriterResources.singleThreaded(small))) {
      assertThatThrownBy(() -> writer.append(batch)).isInstanceOf(OutOfMemoryException.class);
    }
  }

  @Test
  void failureOfHelperThreadReachesTheCaller() throws Exception {
    TestTable table = table(5000);
    try (ExecutorService executor = Executors.newFixedThreadPool(2);
        VectorSchemaRoot batch = table.toArrow(allocator);
        BufferAllocator small = allocator.newChildAllocator("small", 0, 20_000);
        ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                WriterOptions.defaults(),
                new WriterResources(small, executor, 3))) {
      assertThatThrownBy(() -> writer.append(batch)).isInstanceOf(OutOfMemoryException.class);
    }
  }

  @Test
  void executorThatRefusesOrNeverRunsDoesNotStopTheWriter() throws Exception {
    TestTable table = table(500);
    List<Runnable> never = new ArrayList<>();
    try (VectorSchemaRoot batch = table.toArrow(allocator)) {
      for (java.util.concurrent.Executor executor :
          List.<java.util.concurrent.Executor>of(
              never::add,
              task -> {
                throw new RejectedExecutionException("full");
              })) {
        try (ParquetWriter writer =
            ParquetWriter.create(
                new MemoryFile(),
                table.schema(),
                WriterOptions.defaults(),
                new WriterResources(allocator, executor, 2))) {
          Thread.currentThread().interrupt(); // an interrupt is kept, not obeyed
          writer.append(batch);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(writer.finish().rowCount()).isEqualTo(500);
        }
      }
    }
    never.forEach(Runnable::run); // too late, and harmless
  }

  private void assertRefused(
      TestTable expected, TestTable found, int position, int rowCount, String message)
      throws IOException {
    try (VectorSchemaRoot batch = found.toArrow(allocator);
        ParquetWriter writer =
            create(new MemoryFile(), expected.schema(), WriterOptions.defaults())) {
      assertThatThrownBy(() -> writer.append(batch, position, rowCount))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessageContaining(message);
    }
  }

  private ParquetWriter create(ParquetSink sink, Schema schema, WriterOptions options) {
    return ParquetWriter.create(sink, schema, options, WriterResources.singleThreaded(allocator));
  }

  private static Schema decimals(int precision) {
    return new Schema(List.of(Field.nullable("price", new ArrowType.Decimal(precision, 0, 128))));
  }

  private static TestTable table(int rowCount) {
    Random random = new Random(5);
    List<Object> ids = new ArrayList<>();
    List<Object> names = new ArrayList<>();
    for (int i = 0; i < rowCount; i++) {
      ids.add((long) i);
      names.add(i % 3 == 0 ? null : Kind.STRING.value(random));
    }
    return new TestTable()
        .add("id", Kind.INT64, Nullability.REQUIRED, ids)
        .add("name", Kind.STRING, Nullability.OPTIONAL, names);
  }
}
