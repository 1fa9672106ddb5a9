package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random nested columns read by DuckDB and pyarrow, which share no code with parquet-java; a
 * failure names the seed that repeats it.
 */
@Tag("interop")
final class NestedReadersInteropTest {
  private static final int RUN_COUNT = 120;
  private static final long FIRST_SEED = 20_260_501;
  private static final int DEPTH_MAX = 4;

  /** Those that JSON and both readers have one form for; other kinds differ in nothing nested. */
  private static final List<Kind> KINDS =
      List.of(Kind.INT32, Kind.BOOL, Kind.INT64, Kind.DECIMAL_9, Kind.DECIMAL_38, Kind.STRING);

  private static final String COMPARE_WITH_PYARROW =
      """
      import decimal, json, sys
      import pyarrow.parquet as pq

      def plain(value):
          if isinstance(value, dict):
              return [plain(field) for field in value.values()]
          if isinstance(value, (list, tuple)):
              return [plain(element) for element in value]
          return "{:f}".format(value) if isinstance(value, decimal.Decimal) else value

      for seed in sys.argv[2:]:
          path = sys.argv[1] + "/" + seed
          found = pq.read_table(path + ".parquet", page_checksum_verification=True)
          columns = [[plain(value) for value in column.to_pylist()] for column in found.columns]
          with open(path + ".json", encoding="ascii") as file:
              if columns != json.load(file):
                  print("seed", seed)
      print("done")
      """;

  @TempDir private Path folder;

  @Test
  void duckDbAndPyArrowReadWhatIsWritten() throws Exception {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    try (DuckDb duckDb = DuckDb.open()) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + RUN_COUNT; seed++) {
        NestedTable table = write(seed);
        String json = NestedJson.of(table);
        Files.writeString(folder.resolve(seed + ".json"), json, StandardCharsets.US_ASCII);
        assertThat(duckDb.readNested(folder.resolve(seed + ".parquet"), table.shapes()))
            .as("seed %s", seed)
            .isEqualTo(DuckDb.unordered(table));
        arguments.add(String.valueOf(seed));
      }
    }
    Path script = Files.writeString(folder.resolve("compare.py"), COMPARE_WITH_PYARROW);
    assertThat(PythonEnvironment.ofCheckout().run(script, arguments.toArray(String[]::new)))
        .isEqualTo("done");
  }

  private NestedTable write(long seed) throws IOException {
    Random random = new Random(seed);
    List<Shape> shapes = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      shapes.add(Shape.random(random, 1 + random.nextInt(DEPTH_MAX), KINDS));
    }
    NestedTable table = NestedTable.random(random, shapes, random.nextInt(600));
    WriterOptions options = RandomTables.options(random, table.rowCount()).build();
    MemoryFile file = new MemoryFile();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator, random);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options, WriterResources.singleThreaded(allocator))) {
      int half = random.nextInt(table.rowCount() + 1);
      writer.append(batch, 0, half);
      writer.append(batch, half, table.rowCount() - half);
      writer.finish();
    }
    Files.write(folder.resolve(seed + ".parquet"), file.content());
    return table;
  }
}
