package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs that write in {@link WriterComparison}.
 *
 * @param root of the checkout
 * @param folder for scripts
 */
record WriterPrograms(Path root, Path folder, WriterCodec codec) {
  /** As {@code ./firn} has by default. */
  private static final List<String> FIRN_HEAP = List.of("-Xmx476m", "-Xmn29m");

  /** Row groups and some thousand records are on it, but not the rows that wait. */
  private static final List<String> ICEBERG_HEAP = List.of("-Xmx2g");

  /** Beside the rows, which are on it too. */
  private static final long TRINO_HEAP_BYTES = 2L << 30;

  private static final long MEBI = 1L << 20;

  /**
   * The command line of a contender that is to load an Arrow file; what is missing for it is made.
   *
   * @throws IllegalStateException if it cannot be had on this machine
   */
  List<String> command(WriterContender contender, Path arrow) throws IOException {
    return switch (contender) {
      case FIRN -> firn(arrow, "compatible", 1);
      case FIRN_2 -> firn(arrow, "compatible", 2);
      case FIRN_MODERN -> firn(arrow, "modern", 1);
      case ICEBERG ->
          JavaProgram.command(
              ICEBERG_HEAP,
              IcebergWriterProcess.class,
              arrow.toString(),
              codec.word(),
              codec.level());
      case TRINO -> trino(arrow);
      case DUCKDB, PYARROW, POLARS -> python(contender.word(), arrow);
      case ARROW_RS -> rust(arrow);
    };
  }

  private List<String> firn(Path arrow, String profile, int threads) {
    return JavaProgram.command(
        FIRN_HEAP,
        FirnWriterProcess.class,
        arrow.toString(),
        codec.word(),
        codec.level(),
        profile,
        Integer.toString(threads));
  }

  private List<String> trino(Path arrow) throws IOException {
    return JavaProgram.command(
        List.of("-Xmx" + (Files.size(arrow) + TRINO_HEAP_BYTES) / MEBI + "m"),
        TrinoWriterProcess.class,
        arrow.toString(),
        codec.word(),
        codec.level());
  }

  private List<String> python(String writer, Path arrow) throws IOException {
    String requirements =
        Files.readString(Scripts.write("writer-requirements.txt", folder), StandardCharsets.UTF_8);
    return asPeer(
        PythonEnvironment.ofCheckout(requirements).python().toString(),
        "-E",
        "-s",
        Scripts.write("write_parquet.py", folder).toString(),
        writer,
        arrow.toString(),
        codec.word(),
        codec.level());
  }

  private List<String> rust(Path arrow) throws IOException {
    return asPeer(
        RustProgram.build(root).toString(), arrow.toString(), codec.word(), codec.level());
  }

  /** Without the settings of malloc that are made for Firn. */
  private static List<String> asPeer(String... program) {
    List<String> command = new ArrayList<>(List.of("env", "-u", "MALLOC_ARENA_MAX"));
    command.addAll(List.of(program));
    return command;
  }
}
