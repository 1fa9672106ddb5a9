package dev.firn.engine;

import dev.firn.engine.commit.Change;
import dev.firn.engine.commit.Draft;
import dev.firn.engine.registry.SettledCommit;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Changes a table's metadata with Iceberg's own producers, through Firn's committer. */
public final class Evolution {
  private Evolution() {}

  /** Commits whatever the changes commit to the table they are given. */
  public static void evolve(Firn firn, FirnTable table, Consumer<Table> changes) {
    firn.committer(table.name()).commit(new Evolve(firn.environment().ulids().get(), changes));
  }

  private record Evolve(String commitId, Consumer<Table> changes) implements Change {
    @Override
    public SettledCommit applyTo(Draft draft) {
      changes.accept(draft.table());
      Snapshot current = draft.current().currentSnapshot();
      long snapshotId = current == null ? -1 : current.snapshotId();
      return SettledCommit.of(commitId, draft.current().uuid(), "evolve", snapshotId);
    }
  }
}
