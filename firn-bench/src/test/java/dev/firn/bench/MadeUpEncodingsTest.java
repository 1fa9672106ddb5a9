package dev.firn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.Compression;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.EncodingProfile;
import dev.firn.parquet.ParquetWriter;
import dev.firn.parquet.WriterOptions;
import dev.firn.parquet.WriterResources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which encodings the columns of the writer comparison's made-up rows get, and that no fixed one of
 * those that the profile has makes a column smaller.
 */
final class MadeUpEncodingsTest {
  /**
   * What the policy gives up for a reader's sake, and what a first page cannot know: the dictionary
   * of a random walk grows more slowly than it does there (and is larger again in longer chunks).
   */
  private static final double TOLERANCE = 1.10;

  /**
   * Bytes of a value: where zstd leaves next to nothing of plain ones, it takes them all the same.
   */
  private static final double NEXT_TO_NOTHING = 0.01;

  @TempDir Path folder;

  @Test
  void wideColumns() throws IOException {
    // Integers of 1,000 values, of all bits, longs of all bits, doubles, amounts, days, moments,
    // flags, texts of 10 values, of 10,000 values, of all letters.
    assertThat(chosen(new WideRows(11), 60_000))
        .containsExactlyEntriesOf(
            encodings(
                "c0", Encoding.RLE_DICTIONARY,
                "c1", Encoding.PLAIN,
                "c2", Encoding.PLAIN,
                "c3", Encoding.PLAIN,
                "c4", Encoding.DELTA_BINARY_PACKED,
                "c5", Encoding.RLE_DICTIONARY,
                "c6", Encoding.DELTA_BINARY_PACKED,
                "c7", Encoding.PLAIN,
                "c8", Encoding.RLE_DICTIONARY,
                "c9", Encoding.RLE_DICTIONARY,
                "c10", Encoding.PLAIN));
  }

  @Test
  void ordersAndTheirLines() throws IOException {
    Map<String, Encoding> chosen = chosen(new OrderRows(), 30_000);
    assertThat(chosen).containsEntry("o_orderkey", Encoding.DELTA_BINARY_PACKED);
    assertThat(chosen).hasSizeGreaterThan(5);
  }

  @Test
  void texts() throws IOException {
    assertThat(chosen(new TextRows(), 40_000))
        .containsExactlyEntriesOf(
            encodings(
                "url", Encoding.PLAIN, "event_id", Encoding.PLAIN, "payload", Encoding.PLAIN));
  }

  @Test
  void readingsOfSensors() throws IOException {
    assertThat(chosen(new SensorRows(), 400_000))
        .containsExactlyEntriesOf(
            encodings(
                "pressure", Encoding.PLAIN,
                "temperature", Encoding.PLAIN,
                "vibration", Encoding.PLAIN,
                "wind", Encoding.RLE_DICTIONARY,
                "set_point", Encoding.RLE_DICTIONARY,
                "light", Encoding.PLAIN));
  }

  /** What each column's pages have, beside fixed encodings that must not be smaller. */
  private Map<String, Encoding> chosen(MadeUpRows generator, long rows) throws IOException {
    Path arrow = folder.resolve("rows.arrow");
    generator.write(rows, arrow);
    Map<String, Encoding> chosen = new LinkedHashMap<>();
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBatches batches = ArrowBatches.load(arrow, allocator)) {
      Schema schema = NumberedFields.of(batches.schema());
      List<ColumnFacts> columns =
          write(
              batches, schema, WriterOptions.builder().encodingProfile(EncodingProfile.COMPATIBLE));
      for (ColumnFacts column : columns) {
        chosen.put(column.dottedPath(), dataEncoding(column));
      }
      for (Encoding fixed :
          List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.DELTA_BINARY_PACKED)) {
        compare(columns, fixedColumns(batches, schema, columns, fixed), fixed);
      }
    }
    return chosen;
  }

  private static void compare(List<ColumnFacts> chosen, List<ColumnFacts> others, Encoding fixed) {
    for (int i = 0; i < chosen.size(); i++) {
      assertThat((double) chosen.get(i).compressedBytes())
          .as("%s, beside %s", chosen.get(i).dottedPath(), fixed)
          .isLessThanOrEqualTo(
              others.get(i).compressedBytes() * TOLERANCE
                  + others.get(i).valueCount() * NEXT_TO_NOTHING);
    }
  }

  /** Columns that cannot have the encoding are as chosen. */
  private static List<ColumnFacts> fixedColumns(
      ArrowBatches batches, Schema schema, List<ColumnFacts> columns, Encoding fixed)
      throws IOException {
    WriterOptions.Builder options = WriterOptions.builder();
    List<Field> leaves = new ArrayList<>();
    schema.getFields().forEach(field -> addLeaves(field, leaves));
    for (int i = 0; i < columns.size(); i++) {
      if (Encoding.of(leaves.get(i)).contains(fixed)) {
        options.columnEncoding(columns.get(i).dottedPath(), fixed);
      }
    }
    return write(batches, schema, options);
  }

  private static void addLeaves(Field field, List<Field> to) {
    if (field.getChildren().isEmpty()) {
      to.add(field);
    }
    field.getChildren().forEach(child -> addLeaves(child, to));
  }

  private static List<ColumnFacts> write(
      ArrowBatches batches, Schema schema, WriterOptions.Builder options) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ParquetWriter writer =
            ParquetWriter.create(
                new ParquetWriterBenchmark.CountingSink(),
                schema,
                options.compression(Compression.zstd(1)).build(),
                WriterResources.singleThreaded(allocator))) {
      for (VectorSchemaRoot batch : batches.batches()) {
        writer.append(batch);
      }
      return writer.finish().columns();
    }
  }

  /** The encoding of the values, beside that of levels and of the dictionary itself. */
  private static Encoding dataEncoding(ColumnFacts column) {
    Set<Encoding> encodings = EnumSet.copyOf(column.encodings());
    encodings.remove(Encoding.RLE);
    if (encodings.size() > 1) {
      encodings.remove(Encoding.PLAIN);
    }
    assertThat(encodings).as(column.dottedPath()).hasSize(1);
    return encodings.iterator().next();
  }

  private static Map<String, Encoding> encodings(Object... namesAndEncodings) {
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    for (int i = 0; i < namesAndEncodings.length; i += 2) {
      encodings.put((String) namesAndEncodings[i], (Encoding) namesAndEncodings[i + 1]);
    }
    return encodings;
  }
}
