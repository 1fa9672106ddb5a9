package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.storage.LocalStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;

/**
 * Positions that delete files take out of data files (table spec, "Position Delete Files" and
 * "Deletion Vectors"), as a table in DuckDB that an anti join reads.
 */
final class DeletedPositions {
  /** Rows of one statement; a longer one would take too long to parse. */
  private static final int ROWS_MAX = 50_000;

  private final DuckDbSession session;
  private final DuckDbName table;

  private DeletedPositions(DuckDbSession session, DuckDbName table) {
    this.session = session;
    this.table = table;
  }

  /** Makes and fills the table. */
  static void define(DuckDbSession session, DuckDbName table, List<FileScanTask> tasks, FileIO io) {
    DeletedPositions positions = new DeletedPositions(session, table);
    table.places().forEach(session::execute);
    session.execute("CREATE TABLE " + table + " (path VARCHAR, position BIGINT)");
    positions.addFiles(tasks);
    positions.addVectors(tasks, io);
  }

  /** Delete files name data files by their locations, as the manifests do. */
  private void addFiles(List<FileScanTask> tasks) {
    Map<String, List<String>> dataByDeletes = new LinkedHashMap<>();
    for (FileScanTask task : tasks) {
      for (DeleteFile delete : task.deletes()) {
        if (delete.format() == FileFormat.PARQUET) {
          dataByDeletes
              .computeIfAbsent(delete.location(), _ -> new ArrayList<>())
              .add(task.file().location());
        }
      }
    }
    // A delete file may name files that it does not apply to, so each goes with its own.
    dataByDeletes.forEach(this::addFile);
  }

  private void addFile(String deletes, List<String> dataFiles) {
    String named =
        dataFiles.stream()
            .map(
                location ->
                    "("
                        + DuckDbSql.literal(location)
                        + ", "
                        + DuckDbSql.literal(LocalStorage.pathOf(location).toString())
                        + ")")
            .collect(Collectors.joining(", "));
    session.execute(
        "INSERT INTO "
            + table
            + " SELECT n.path, d.pos FROM read_parquet("
            + DuckDbSql.literal(LocalStorage.pathOf(deletes).toString())
            + ", hive_partitioning = false) AS d JOIN (VALUES "
            + named
            + ") AS n(location, path) ON d.file_path = n.location");
  }

  private void addVectors(List<FileScanTask> tasks, FileIO io) {
    BaseDeleteLoader loader = new BaseDeleteLoader(file -> io.newInputFile(file.location()));
    for (FileScanTask task : tasks) {
      List<DeleteFile> vectors =
          task.deletes().stream().filter(file -> file.format() == FileFormat.PUFFIN).toList();
      if (!vectors.isEmpty()) {
        addVector(
            LocalStorage.pathOf(task.file().location()).toString(),
            loader.loadPositionDeletes(vectors, task.file().location()));
      }
    }
  }

  private void addVector(String path, PositionDeleteIndex vector) {
    List<String> batch = new ArrayList<>();
    vector.forEach(
        position -> {
          batch.add(Long.toString(position));
          if (batch.size() == ROWS_MAX) {
            insert(path, batch);
          }
        });
    insert(path, batch);
  }

  private void insert(String path, List<String> positions) {
    if (!positions.isEmpty()) {
      session.execute(
          "INSERT INTO "
              + table
              + " SELECT "
              + DuckDbSql.literal(path)
              + ", unnest(["
              + String.join(", ", positions)
              + "]::BIGINT[])");
      positions.clear();
    }
  }
}
