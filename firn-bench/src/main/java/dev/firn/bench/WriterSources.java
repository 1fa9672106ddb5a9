package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The Arrow files of {@link WriterComparison}: batches of plain types.
 *
 * @param scale of all but the flights; TPC-H's scale factor, as a number
 * @param flights a Parquet file
 * @param folder where they are kept
 */
record WriterSources(String scale, Path flights, Path folder) {
  private static final int WIDE_COLUMNS = 500;
  private static final long WIDE_ROWS = 100_000;
  private static final long ORDER_ROWS = 1_500_000;
  private static final long TEXT_ROWS = 1_000_000;
  private static final long SENSOR_ROWS = 4_000_000;

  /** The file, made if it is not there. */
  Path arrow(WriterData data) throws IOException {
    return switch (data) {
      case LINEITEM -> Lineitem.ofScale(scale, folder, PythonEnvironment.ofCheckout()).arrow();
      case FLIGHTS -> {
        Path arrow = folder.resolve("flights.arrow");
        ArrowConversion.convert(flights, arrow, PythonEnvironment.ofCheckout());
        yield arrow;
      }
      case WIDE -> madeUp(data, WIDE_ROWS, new WideRows(WIDE_COLUMNS));
      case NESTED -> madeUp(data, ORDER_ROWS, new OrderRows());
      case STRINGS -> madeUp(data, TEXT_ROWS, new TextRows());
      case FLOATS -> madeUp(data, SENSOR_ROWS, new SensorRows());
    };
  }

  /** What the rows are, for people. */
  String title(WriterData data) {
    return switch (data) {
      case LINEITEM -> "lineitem, scale " + scale;
      case FLIGHTS -> "flights of " + flights.getFileName();
      case WIDE -> "wide: " + WIDE_COLUMNS + " mixed columns, 30 % nulls";
      case NESTED -> "nested: orders with their lines as list of structs";
      case STRINGS -> "strings: URLs, UUIDs, JSON";
      case FLOATS -> "floats: six doubles of sensors";
    };
  }

  private Path madeUp(WriterData data, long rowsOfScale1, MadeUpRows generator) throws IOException {
    long rows = Math.max(1, Math.round(rowsOfScale1 * Double.parseDouble(scale)));
    Path arrow = folder.resolve(data.word() + "-" + rows + ".arrow");
    if (!Files.exists(arrow)) {
      generator.write(rows, arrow);
    }
    return arrow;
  }
}
