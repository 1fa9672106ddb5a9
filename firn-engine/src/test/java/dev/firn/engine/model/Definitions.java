package dev.firn.engine.model;

import dev.firn.engine.FirnTable;
import dev.firn.engine.RowsReader;
import dev.firn.engine.catalog.ColumnRef;
import dev.firn.engine.catalog.ColumnTransform;
import dev.firn.engine.catalog.OnMissing;
import dev.firn.engine.catalog.PartitionTerm;
import dev.firn.engine.catalog.TableEdit;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.model.Violation.Kind;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What happens to the model's table beside appends: loads, changes, rollbacks, drops, renames. */
final class Definitions {
  private static final int LOADS = 15;
  private static final int COLUMNS_MAX = 6;

  private final ModelRun run;
  private final List<Load> openLoads = new ArrayList<>();
  private final Set<String> dropped = new HashSet<>(Set.of(""));
  private long nextLoad = 1;
  private int nextColumn = 1;

  private record Load(String tableUuid, String key, List<Long> numbers, Schema schema) {}

  Definitions(ModelRun run) {
    this.run = run;
  }

  /** Whether somebody tried to drop a table. */
  boolean mayBeGone(String tableUuid) {
    return dropped.contains(tableUuid);
  }

  void act(Attempts attempts, ModelProcess process, ModelProcess other) {
    switch (run.random().nextInt(16)) {
      case 0, 1, 2, 3 -> attempts.attempt(process, "load", () -> load(process));
      case 4, 5, 6, 7 -> attempts.attempt(process, "alter", () -> alter(process));
      case 8, 9, 10 -> rollback(attempts, process);
      case 11, 12 -> attempts.attempt(process, "rename", () -> rename(process));
      case 13 -> attempts.attempt(other, "seal all", () -> other.firn().lanes().sealAll());
      case 14 -> drop(attempts, process);
      default -> dropOutside(attempts, other);
    }
  }

  /** Something that another process does between a seal's staging and its commit. */
  void intrude(Attempts attempts, ModelProcess other) {
    if (run.table().isEmpty()) {
      return;
    }
    if (run.random().nextBoolean()) {
      attempts.attempt(other, "intruding load", () -> load(other));
    } else {
      attempts.attempt(other, "intruding alter", () -> alter(other));
    }
  }

  private void load(ModelProcess process) {
    FirnTable table = process.table(run.table().orElseThrow().name());
    TableMetadata metadata = table.metadata();
    openLoads.removeIf(load -> !load.tableUuid().equals(metadata.uuid()));
    boolean again = !openLoads.isEmpty() && run.random().nextBoolean();
    Load load = again ? openLoads.getFirst() : newLoad(metadata);
    run.model().sent(load.numbers(), ModelRun.fieldIds(load.schema()));
    RowsReader reader =
        new RowsReader(
            process.firn().allocator(),
            ArrowMapping.toArrow(load.schema()),
            List.of(root -> Senders.fill(root, load.schema(), load.numbers())));
    try {
      table.load(reader, load.key());
      run.model().acknowledged(load.numbers());
      openLoads.remove(load);
    } catch (RuntimeException e) {
      if (!again) {
        run.model().leftOpen(load.numbers());
        openLoads.add(load);
      }
      throw e;
    }
  }

  private Load newLoad(TableMetadata metadata) {
    int count = 1 + run.random().nextInt(3);
    List<Long> numbers =
        LongStream.range(nextLoad, nextLoad + count)
            .mapToObj(row -> run.number(LOADS, row))
            .toList();
    nextLoad += count;
    return new Load(metadata.uuid(), "load-" + nextLoad, numbers, metadata.schema());
  }

  private void alter(ModelProcess process) {
    FirnTable table = process.table(run.table().orElseThrow().name());
    table.alter(List.of(anyEdit(table.metadata().schema())));
  }

