package dev.firn.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.testkit.SparkProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How each engine loads lineitem into a layout: zstd 1, all cores, as a process of its own. */
record LayoutLoads(FirnProgram firn, LayoutContender.Bench bench, Lineitem lineitem) {
  private static final String LEVEL = "1";

  /** What Spark may take of the machine; its own default, 1 GB, is for small data. */
  private static final List<String> SPARK_FLAGS = List.of("-Xmx4g");

  private static final Map<String, String> SPARK_SETTINGS = Map.of("spark.master", "local[*]");

  /** Starts a program with a file as its standard input. */
  private static final List<String> WITH_INPUT =
      List.of("bash", "-c", "input=$1; shift; exec \"$@\" < \"$input\"", "bash");

  /** {@code firn load}; the table is made before, and not measured. */
  Contender firn(ClusterLayout layout) {
    return contender(
        "Firn",
        layout,
        folder -> {
          FirnProgram.createTable(folder, layout.createTable(""));
          return firn.load(folder, layout.table(), lineitem.arrow());
        });
  }

  /** PyIceberg's {@code append}; it has no order. */
  Contender pyIceberg(ClusterLayout layout) {
    List<String> options = new ArrayList<>(List.of("--level", LEVEL));
    if (layout.isByMonth()) {
      options.addAll(List.of("--month", "l_shipdate"));
    }
    return contender("PyIceberg", layout, script("append_with_pyiceberg.py", options));
  }

  /** DuckDB's {@code COPY} into Parquet files, without a table. */
  Contender duckDb(ClusterLayout layout) {
    List<String> options = List.of("--layout", layout.word(), "--level", LEVEL);
    return contender("DuckDB", layout, script("copy_with_duckdb.py", options));
  }

  /** Spark's {@code INSERT} of lineitem as Parquet into an Iceberg table. */
  Contender spark(ClusterLayout layout) {
    return contender("Spark", layout, folder -> insertWithSpark(layout, folder));
  }

  /** As reports name an engine and a layout. */
  static String name(String engine, ClusterLayout layout) {
    return engine + ", " + layout.title();
  }

  private Contender contender(String engine, ClusterLayout layout, LayoutContender.Load load) {
    // Several threads write a partition there, and a fifth of the files is not in order.
    List<String> order = engine.equals("DuckDB") ? List.of() : layout.sortedBy();
    return new LayoutContender(name(engine, layout), layout, load, order, bench);
  }

  private LayoutContender.Load script(String script, List<String> options) {
    return folder -> {
      List<String> command = new ArrayList<>();
      command.addAll(List.of(bench.python().python().toString(), "-E", "-s"));
      command.add(Scripts.write(script, bench.folder()).toString());
      command.addAll(List.of(lineitem.arrow().toString(), folder.toString()));
      command.addAll(options);
      return firn.programs().run(command);
    };
  }

  private MeasuredProgram.Run insertWithSpark(ClusterLayout layout, Path folder)
      throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    Path statements = scratch.resolve("statements.txt");
    Files.write(statements, sparkStatements(layout));
    List<String> command = new ArrayList<>(List.of("env", "SPARK_LOCAL_IP=127.0.0.1"));
    command.addAll(WITH_INPUT);
    command.add(statements.toString());
    command.addAll(
        SparkProcess.command(
            SPARK_FLAGS,
            new SparkProcess.Places(
                folder.resolve("registry.db"), folder.resolve("warehouse"), scratch),
            SPARK_SETTINGS));
    MeasuredProgram.Run run = firn.programs().run(command);
    if (run.output().asText().contains("\"error\"")) {
      throw new IllegalStateException("Spark, " + layout + ": " + run.output().asText());
    }
    return run;
  }

  /** A line each, as {@link SparkProcess#command} takes them. */
  private List<String> sparkStatements(ClusterLayout layout) throws JsonProcessingException {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "CREATE TEMPORARY VIEW source USING parquet OPTIONS (path '"
                    + lineitem.parquet()
                    + "')",
                "CREATE NAMESPACE IF NOT EXISTS tpch",
                "CREATE TABLE tpch.lineitem ("
                    + Lineitem.COLUMNS.replace("varchar", "string")
                    + ") USING iceberg"
                    + (layout.isByMonth() ? " PARTITIONED BY (months(l_shipdate))" : "")
                    + " TBLPROPERTIES ('write.parquet.compression-codec' = 'zstd',"
                    + " 'write.parquet.compression-level' = '"
                    + LEVEL
                    + "')"));
    if (!layout.sortedBy().isEmpty()) {
      // Each month's rows come to one writer, which sorts them: no order over all months.
      statements.add(
          "ALTER TABLE tpch.lineitem WRITE DISTRIBUTED BY PARTITION LOCALLY ORDERED BY "
              + String.join(", ", layout.sortedBy()));
    }
    statements.add("INSERT INTO tpch.lineitem SELECT * FROM source");
    List<String> lines = new ArrayList<>();
    for (String statement : statements) {
      lines.add(new ObjectMapper().writeValueAsString(statement));
    }
    return lines;
  }
}
