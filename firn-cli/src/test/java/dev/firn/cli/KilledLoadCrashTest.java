package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.TableFolder;
import dev.firn.engine.registry.OwnerEntry;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads in processes of their own that end too early, and what is left of them. */
@Tag("crash")
final class KilledLoadCrashTest {
  private static final int KILLS = 20;
  private static final long KILL_MILLIS_MIN = 300;
  private static final int FEW_ROWS = 10;
  private static final int COPIES = 4;

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private Path longFile;
  private Path shortFile;

  @BeforeEach
  void makeTableAndFiles() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql(LongLoad.CREATE_TABLE);
    longFile = LongLoad.write(folder.resolve("long.parquet"), LongLoad.ROWS);
    shortFile = LongLoad.write(folder.resolve("short.parquet"), FEW_ROWS);
    warehouse.load(LongLoad.TABLE, shortFile);
  }

  @Test
  void tableIsUnchangedOrCompleteWheneverALoadIsKilled() {
    long seed = System.nanoTime();
    System.out.println("KilledLoadCrashTest: seed " + seed);
    Random random = new Random(seed);
    long durationMillis = durationMillisOfALoad();
    long rows = rowCount();
    int killsWithLeftovers = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long at = random.nextLong(KILL_MILLIS_MIN, durationMillis);
      String where = "kill " + kill + " of seed " + seed + " after " + at + " ms";
      long pid = killLoadAfter(at);

      long rowsAfter = rowCount();
      assertThat(rowsAfter).as(where).isIn(rows, rows + LongLoad.ROWS);
      List<String> left = unreferenced();
      CommandRun reading = warehouse.run("tables").requireDone();
      if (!left.isEmpty()) {
        killsWithLeftovers++;
        assertThat(reading.error())
            .as(where)
            .contains("left on table big.rows by the dead process " + pid);
      }
      assertThat(unreferenced()).as(where).containsExactlyInAnyOrderElementsOf(left);

      CommandRun writing = loadShortFile();
      assertThat(removed(writing.error(), pid)).as(where).containsExactlyInAnyOrderElementsOf(left);
      warehouse.requireNothingUnreferenced(LongLoad.TABLE);
      rows = rowsAfter + FEW_ROWS;
      assertThat(rowCount()).as(where).isEqualTo(rows);
      assertThat(warehouse.run("tables").requireDone().error()).as(where).isEmpty();
    }
    assertThat(killsWithLeftovers).as("kills that hit a load in the middle").isPositive();
  }

  @Test
  void filesOfALivingLoadStayWhileThoseOfAKilledOneAreRemoved() throws IOException {
    List<String> files = new ArrayList<>();
    for (int copy = 0; copy < COPIES; copy++) {
      files.add(Files.createLink(folder.resolve("copy" + copy + ".parquet"), longFile).toString());
    }
    try (FirnProcess living = startLoad(files.toArray(String[]::new))) {
      waitForFiles(living);
      List<String> ofTheLiving = unreferenced();
      long killed = killLoadThatHasFiles();
      CommandRun writing = loadShortFile();
      assertThat(living.isAlive()).as("the other load is under way").isTrue();
      assertThat(removed(writing.error(), living.pid())).isEmpty();
      assertThat(removed(writing.error(), killed))
          .isNotEmpty()
          .doesNotContainAnyElementsOf(ofTheLiving);
      assertThat(living.end().requireDone().error()).doesNotContain("removed");
    }
    assertThat(rowCount()).isEqualTo(COPIES * LongLoad.ROWS + 2 * FEW_ROWS);
    warehouse.requireNothingUnreferenced(LongLoad.TABLE);
  }

  @Test
  void interruptedLoadExitsWith130AndLeavesNothing() {
    try (FirnProcess load = startLoad(longFile.toString())) {
      waitForFiles(load);
      load.interrupt();
      CommandRun ended = load.end().requireFailed(130);
      assertThat(ended.error()).contains("nothing was committed");
    }
    assertThat(rowCount()).isEqualTo(FEW_ROWS);
    warehouse.requireNothingUnreferenced(LongLoad.TABLE);
    assertThat(warehouse.run("tables").requireDone().error()).isEmpty();
  }

  private FirnProcess startLoad(String... files) {
    List<String> words = new ArrayList<>(List.of("load", "--table", LongLoad.TABLE, "--quiet"));
    words.addAll(List.of(files));
    return FirnProcess.start(warehouse, words.toArray(String[]::new));
  }

  /** Starts a load and kills it when files that bear its owner's id are there. */
  private long killLoadThatHasFiles() {
    try (FirnProcess dying = startLoad(longFile.toString())) {
      while (waiting(dying.pid()) < 3) {
        assertThat(dying.endsWithin(Duration.ofMillis(20)))
            .as("the load ended too early")
            .isFalse();
      }
      dying.kill();
      return dying.pid();
    }
  }

  /** Files that a process has registered and no snapshot vouches for yet. */
  private long waiting(long pid) {
    try (Firn firn = Firn.open(FirnConfig.of(warehouse.folder()))) {
      List<String> owners =
          firn.registry().owners().list().stream()
              .filter(owner -> owner.pid() == pid)
              .map(OwnerEntry::id)
              .toList();
      return owners.isEmpty()
          ? 0
          : firn.registry().unsettledFiles().listByOwner(owners.getFirst()).size();
    }
  }

  /** How long a load takes that nobody disturbs; its rows are taken back. */
  private long durationMillisOfALoad() {
    long startedAt = System.nanoTime();
    try (FirnProcess load = startLoad(longFile.toString())) {
      load.end().requireDone();
    }
    long millis = Duration.ofNanos(System.nanoTime() - startedAt).toMillis();
    assertThat(millis).as("a load long enough to be hit").isGreaterThan(2 * KILL_MILLIS_MIN);
    return millis;
  }

  private long killLoadAfter(long millis) {
    try (FirnProcess load = startLoad(longFile.toString())) {
      load.endsWithin(Duration.ofMillis(millis));
      load.kill();
      return load.pid();
    }
  }

  private void waitForFiles(FirnProcess load) {
    while (unreferenced().size() < 3) {
      assertThat(load.endsWithin(Duration.ofMillis(20))).as("the load ended too early").isFalse();
    }
  }

  private CommandRun loadShortFile() {
    return warehouse
        .run("load", shortFile.toString(), "--table", LongLoad.TABLE, "--verbose")
        .requireDone();
  }

  private long rowCount() {
    return warehouse.json("tables").get(0).get("rows").asLong();
  }

  /** Files in the table's folder that no snapshot refers to. */
  private List<String> unreferenced() {
    AtomicReference<List<String>> files = new AtomicReference<>();
    warehouse.look(
        LongLoad.TABLE,
        table -> {
          List<String> present =
              new ArrayList<>(LocalStorage.create().list(table.metadata().location()));
          present.removeAll(TableFolder.of(table).referenced());
          present.removeIf(file -> file.endsWith("/version-hint.text"));
          files.set(present);
        });
    return files.get();
  }

  /** What a writing command said it removed of one dead process. */
  private static List<String> removed(String error, long pid) {
    return error
        .lines()
        .filter(line -> line.startsWith("firn: removed file:"))
        .filter(line -> line.endsWith("by the dead process " + pid))
        .map(line -> line.substring("firn: removed ".length(), line.indexOf(" (")))
        .toList();
  }
}
