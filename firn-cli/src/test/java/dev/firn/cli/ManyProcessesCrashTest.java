package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes of the command on one warehouse at once. */
@Tag("crash")
final class ManyProcessesCrashTest {
  private static final int PROCESSES = 4;
  private static final int FLIGHTS = 20_000;

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void nameWarehouse() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
  }

  @Test
  void fourLoadsOfOneTableAtOnceMakeFourSnapshotsWithAllRows() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    String file = TestWarehouse.flights().toString();
    List<CommandRun> runs =
        runAtOnce(_ -> new String[] {"load", file, "--table", "air.flights", "--format", "json"});

    Set<Long> answered = new HashSet<>();
    for (CommandRun run : runs) {
      JsonNode loaded = run.requireDone().json();
      assertThat(loaded.get("rows").asInt()).isEqualTo(FLIGHTS);
      answered.add(loaded.get("snapshot_id").asLong());
    }
    Set<Long> listed = new HashSet<>();
    for (JsonNode snapshot : warehouse.json("snapshots", "air.flights")) {
      assertThat(snapshot.get("total_rows").asInt()).isEqualTo((listed.size() + 1) * FLIGHTS);
      listed.add(snapshot.get("snapshot_id").asLong());
    }
    assertThat(listed).hasSize(PROCESSES).isEqualTo(answered);
    JsonNode count = warehouse.json("query", "SELECT count(*) AS n FROM air.flights");
    assertThat(count.get(0).get("n").asInt()).isEqualTo(PROCESSES * FLIGHTS);
    warehouse.requireNothingUnreferenced("air.flights");
    assertThat(warehouse.run("tables").requireDone().error()).isEmpty();
  }

  @Test
  void fourLoadsWithOneKeyAtOnceLoadOnce() {
    warehouse.sql(TestWarehouse.FLIGHTS_TABLE);
    String file = TestWarehouse.flights().toString();
    List<CommandRun> runs =
        runAtOnce(_ -> new String[] {"load", file, "--table", "air.flights", "--key", "once"});
    // Whoever comes while the first is under way is told to try again.
    assertThat(runs).extracting(CommandRun::exitCode).contains(0).isSubsetOf(0, 4);
    assertThat(warehouse.json("snapshots", "air.flights")).hasSize(1);
    warehouse.requireNothingUnreferenced("air.flights");
  }

  @Test
  void fourProcessesOpenAFreshWarehouseAtOnce() {
    List<CommandRun> runs =
        runAtOnce(
            number -> new String[] {"sql", "-e", "CREATE TABLE air.t" + number + " (n bigint)"});
    runs.forEach(CommandRun::requireDone);
    List<String> names = new ArrayList<>();
    warehouse.json("tables").forEach(table -> names.add(table.get("name").asText()));
    assertThat(names).containsExactly("t0", "t1", "t2", "t3");
  }

  @Test
  void environmentNamesTheWarehouse() {
    try (FirnProcess process =
        FirnProcess.start(warehouse, "sql", "-e", "CREATE TABLE air.t (n bigint)")) {
      process.end().requireDone();
    }
    assertThat(warehouse.json("tables").get(0).get("name").asText()).isEqualTo("t");
  }

  private List<CommandRun> runAtOnce(IntFunction<String[]> arguments) {
    List<FirnProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(FirnProcess.start(warehouse, arguments.apply(i)));
      }
      return processes.stream().map(FirnProcess::end).toList();
    } finally {
      processes.forEach(FirnProcess::close);
    }
  }
}
