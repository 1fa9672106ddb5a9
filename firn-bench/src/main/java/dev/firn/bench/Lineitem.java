package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TPC-H's lineitem as an Arrow and as a Parquet file, made once per scale factor.
 *
 * @param arrow plain types (int64 keys, decimal(15,2), date32, utf8), batches of 65,536 rows
 * @param parquet as the generator writes it
 */
record Lineitem(Path arrow, Path parquet) {
  /** The columns, all optional as in the Arrow file. */
  static final String COLUMNS =
      "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber integer,"
          + " l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2),"
          + " l_tax decimal(15,2), l_returnflag varchar, l_linestatus varchar, l_shipdate date,"
          + " l_commitdate date, l_receiptdate date, l_shipinstruct varchar, l_shipmode varchar,"
          + " l_comment varchar";

  /** The files of a scale factor, made if they are not there. */
  static Lineitem ofScale(String scale, Path dataFolder, PythonEnvironment python)
      throws IOException {
    Path folder = Files.createDirectories(dataFolder.resolve("lineitem-sf" + scale));
    Path parquet = folder.resolve("lineitem.parquet");
    Path arrow = folder.resolve("lineitem.arrow");
    if (!Files.exists(parquet)) {
      generate(scale, folder);
    }
    if (!Files.exists(arrow)) {
      ArrowConversion.convert(parquet, arrow, python);
    }
    return new Lineitem(arrow, parquet);
  }

  private static void generate(String scale, Path folder) throws IOException {
    String requirements =
        Files.readString(Scripts.write("bench-requirements.txt", folder), StandardCharsets.UTF_8);
    PythonEnvironment generator = PythonEnvironment.ofCheckout(requirements);
    Path unfinished = Folders.createEmpty(folder.resolve("unfinished"));
    generator.runProgram(
        "tpchgen-cli",
        "parquet",
        "--scale-factor=" + scale,
        "--tables=lineitem",
        "--output-dir=" + unfinished);
    Files.move(unfinished.resolve("lineitem.parquet"), folder.resolve("lineitem.parquet"));
    Folders.delete(unfinished);
  }
}
