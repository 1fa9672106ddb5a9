package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type x encoding x codec x nullability is written once and read by both readers. */
final class EveryCombinationTest {
  private static final int ROW_COUNT = 1000;

  @TempDir private Path folder;

  @Test
  void bothReadersReturnTheValuesOfEveryCombination() throws Exception {
    Set<String> written = new TreeSet<>();
    for (Codec codec : Codec.values()) {
      for (Encoding encoding : Encoding.values()) {
        TestTable table = table(encoding);
        if (!table.columns().isEmpty()) {
          write(table, codec, encoding, written);
        }
      }
    }
    assertThat(written).isEqualTo(expected());
  }

  private void write(TestTable table, Codec codec, Encoding encoding, Set<String> written)
      throws Exception {
    WriterOptions.Builder options =
        WriterOptions.builder().compression(Compression.of(codec)).pageRowsMax(300);
    table.columns().forEach(column -> options.columnEncoding(column.name(), encoding));
    MemoryFile file = new MemoryFile();
    FileFacts facts;
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options.build(), WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      facts = writer.finish();
    }
    observe(table, facts, encoding, codec, written);
    Path path = file.saveIn(folder);
    List<List<Object>> values = table.columns().stream().map(TestTable.Column::values).toList();
    assertThat(ParquetJava.read(path, table.columns())).isEqualTo(values);
    readWithDuckDb(path, table, encoding);
    assertThat(PageVerifier.verify(file)).isPositive();
    assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
  }

  /** What it does not read is refused, so that we learn when it does. */
  private static void readWithDuckDb(Path path, TestTable table, Encoding encoding)
      throws Exception {
    try (DuckDb duckDb = DuckDb.open()) {
      for (TestTable.Column column : table.columns()) {
        if (DuckDb.reads(column.kind(), encoding)) {
          assertThat(duckDb.read(path, List.of(column)).getFirst()).isEqualTo(column.values());
        } else {
          assertThatThrownBy(() -> duckDb.read(path, List.of(column)))
              .hasMessageContaining(encoding + " encoding is only supported for");
        }
      }
    }
  }

  private static void observe(
      TestTable table, FileFacts facts, Encoding encoding, Codec codec, Set<String> written) {
    for (int i = 0; i < facts.columns().size(); i++) {
      TestTable.Column column = table.columns().get(i);
      Set<Encoding> found = new TreeSet<>(facts.columns().get(i).encodings());
      if (column.nullability() == Nullability.OPTIONAL && encoding != Encoding.RLE) {
        found.remove(Encoding.RLE); // of levels
      }
      if (encoding == Encoding.RLE_DICTIONARY) {
        found.remove(Encoding.PLAIN); // of entries
      }
      assertThat(found).as(column.name()).containsExactly(encoding);
      written.add(combination(column.kind(), encoding, codec, column.nullability()));
    }
  }

  /** What the format allows, by Encodings.md. */
  private static Set<String> expected() {
    Set<String> all = new TreeSet<>();
    for (Kind kind : Kind.values()) {
      for (Encoding encoding : encodings(kind)) {
        for (Codec codec : Codec.values()) {
          for (Nullability nullability : Nullability.values()) {
            all.add(combination(kind, encoding, codec, nullability));
          }
        }
      }
    }
    return all;
  }

  private static List<Encoding> encodings(Kind kind) {
    return switch (kind) {
      case BOOL -> List.of(Encoding.PLAIN, Encoding.RLE);
      case INT8,
          INT16,
          INT32,
          INT64,
          DECIMAL_5,
          DECIMAL_9,
          DECIMAL_18,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMP_ZONE,
          TIMESTAMP_NANOS,
          TIMESTAMP_NANOS_ZONE ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.DELTA_BINARY_PACKED,
              Encoding.BYTE_STREAM_SPLIT);
      case FLOAT, DOUBLE ->
          List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.BYTE_STREAM_SPLIT);
      case STRING, LARGE_STRING, BINARY, LARGE_BINARY ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.DELTA_LENGTH_BYTE_ARRAY,
              Encoding.DELTA_BYTE_ARRAY);
      case DECIMAL_19, DECIMAL_38, FIXED_5, UUID ->
          List.of(
              Encoding.PLAIN,
              Encoding.RLE_DICTIONARY,
              Encoding.DELTA_BYTE_ARRAY,
              Encoding.BYTE_STREAM_SPLIT);
    };
  }

  private static String combination(
      Kind kind, Encoding encoding, Codec codec, Nullability nullability) {
    return kind + " " + encoding + " " + codec + " " + nullability;
  }

  /** All kinds that may have the encoding, of a few distinct values. */
  static TestTable table(Encoding encoding) {
    Random random = new Random(7);
    TestTable table = new TestTable();
    for (Kind kind : Kind.values()) {
      if (!Encoding.of(kind.field("any", 1, Nullability.REQUIRED)).contains(encoding)) {
        continue;
      }
      for (Nullability nullability : Nullability.values()) {
        List<Object> distinct = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          distinct.add(kind.value(random));
        }
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < ROW_COUNT; row++) {
          boolean isNull = nullability == Nullability.OPTIONAL && random.nextInt(4) == 0;
          values.add(isNull ? null : distinct.get(random.nextInt(distinct.size())));
        }
        table.add(kind + "_" + nullability, kind, nullability, values);
      }
    }
    return table;
  }
}
