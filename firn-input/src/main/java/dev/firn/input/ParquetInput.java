package dev.firn.input;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSql;
import dev.firn.duckdb.arrow.PlainArrowReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Opens Parquet files through DuckDB. */
final class ParquetInput {
  private ParquetInput() {}

  /** The whole file as one query, its batches in the file's order. */
  static SourceReader open(
      InputFile file, int batchRows, DuckDbSession session, BufferAllocator allocator) {
    Path path = file.path().orElseThrow().toAbsolutePath().normalize();
    return SourceReader.guarded(
        file,
        () -> {
          try (FileChannel channel = SourceFile.open(file.name(), path)) {
            ContentCheck.of(file.name(), channel).expectParquet();
          }
          List<ParquetNode> columns = ParquetSchema.read(session, path.toString());
          long rowCount = rowCount(session, path.toString());
          long bytes = file.bytes().orElseThrow();
          SourceReader.Progress progress =
              rowsRead -> rowCount == 0 ? bytes : (long) ((double) rowsRead / rowCount * bytes);
          ArrowReader rows = rows(session, path.toString(), batchRows, columns, allocator);
          return SourceReader.of(file, rows, progress, allocator);
        });
  }

  private static long rowCount(DuckDbSession session, String path) throws IOException {
    String sql =
        "SELECT num_rows::BIGINT AS n FROM parquet_file_metadata(" + DuckDbSql.literal(path) + ")";
    try (ArrowReader reader = session.query(sql, 1)) {
      VectorSchemaRoot batch = reader.getVectorSchemaRoot();
      if (!reader.loadNextBatch()) {
        throw new IOException("the footer tells no row count");
      }
      return ((Number) batch.getVector("n").getObject(0)).longValue();
    }
  }

  private static ArrowReader rows(
      DuckDbSession session,
      String path,
      int batchRows,
      List<ParquetNode> columns,
      BufferAllocator allocator)
      throws IOException {
    // Folders named like year=2020 would add columns that the file does not have.
    String sql =
        "SELECT * FROM read_parquet("
            + DuckDbSql.literal(path)
            + ", hive_partitioning = false, union_by_name = false)";
    ArrowReader rows = session.query(sql, batchRows);
    try {
      Schema labels = ParquetLabels.apply(rows.getVectorSchemaRoot().getSchema(), columns);
      return PlainArrowReader.relabelled(rows, allocator, labels);
    } catch (RuntimeException | IOException e) {
      rows.close();
      throw e;
    }
  }
}
