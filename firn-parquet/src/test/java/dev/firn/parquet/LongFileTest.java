package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files of many bytes and of many columns; what is written is counted and discarded. */
final class LongFileTest {
  /** Past 32 bits, signed and unsigned; the largest files are 50 GB, which takes a minute. */
  private static final long FILE_BYTES =
      Integer.getInteger("firn.long-file-gigabytes", 5) * 1_000_000_000L;

  private static final int VALUE_BYTES = 1 << 20;
  private static final int BATCH_ROWS = 16;
  private static final int MANY_COLUMNS = 10_000;

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  /** Keeps the last bytes, which hold the footer. */
  private static final class Tail implements ParquetSink, ParquetSource {
    private static final int KEPT_BYTES = 16 << 20;

    private final byte[] kept = new byte[KEPT_BYTES];
    private long byteCount;

    @Override
    public void write(ByteBuffer bytes) {
      int skipped = Math.max(0, bytes.remaining() - KEPT_BYTES);
      bytes.position(bytes.position() + skipped);
      byteCount += skipped;
      while (bytes.hasRemaining()) {
        int place = (int) (byteCount % KEPT_BYTES);
        int part = Math.min(bytes.remaining(), KEPT_BYTES - place);
        bytes.get(kept, place, part);
        byteCount += part;
      }
    }

    @Override
    public long offset() {
      return byteCount;
    }

    @Override
    public long fileBytes() {
      return byteCount;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      if (offset < byteCount - KEPT_BYTES) {
        throw new IOException("These bytes were not kept.");
      }
      for (long at = offset; into.hasRemaining(); at++) {
        into.put(kept[(int) (at % KEPT_BYTES)]);
      }
    }
  }

  @Test
  @Tag("crash")
  void offsetsAreOf64BitsAndMemoryIsFlat() throws Exception {
    WriterOptions options =
        WriterOptions.builder().compression(Compression.UNCOMPRESSED).dictionaryBytesMax(0).build();
    Tail tail = new Tail();
    long rows = 0;
    long most = 0;
    FileFacts facts;
    try (VectorSchemaRoot batch = batch();
        ParquetWriter writer =
            ParquetWriter.create(
                tail, batch.getSchema(), options, WriterResources.singleThreaded(allocator))) {
      while (tail.offset() < FILE_BYTES) {
        writer.append(batch);
        rows += batch.getRowCount();
        most = Math.max(most, writer.bufferedBytes());
      }
      facts = writer.finish();
    }
    assertThat(most).isLessThan(2 * WriterOptions.ROW_GROUP_BYTES_MAX_DEFAULT);
    assertThat(facts.rowCount()).isEqualTo(rows);
    assertThat(facts.fileBytes()).isEqualTo(tail.fileBytes()).isGreaterThan(FILE_BYTES);
    ParquetFooter footer = ParquetFooter.read(tail);
    assertThat(footer.differencesFrom(facts)).isEmpty();
    List<Long> offsets = facts.splitOffsets();
    assertThat(offsets).isSorted().last().satisfies(last -> assertThat(last).isPositive());
    assertThat(offsets.getLast())
        .isGreaterThan(FILE_BYTES - 2 * WriterOptions.ROW_GROUP_BYTES_MAX_DEFAULT);
  }

  @Test
  void tenThousandColumnsAreWritten() throws Exception {
    List<BigIntVector> vectors = new ArrayList<>();
    for (int column = 0; column < MANY_COLUMNS; column++) {
      BigIntVector vector = new BigIntVector("c" + column, allocator);
      for (int row = 0; row < 3; row++) {
        vector.setSafe(row, column + row);
      }
      vector.setValueCount(3);
      vectors.add(vector);
    }
    MemoryFile file = new MemoryFile();
    FileFacts facts;
    try (VectorSchemaRoot batch = new VectorSchemaRoot(List.copyOf(vectors));
        ParquetWriter writer =
            ParquetWriter.create(
                file,
                batch.getSchema(),
                WriterOptions.defaults(),
                WriterResources.singleThreaded(allocator))) {
      batch.setRowCount(3);
      writer.append(batch);
      facts = writer.finish();
    }
    assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
    assertThat(facts.columns()).hasSize(MANY_COLUMNS);
    assertThat(facts.columns().getLast().min().orElseThrow().bytes().get(0))
        .isEqualTo((byte) (MANY_COLUMNS - 1));
    assertThat(PageVerifier.verify(file)).isGreaterThanOrEqualTo(MANY_COLUMNS);
  }

  private VectorSchemaRoot batch() {
    BigIntVector numbers = new BigIntVector("n", allocator);
    VarBinaryVector values = new VarBinaryVector("value", allocator);
    byte[] value = new byte[VALUE_BYTES];
    new Random(1).nextBytes(value);
    for (int row = 0; row < BATCH_ROWS; row++) {
      numbers.setSafe(row, row);
      values.setSafe(row, value);
    }
    VectorSchemaRoot root = VectorSchemaRoot.of(numbers, values);
    root.setRowCount(BATCH_ROWS);
    return root;
  }
}
