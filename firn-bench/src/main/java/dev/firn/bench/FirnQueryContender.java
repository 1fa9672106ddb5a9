package dev.firn.bench;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.ingest.LoadOptions;
import dev.firn.input.InputFiles;
import dev.firn.input.InputOptions;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import dev.firn.sql.query.ScanReport;
import dev.firn.sql.query.SnapshotQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * {@link SnapshotQuery} in this process, over a table by month and sorted: each answer finds the
 * table in the registry, plans, opens DuckDB and closes it.
 */
final class FirnQueryContender implements QueryContender {
  static final String TABLE = "air.flights";
  static final String CREATE_TABLE =
      "CREATE TABLE "
          + TABLE
          + " (date timestamp(6), delay bigint, distance bigint, origin varchar, destination"
          + " varchar) WITH (partitioning = ARRAY['month(date)'], sorted_by = ARRAY['origin',"
          + " 'date'])";

  private final Path warehouse;
  private final Firn firn;
  private final long rowCount;

  private FirnQueryContender(Path warehouse, Firn firn, long rowCount) {
    this.warehouse = warehouse;
    this.firn = firn;
    this.rowCount = rowCount;
  }

  /** Loads flights into a table of a new warehouse, which goes when the contender is closed. */
  static FirnQueryContender of(Path parquet, Path warehouse) throws IOException {
    Folders.createEmpty(warehouse);
    Firn firn = Firn.open(FirnConfig.of(warehouse));
    try {
      StatementRunner sql = new StatementRunner(firn);
      new StatementParser().parse(CREATE_TABLE).forEach(sql::run);
      try (InputFiles inputs =
          InputFiles.find(List.of(parquet.toString()), InputOptions.defaults(), firn.budget())) {
        long rows = firn.table(TABLE).load(inputs.sources(), LoadOptions.DEFAULT).rows();
        return new FirnQueryContender(warehouse, firn, rows);
      }
    } catch (RuntimeException | Error e) {
      try (firn) {
        throw e;
      }
    }
  }

  /** Flights in the table. */
  long rowCount() {
    return rowCount;
  }

  /** Threads that work on an answer. */
  int threadCount() {
    return firn.config().parallelism();
  }

  @Override
  public String name() {
    return "Firn";
  }

  @Override
  public boolean takesPart(ComparedQuery query) {
    return true;
  }

  @Override
  public Answer answer(ComparedQuery query) throws IOException {
    try (SnapshotQuery prepared = SnapshotQuery.prepare(firn, query.over(TABLE));
        ArrowReader result = prepared.run()) {
      List<String> rows = Answer.rowsOf(result);
      ScanReport scan = prepared.scans().getFirst();
      return new Answer(
          rows,
          new FileFacts(scan.filesSelected(), scan.bytesSelected()),
          new FileFacts(scan.filesTotal(), scan.bytesTotal()));
    }
  }

  @Override
  public void close() throws IOException {
    firn.close();
    Folders.delete(warehouse);
  }
}
