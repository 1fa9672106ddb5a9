package dev.firn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The Parquet files below a folder, as PyArrow reads them: whoever wrote them is not asked.
 *
 * @param folders that hold at least one of them
 */
record WrittenFiles(long rows, long files, long folders, long bytes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A hundred thousand files take a minute or two. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /**
   * Counts them.
   *
   * @param sortedBy columns by which the rows of each file must be in order, ascending; empty for
   *     none
   * @throws IllegalStateException if the rows of a file are not in order
   */
  static WrittenFiles in(Path folder, List<String> sortedBy, PythonEnvironment python)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(folder.toString(), "--sorted"));
    arguments.addAll(sortedBy);
    Path script = Scripts.write("count_parquet.py", folder.resolveSibling("scripts"));
    JsonNode counted =
        JSON.readTree(python.run(PATIENCE, script, arguments.toArray(String[]::new)));
    if (counted.get("unsorted_files").longValue() != 0) {
      throw new IllegalStateException(
          "Files in "
              + folder
              + ": expected rows by "
              + sortedBy
              + ", found "
              + counted.get("unsorted_files")
              + " of "
              + counted.get("files")
              + " files in another order.");
    }
    return new WrittenFiles(
        counted.get("rows").longValue(),
        counted.get("files").longValue(),
        counted.get("folders").longValue(),
        counted.get("bytes").longValue());
  }

  /**
   * Refuses anything but so many rows in so many partitions, each a folder.
   *
   * @throws IllegalStateException if there are more or fewer
   */
  void require(String writer, long expectedRows, long expectedFolders) {
    if (rows != expectedRows || folders != expectedFolders) {
      throw new IllegalStateException(
          writer
              + ": expected "
              + expectedRows
              + " rows in "
              + expectedFolders
              + " folders, found "
              + rows
              + " in "
              + folders
              + ".");
    }
  }
}
