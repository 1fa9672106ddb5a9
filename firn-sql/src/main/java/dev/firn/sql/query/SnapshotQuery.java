package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.Firn;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.SpillFolder;
import dev.firn.sql.query.PlannedQuery.ScannedMetadata;
import dev.firn.sql.query.PlannedQuery.ScannedTable;
import dev.firn.sql.record.RecordReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT over snapshots of Iceberg tables, run by DuckDB. DuckDB can read the files that
 * Iceberg's metadata selects for the query, and nothing else.
 *
 * <p>Life cycle: {@link #of}, {@link #plan}, {@link #scans}, {@link #run}, {@link #close}.
 *
 * <p>Threads: one, but {@link #cancel} may come from any.
 */
public final class SnapshotQuery implements AutoCloseable {
  /** DuckDB needs this much whatever the budget. */
  private static final long MEMORY_BYTES_MIN = 32L << 20;

  /** DuckDB's part of the budget; the rest is for rows on their way out. */
  private static final long MEMORY_SHARE = 2;

  /** A result's batch: as many rows as a load's. */
  private static final int BATCH_ROWS = 10_000;

  private final Firn firn;
  private final String text;
  private final List<Types.NestedField> target;
  private final List<TableView> views = new ArrayList<>();
  private @Nullable PlannedQuery planned;
  private @Nullable SpillFolder spill;
  private @Nullable StartingSession starting;
  private @Nullable DuckDbSession session;
  private @Nullable Runnable stop;
  private boolean isCancelled;

  private SnapshotQuery(Firn firn, String text, List<Types.NestedField> target) {
    this.firn = firn;
    this.text = text;
    this.target = target;
  }

  /** A query, not looked at yet. */
  public static SnapshotQuery of(Firn firn, String text) {
    return new SnapshotQuery(firn, text, List.of());
  }

  /** A query whose rows are for these columns, in this order; its literals take their types. */
  public static SnapshotQuery of(Firn firn, String text, List<Types.NestedField> target) {
    return new SnapshotQuery(firn, text, List.copyOf(target));
  }

  /** A query that has been planned. */
  public static SnapshotQuery prepare(Firn firn, String text) {
    SnapshotQuery query = of(firn, text);
    try {
      query.plan();
      return query;
    } catch (RuntimeException | Error e) {
      try (query) {
        throw e;
      }
    }
  }

  /** What is wrong with a text as a query. */
  public record Fault(int textIndex, int charOffset, FirnException failure) {}

  /** The first of several texts that DuckDB cannot parse as a query; none is run. */
  public static Optional<Fault> findFault(Firn firn, List<String> texts) {
    try (QueryPlanner planner = QueryPlanner.open(firn.budget())) {
      for (int index = 0; index < texts.size(); index++) {
        var root = planner.parse(texts.get(index));
        try {
          QueryTree.of(texts.get(index), root);
        } catch (FirnException e) {
          return Optional.of(new Fault(index, QueryTree.faultOffset(texts.get(index), root), e));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Finds the tables, their snapshots, and the files that can hold rows for the query. Each table
   * is read as it is now, unless the query says otherwise.
   */
  public void plan() {
    SpillFolder aside = firn.newSpillFolder();
    spill = aside;
    PlannedQuery plan;
    StartingSession begun;
    try (QueryPlanner planner = QueryPlanner.open(firn.budget())) {
      stopBy(planner::cancel);
      // After the planner, so that it never waits for memory that this one has.
      begun = StartingSession.of(firn, settings(aside));
      starting = begun;
      plan = PlannedQuery.of(firn, text, target, planner);
    } finally {
      stopBy(null);
    }
    planned = plan;
    DuckDbSession opened = begun.lock(files(plan));
    session = opened;
    stopBy(opened::cancel);
    for (ScannedTable table : plan.tables()) {
      views.add(view(table, opened));
    }
  }

  /** What is read of each table, in the order in which the query names them. */
  public List<ScanReport> scans() {
    List<ScanReport> reports = new ArrayList<>();
    List<ScannedTable> tables = plannedQuery().tables();
    for (int index = 0; index < tables.size(); index++) {
      reports.add(report(tables.get(index), views.get(index).groups()));
    }
    return reports;
  }

  /** Runs the query: its result, batch by batch; closed with the query. */
  public ArrowReader run() {
    DuckDbSession running = open();
    PlannedQuery plan = plannedQuery();
    plan.clock().set(running);
    for (int index = 0; index < views.size(); index++) {
      define(plan.tables().get(index), views.get(index), running);
    }
    for (ScannedMetadata each : plan.metadata()) {
      each.name().places().forEach(running::execute);
      Streams.createTable(
          running, each.name(), "FROM " + Streams.NAME, each.open(firn.allocator()));
    }
    return running.query(plan.sql(), BATCH_ROWS);
  }

  /** Stops the query, also one that has not given its first row. */
  public synchronized void cancel() {
    isCancelled = true;
    if (stop != null) {
      stop.run();
    }
  }

  @Override
  public void close() {
    stopBy(null);
    DuckDbSession opened = session;
    StartingSession begun = starting;
    SpillFolder aside = spill;
    session = null;
    starting = null;
    spill = null;
    // DuckDB lets go of its files before their folder goes.
    try (aside;
        begun;
        opened) {
      // Any of them may be absent.
    }
  }

  private synchronized void stopBy(@Nullable Runnable action) {
    stop = action;
    if (isCancelled && action != null) {
      action.run();
    }
  }

  private PlannedQuery plannedQuery() {
    PlannedQuery plan = planned;
    if (plan == null) {
      throw new IllegalStateException("The query is not planned.");
    }
    return plan;
  }

  private DuckDbSession open() {
    DuckDbSession opened = session;
    if (opened == null) {
      throw new IllegalStateException("The query is not planned.");
    }
    return opened;
  }

  private DuckDbSettings settings(SpillFolder aside) {
    return DuckDbSettings.of(
            Math.max(MEMORY_BYTES_MIN, firn.budget().bytesMax() / MEMORY_SHARE),
            firn.config().parallelism())
        .spillingTo(aside.path());
  }

  private static List<Path> files(PlannedQuery plan) {
    return plan.tables().stream()
        .flatMap(table -> FileGroups.candidates(table.files().tasks()).stream())
        .map(LocalStorage::pathOf)
        .distinct()
        .toList();
  }

  private static TableView view(ScannedTable table, DuckDbSession session) {
    boolean hasNameMapping =
        table.table().iceberg().properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING);
    LayoutCheck check =
        LayoutCheck.of(table.columns(), hasNameMapping, table.files().tasks(), session);
    return new TableView(
        table.name(), table.table().schema(), FileGroups.of(table.files().tasks(), check));
  }

  private static ScanReport report(ScannedTable table, FileGroups groups) {
    return new ScanReport(
        table.table().name(),
        table.table().snapshotId(),
        table.files().tasks().size(),
        table.files().filesTotal(),
        table.files().bytesSelected(),
        table.files().bytesTotal(),
        PredicateText.of(table.scan().filter(), table.table().schema()),
        groups.generic().size(),
        groups.reasons());
  }

  private void define(ScannedTable table, TableView view, DuckDbSession running) {
    view.name().places().forEach(running::execute);
    FileGroups groups = view.groups();
    if (!groups.positional().isEmpty()) {
      DeletedPositions.define(
          running, view.deleted(), groups.positional(), table.table().iceberg().io());
    }
    if (!groups.generic().isEmpty()) {
      view.generic().places().forEach(running::execute);
      RecordReader.Source source =
          new RecordReader.Source(
              table.table().iceberg(),
              new org.apache.iceberg.Schema(table.columns()),
              groups.generic(),
              BATCH_ROWS);
      Streams.createTable(
          running,
          view.generic(),
          view.genericSelect(table.columns()),
          RecordReader.open(source, firn.allocator()));
    }
    running.execute(view.definition());
  }
}
