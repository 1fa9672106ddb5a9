package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The Arrow files of {@link WriterComparison}: batches of plain types.
 *
 * @param scale of all but the flights; TPC-H's scale factor, as a number
 * @param flights a Parquet file
 * @param folder where they are kept
 */
record WriterSources(String scale, Path flights, Path folder) {
  /** The file, made if it is not there. */
  Path arrow(WriterData data) throws IOException {
    return switch (data) {
      case LINEITEM -> Lineitem.ofScale(scale, folder, PythonEnvironment.ofCheckout()).arrow();
      case FLIGHTS -> {
        Path arrow = folder.resolve("flights.arrow");
        ArrowConversion.convert(flights, arrow, PythonEnvironment.ofCheckout());
        yield arrow;
      }
    };
  }

  /** What the rows are, for people. */
  String title(WriterData data) {
    return switch (data) {
      case LINEITEM -> "lineitem, scale " + scale;
      case FLIGHTS -> "flights of " + flights.getFileName();
    };
  }
}
