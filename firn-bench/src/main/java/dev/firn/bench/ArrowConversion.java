package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Parquet files as Arrow files of plain types, in batches of 65,536 rows. */
final class ArrowConversion {
  private ArrowConversion() {}

  /** Converts a file; what was there before is replaced when the new one is whole. */
  static void convert(Path parquet, Path arrow, PythonEnvironment python) throws IOException {
    Path unfinished = arrow.resolveSibling(arrow.getFileName() + ".unfinished");
    python.run(
        Scripts.write("convert_to_arrow.py", arrow.resolveSibling("scripts")),
        parquet.toString(),
        unfinished.toString());
    Files.move(unfinished, arrow, StandardCopyOption.REPLACE_EXISTING);
  }
}