  private TableEdit anyEdit(Schema schema) {
    Random random = run.random();
    List<Types.NestedField> columns = schema.columns();
    Types.NestedField column = columns.get(random.nextInt(columns.size()));
    boolean isKey = column.fieldId() == 1;
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          columns.size() < COLUMNS_MAX
              ? TableEdit.AddColumn.of(Types.NestedField.optional(0, freeName(schema), anyType()))
              : new TableEdit.DropColumn(ColumnRef.of(columns.getLast().name()), OnMissing.FAIL);
      case 2 ->
          isKey
              ? new TableEdit.SetPartitioning(List.of(), "")
              : new TableEdit.DropColumn(ColumnRef.of(column.name()), OnMissing.FAIL);
      case 3 ->
          isKey
              ? new TableEdit.SetPartitioning(List.of(), "")
              : new TableEdit.RenameColumn(
                  ColumnRef.of(column.name()), freeName(schema), OnMissing.FAIL);
      case 4 ->
          columns.stream()
              .filter(each -> each.type().typeId() == Type.TypeID.INTEGER)
              .findFirst()
              .<TableEdit>map(
                  each -> new TableEdit.ChangeType(ColumnRef.of(each.name()), Types.LongType.get()))
              .orElseGet(this::bucket);
      default -> bucket();
    };
  }

  private TableEdit bucket() {
    ColumnTransform transform =
        new ColumnTransform(ColumnTransform.Word.BUCKET, 2 + run.random().nextInt(2));
    return new TableEdit.SetPartitioning(
        List.of(new PartitionTerm(ColumnRef.of("n"), transform)), "");
  }

  private Type anyType() {
    return switch (run.random().nextInt(3)) {
      case 0 -> Types.IntegerType.get();
      case 1 -> Types.LongType.get();
      default -> Types.StringType.get();
    };
  }

  /** Names come back, so that a new column may be called as one that was dropped. */
  private String freeName(Schema schema) {
    while (true) {
      String name = "c" + nextColumn++ % 8;
      if (schema.findField(name) == null) {
        return name;
      }
    }
  }

  private void rollback(Attempts attempts, ModelProcess process) {
    FirnTable seen = run.table().orElseThrow();
    TableMetadata before = seen.metadata();
    List<Snapshot> snapshots = before.snapshots();
    if (snapshots.isEmpty()) {
      return;
    }
    long target = snapshots.get(run.random().nextInt(snapshots.size())).snapshotId();
    // What comes between would be rolled back too, and nobody could tell.
    process.gate().intrude(call -> false, () -> {});
    Set<Long> rowsBefore = run.observer().rowsOf(seen);
    attempts.attempt(
        process,
        "rollback to " + target,
        () -> process.table(seen.name()).rollback(new SnapshotTarget.SnapshotId(target)));
    Snapshot now = seen.metadata().currentSnapshot();
    boolean changed =
        before.currentSnapshot() == null
            || now.snapshotId() != before.currentSnapshot().snapshotId();
    if (changed) {
      if (now.snapshotId() != target) {
        throw new Violation(Kind.LOST, "a rollback to " + target + " came to " + now.snapshotId());
      }
      run.model().rolledBack(rowsBefore, run.observer().rowsOf(seen));
    }
  }

  private void rename(ModelProcess process) {
    TableName from = run.table().orElseThrow().name();
    TableName to = run.names().get(from.equals(run.names().get(0)) ? 1 : 0);
    process.firn().catalog().rename(from, to);
  }

  private void drop(Attempts attempts, ModelProcess process) {
    if (run.random().nextInt(3) > 0) {
      return;
    }
    FirnTable table = run.table().orElseThrow();
    String uuid = table.metadata().uuid();
    boolean refuses = run.random().nextBoolean();
    PendingRowsPolicy policy = refuses ? PendingRowsPolicy.REFUSE_DROP : PendingRowsPolicy.DISCARD;
    Set<Long> committed = run.observer().rowsOf(table);
    boolean waits =
        run.observer().find(table, "before a drop").keySet().stream()
            .anyMatch(number -> !committed.contains(number) && run.model().isAcknowledged(number));
    dropped.add(uuid);
    attempts.attempt(
        process,
        "drop " + policy,
        () -> {
          if (run.random().nextBoolean()) {
            process.firn().dropTable(table.name(), policy);
          } else {
            process.firn().purgeTable(table.name(), policy);
          }
        });
    boolean isGone = run.table().filter(each -> each.metadata().uuid().equals(uuid)).isEmpty();
    if (isGone && refuses && waits) {
      throw new Violation(Kind.LOST, "a table was dropped although rows waited in its log");
    }
    if (!isGone) {
      dropped.remove(uuid);
    }
  }

  /** As another engine would: nobody asks the logs. */
  private void dropOutside(Attempts attempts, ModelProcess other) {
    if (run.random().nextInt(4) > 0) {
      return;
    }
    FirnTable table = run.table().orElseThrow();
    dropped.add(table.metadata().uuid());
    attempts.attempt(
        other, "drop from outside", () -> run.observer().firn().catalog().drop(table.name()));
  }
}
