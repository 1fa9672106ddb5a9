package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testkit.PythonEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every type under every codec and level, read by pyarrow, which has its own copies of the codecs'
 * libraries: the same rows as of the file without compression.
 */
@Tag("interop")
final class CodecsInteropTest {
  private static final String COMPARE_WITH_PYARROW =
      """
      import sys
      import pyarrow as pa
      import pyarrow.parquet as pq

      def plain_values(column):
          # Python has no nanoseconds.
          is_timestamp = pa.types.is_timestamp(column.type)
          return (column.cast(pa.int64()) if is_timestamp else column).to_pylist()

      def rows(path):
          # As text, because NaN is not equal to itself.
          table = pq.read_table(path, page_checksum_verification=True)
          return repr([plain_values(column) for column in table.columns])

      plain = rows(sys.argv[1])
      for path in sys.argv[2:]:
          codecs = set()
          metadata = pq.ParquetFile(path).metadata
          for i in range(metadata.num_columns):
              codecs.add(metadata.row_group(0).column(i).compression)
          if rows(path) != plain:
              print("differs", path)
          if len(codecs) != 1 or not path.split("/")[-1].startswith(codecs.pop()):
              print("codec", path)
      print("done")
      """;

  @TempDir private Path folder;

  @Test
  void pyArrowReadsEveryCodecAtEveryLevel() throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add(write(Compression.UNCOMPRESSED, "UNCOMPRESSED"));
    for (Codec codec : Codec.values()) {
      for (int level : CompressorTest.levelsOf(codec)) {
        // pyarrow's word for the bare block is that of the framing which Parquet gave up.
        String name = codec == Codec.LZ4_RAW ? "LZ4" : codec.name();
        arguments.add(write(new Compression(codec, level), name + "-" + level));
      }
    }
    Path script = Files.writeString(folder.resolve("compare.py"), COMPARE_WITH_PYARROW);
    assertThat(PythonEnvironment.ofCheckout().run(script, arguments.toArray(String[]::new)))
        .isEqualTo("done");
  }

  private String write(Compression compression, String name) throws Exception {
    TestTable table = EveryCombinationTest.table(Encoding.PLAIN);
    WriterOptions options = WriterOptions.builder().compression(compression).build();
    MemoryFile file = new MemoryFile();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file, table.schema(), options, WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      writer.finish();
    }
    return Files.write(folder.resolve(name + ".parquet"), file.content()).toString();
  }
}
