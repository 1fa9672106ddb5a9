package dev.firn.sql.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.sql.metadata.MetadataTable;
import dev.firn.sql.predicate.PlanReader;
import dev.firn.sql.predicate.PlannedScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * A query, understood: its text with each table's name pointing to one place in DuckDB, and for
 * each table the snapshot and the files that it needs.
 *
 * @param sql what to run
 * @param clock the moment that planning took for now
 */
record PlannedQuery(
    String sql, QueryClock clock, List<ScannedTable> tables, List<ScannedMetadata> metadata) {

  /** A table that the query reads; one that it names twice is the same snapshot both times. */
  record ScannedTable(PinnedTable table, DuckDbName name, PlannedScan scan, ScanPlan files) {
    /** The columns that the query reads; one at least, so that there are rows. */
    List<Types.NestedField> columns() {
      List<Types.NestedField> all = table.schema().columns();
      List<Types.NestedField> read =
          scan.columnIndexes().stream()
              .sorted()
              .filter(index -> index < all.size())
              .map(all::get)
              .toList();
      return read.isEmpty() ? all.stream().limit(1).toList() : read;
    }
  }

  /** A table's metadata that the query reads. */
  record ScannedMetadata(PinnedTable table, MetadataTable kind, DuckDbName name) {
    ArrowReader open(BufferAllocator allocator) {
      return kind.open(
          table.name(),
          table.iceberg(),
          table.isAt() ? table.snapshotId() : OptionalLong.empty(),
          allocator);
    }
  }

  /**
   * Understands a query and plans its scans.
   *
   * @param target the columns that its literals are for; none if they are for nobody
   * @throws FirnException {@link ErrorCode#SYNTAX}, {@link ErrorCode#TABLE_NOT_FOUND}, {@link
   *     ErrorCode#SNAPSHOT_NOT_FOUND}, {@link ErrorCode#UNSUPPORTED}
   */
  static PlannedQuery of(
      Firn firn, String text, List<Types.NestedField> target, QueryPlanner planner) {
    QueryTree tree = QueryTree.of(text, planner.parse(text));
    tree.typeLiterals(target, planner);
    References references = new References(firn, planner);
    tree.references().forEach(each -> tree.point(each, references.resolve(each)));
    QueryClock clock = planner.clock();
    String sql = tree.sql(planner);
    references.define(firn.allocator());
    Map<List<String>, PlannedScan> scans = references.scans(planner.plan(sql));
    List<ScannedTable> tables = new ArrayList<>();
    references.tables.forEach(
        (name, table) -> {
          PlannedScan scan = scans.getOrDefault(name.path(), everything(table.schema()));
          tables.add(new ScannedTable(table, name, scan, ScanPlan.of(table, scan)));
        });
    return new PlannedQuery(sql, clock, tables, references.metadata);
  }

  private static PlannedScan everything(Schema schema) {
    Set<Integer> all = new java.util.HashSet<>();
    for (int index = 0; index < schema.columns().size(); index++) {
      all.add(index);
    }
    return new PlannedScan(Expressions.alwaysTrue(), all);
  }

  /** The tables that a query names, found in the warehouse, each with a place in DuckDB. */
  private static final class References {
    private final Firn firn;
    private final QueryPlanner planner;
    private final Map<DuckDbName, PinnedTable> tables = new LinkedHashMap<>();
    private final List<ScannedMetadata> metadata = new ArrayList<>();
    private final Map<String, DuckDbName> names = new HashMap<>();

    References(Firn firn, QueryPlanner planner) {
      this.firn = firn;
      this.planner = planner;
    }

    DuckDbName resolve(QueryTree.Reference reference) {
      FirnTable table = firn.table(reference.name().toString());
      Optional<MetadataTable> kind = reference.metadata().map(References::kind);
      Optional<SnapshotTarget> target = reference.at().map(at -> VersionClause.target(at, planner));
      String suffix = kind.map(each -> "$" + each.suffix()).orElse("");
      return names.computeIfAbsent(
          table.name() + suffix + target.map(each -> " at " + each).orElse(""),
          _ -> add(PinnedTable.of(table, target), kind, suffix, target.isPresent()));
    }

    private DuckDbName add(
        PinnedTable table, Optional<MetadataTable> kind, String suffix, boolean isPinned) {
      table.snapshot(); // A snapshot that does not exist is refused before anything is planned.
      String catalog = isPinned ? "firn$at" + names.size() : DuckDbName.DEFAULT_CATALOG;
      DuckDbName name =
          new DuckDbName(catalog, table.name().namespace(), table.name().name() + suffix);
      if (kind.isEmpty()) {
        tables.put(name, table);
        return name;
      }
      if (isPinned && !kind.get().takesSnapshot()) {
        throw new FirnException(
            ErrorCode.UNSUPPORTED,
            "Query of '"
                + table.name()
                + suffix
                + "': expected no AT clause, because this metadata is of the whole table, found"
                + " one. Leave it out.");
      }
      metadata.add(new ScannedMetadata(table, kind.get(), name));
      return name;
    }

    private static MetadataTable kind(String suffix) {
      return MetadataTable.of(suffix)
          .orElseThrow(
              () ->
                  new FirnException(
                      ErrorCode.TABLE_NOT_FOUND,
                      "Metadata table '$"
                          + suffix
                          + "': expected one of "
                          + MetadataTable.suffixes()
                          + ", found another name."));
    }

    /** Empty tables for planning. */
    void define(BufferAllocator allocator) {
      tables.forEach((name, table) -> planner.define(name, table.schema()));
      metadata.forEach(each -> planner.define(each.name(), each.open(allocator)));
    }

    Map<List<String>, PlannedScan> scans(JsonNode plan) {
      Map<List<String>, PlanReader.Target> targets = new HashMap<>();
      tables.forEach(
          (name, table) ->
              targets.put(
                  name.path(),
                  new PlanReader.Target(
                      table.schema(), List.copyOf(table.iceberg().specs().values()))));
      return PlanReader.scans(plan, targets);
    }
  }
}
