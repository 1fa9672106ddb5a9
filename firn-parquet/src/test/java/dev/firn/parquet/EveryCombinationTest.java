package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

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
      for (Encoding encoding : List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY)) {
        write(codec, encoding, written);
      }
    }
    assertThat(written).isEqualTo(expected());
  }

  private void write(Codec codec, Encoding encoding, Set<String> written) throws Exception {
    TestTable table = table();
    WriterOptions.Builder options =
        WriterOptions.builder().compression(Compression.of(codec)).pageRowsMax(300);
    if (encoding == Encoding.PLAIN) {
      options.dictionaryBytesMax(0);
    }
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
    observe(table, facts, codec, written);
    Path path = file.saveIn(folder);
    List<List<Object>> values = table.columns().stream().map(TestTable.Column::values).toList();
    assertThat(ParquetJava.read(path, table.columns())).isEqualTo(values);
    try (DuckDb duckDb = DuckDb.open()) {
      assertThat(duckDb.read(path, table.columns())).isEqualTo(values);
    }
    assertThat(PageVerifier.verify(file)).isPositive();
    assertThat(ParquetFooter.read(file).differencesFrom(facts)).isEmpty();
  }

  private static void observe(TestTable table, FileFacts facts, Codec codec, Set<String> written) {
    for (int i = 0; i < facts.columns().size(); i++) {
      TestTable.Column column = table.columns().get(i);
      Encoding encoding =
          facts.columns().get(i).encodings().contains(Encoding.RLE_DICTIONARY)
              ? Encoding.RLE_DICTIONARY
              : Encoding.PLAIN;
      written.add(combination(column.kind(), encoding, codec, column.nullability()));
    }
  }

  private static Set<String> expected() {
    Set<String> all = new TreeSet<>();
    for (Kind kind : Kind.values()) {
      for (Codec codec : Codec.values()) {
        for (Nullability nullability : Nullability.values()) {
          all.add(combination(kind, Encoding.PLAIN, codec, nullability));
          if (kind != Kind.BOOL) { // a bit is smaller than any place in a dictionary
            all.add(combination(kind, Encoding.RLE_DICTIONARY, codec, nullability));
          }
        }
      }
    }
    return all;
  }

  private static String combination(
      Kind kind, Encoding encoding, Codec codec, Nullability nullability) {
    return kind + " " + encoding + " " + codec + " " + nullability;
  }

  /** Few distinct values, so that dictionaries pay. */
  static TestTable table() {
    Random random = new Random(7);
    TestTable table = new TestTable();
    for (Kind kind : Kind.values()) {
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
