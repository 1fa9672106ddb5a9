package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every type x encoding read by pyarrow, and by the DuckDB of Python, which is older than ours: as
 * the same rows that the plain file has.
 */
@Tag("interop")
final class EncodingReadersInteropTest {
  private static final int ROW_COUNT = 3000;

  private static final String COMPARE =
      """
      import sys
      import duckdb
      import pyarrow as pa
      import pyarrow.parquet as pq

      def plain(column):
          if pa.types.is_timestamp(column.type):
              return column.cast(pa.int64()).to_pylist()
          return column.to_pylist()

      def with_pyarrow(name):
          table = pq.read_table(name, page_checksum_verification=True)
          return [repr(plain(column)) for column in table.columns]

      def with_duckdb(name):
          query = f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('{name}')"
          return duckdb.sql(query).fetchall()

      for name in sys.argv[2:]:
          path = sys.argv[1] + "/" + name
          expected = sys.argv[1] + "/" + name.split("-")[0] + "-PLAIN.parquet"
          if with_pyarrow(path) != with_pyarrow(expected):
              print("pyarrow differs:", name)
          try:
              if with_duckdb(path) != with_duckdb(expected):
                  print("DuckDB differs:", name)
          except duckdb.Error as problem:
              if "encoding is only supported for" not in str(problem):
                  raise
              print("DuckDB refuses:", name)
      print("done")
      """;

  @TempDir private Path folder;

  @Test
  void pyArrowAndDuckDbReadWhatIsWrittenInEveryEncoding() throws Exception {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    List<String> refused = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      TestTable table = table(kind);
      for (Encoding encoding : Encoding.of(table.schema().getFields().getFirst())) {
        String name = kind + "-" + encoding + ".parquet";
        write(table, encoding, folder.resolve(name));
        arguments.add(name);
        if (encoding == Encoding.BYTE_STREAM_SPLIT && !kind.isFloating()) {
          refused.add("DuckDB refuses: " + name); // until 2.0
        }
      }
    }
    Path script = Files.writeString(folder.resolve("compare.py"), COMPARE);
    refused.add("done");
    assertThat(
            PythonEnvironment.ofCheckout()
                .run(script, arguments.toArray(String[]::new))
                .lines()
                .toList())
        .isEqualTo(refused);
  }

  private static void write(TestTable table, Encoding encoding, Path path) throws IOException {
    MemoryFile file = new MemoryFile();
    WriterOptions.Builder options = WriterOptions.builder().pageRowsMax(700);
    table.columns().forEach(column -> options.columnEncoding(column.name(), encoding));
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options.build(), WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      writer.finish();
    }
    Files.write(path, file.content());
  }

  /** Any values, sorted ones, runs, and pages of nulls only. */
  private static TestTable table(Kind kind) {
    Random random = new Random(13);
    List<Object> any = new ArrayList<>();
    List<Object> runs = new ArrayList<>();
    for (int row = 0; row < ROW_COUNT; row++) {
      any.add(kind.value(random));
      runs.add(row > 0 && random.nextInt(40) != 0 ? runs.getLast() : kind.value(random));
    }
    List<Object> sorted = new ArrayList<>(any);
    sorted.sort(Model.order(kind));
    List<Object> gaps = new ArrayList<>(runs);
    Collections.fill(gaps.subList(500, 2200), null);
    gaps.set(2900, null);
    return new TestTable()
        .add("any", kind, Nullability.REQUIRED, any)
        .add("sorted", kind, Nullability.REQUIRED, sorted)
        .add("runs", kind, Nullability.OPTIONAL, runs)
        .add("gaps", kind, Nullability.OPTIONAL, gaps);
  }
}
