package dev.firn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.TableFolder;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.ingest.LogStatus;
import dev.firn.engine.registry.FaultyDataSource;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.FaultyStorage;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fails every storage call and every SQL call of appends, seals, takeovers, ends, drops and
 * repairs, one after another and in every way, and looks at table and logs after a restart with a
 * sound disk.
 */
@Tag("crash")
final class LogFaultCrashTest {
  private static final TableName NAME = TableName.parse("air.flights");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));

  private final ModelClock clock = new ModelClock();
  private MemoryFolder folder;
  private Path warehouse;
  private Path template;
  private FirnConfig config;
  private long seeds = 1;

  /** What is done under faults. */
  private enum Scenario {
    /** New rows, a seal, some of them again, another seal. */
    STREAM,
    /** A dead process left committed and pending rows; rows follow. */
    TAKE_OVER,
    /** Two dead processes left a log each; one of them is of no use any more. */
    RETIRE,
    /** Rows and an end in good order. */
    CLOSE,
    /** A table goes with the rows in its log. */
    DROP,
    /** A damaged frame is taken out. */
    REPAIR
  }

  /** A crash before a call is one after the call before it. */
  static Stream<Arguments> cases() {
    return Arrays.stream(Scenario.values())
        .flatMap(
            scenario ->
                Stream.of(Mode.BEFORE, Mode.AFTER, Mode.CRASH_AFTER)
                    .map(mode -> Arguments.of(scenario, mode)));
  }

  @BeforeEach
  void makeFolders() throws IOException {
    folder = MemoryFolder.create();
    warehouse = folder.path().resolve("warehouse");
    template = folder.path().resolve("template");
    config = FirnConfig.of(warehouse).withParallelism(1);
  }

  @AfterEach
  void removeFolders() throws IOException {
    folder.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void acknowledgedRowsAreThereOnceWhicheverCallFails(Scenario scenario, Mode mode)
      throws IOException {
    Set<Long> before = new TreeSet<>();
    prepare(scenario, before);
    copy(warehouse, template);
    long call = 1;
    for (boolean reached = true; reached; call++) {
      delete(warehouse);
      copy(template, warehouse);
      FaultPlan plan = FaultPlan.failing(call, mode);
      Set<Long> acknowledged = new TreeSet<>(before);
      runUnder(plan, scenario, acknowledged);
      reached = plan.hasFailed();
      String where = "call " + call + ": " + plan.failedAt() + ", acknowledged=" + acknowledged;
      checkAfterRestart(scenario, acknowledged, where);
    }
    assertThat(call).as("calls").isGreaterThan(20);
  }

  private void prepare(Scenario scenario, Set<Long> before) throws IOException {
    try (Firn firn = open(LocalStorage.create(), FaultPlan.none())) {
      firn.createTable(NewTable.of(NAME, SCHEMA, Map.of()));
      switch (scenario) {
        case STREAM, CLOSE -> {
          // Only the table.
        }
        case TAKE_OVER -> {
          append(firn, before, 1, 3);
          table(firn).seal();
          append(firn, before, 4, 6);
        }
        case RETIRE -> {
          try (Firn other = open(LocalStorage.create(), FaultPlan.none())) {
            other.lanes();
            append(firn, before, 1, 3);
            table(other).appender("unused");
            other.closeFast();
          }
        }
        case DROP -> append(firn, before, 1, 3);
        case REPAIR -> {
          append(firn, before, 1, 3);
          append(firn, before, 4, 6);
          append(firn, before, 7, 9);
        }
      }
      firn.closeFast();
    }
    if (scenario == Scenario.REPAIR) {
      // A later segment's header knows what will be lost.
      try (Firn next = open(LocalStorage.create(), FaultPlan.none())) {
        append(next, before, 10, 12);
        next.closeFast();
      }
      before.removeAll(Set.of(4L, 5L, 6L));
      damageSecondFrame();
    }
  }

  private void damageSecondFrame() throws IOException {
    Path segment;
    try (Stream<Path> files = Files.walk(warehouse.resolve("log"))) {
      segment =
          files
              .filter(each -> each.toString().endsWith(".frames"))
              .min(Comparator.naturalOrder())
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    int first = Math.toIntExact(frameBytes(bytes, header));
    bytes[header + first + Math.toIntExact(frameBytes(bytes, header + first)) - 9] ^= 1;
    Files.write(segment, bytes);
  }

  private static long frameBytes(byte[] bytes, int at) {
    ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return frame.getInt(at + 8) + frame.getLong(at + 32);
  }

  private void runUnder(FaultPlan plan, Scenario scenario, Set<Long> acknowledged) {
    try {
      Firn firn = open(FaultyStorage.of(plan), plan);
      try {
        run(firn, scenario, acknowledged);
      } finally {
        firn.close();
      }
    } catch (RuntimeException e) {
      // Expected: somebody was told that something failed.
      return;
    } finally {
      plan.crash();
    }
  }

  private void run(Firn firn, Scenario scenario, Set<Long> acknowledged) {
    switch (scenario) {
      case STREAM -> {
        tryTo(() -> append(firn, acknowledged, 1, 3));
        tryTo(() -> append(firn, acknowledged, 4, 6));
        tryTo(() -> table(firn).seal());
        tryTo(() -> append(firn, acknowledged, 3, 9));
        tryTo(() -> table(firn).seal());
      }
      case TAKE_OVER, RETIRE -> {
        tryTo(() -> table(firn).seal());
        tryTo(() -> append(firn, acknowledged, 5, 9));
      }
      case CLOSE -> tryTo(() -> append(firn, acknowledged, 1, 9));
      case DROP -> tryTo(() -> firn.dropTable(NAME, PendingRowsPolicy.DISCARD));
      case REPAIR -> tryTo(() -> firn.lanes().repair(firn.lanes().planRepairs(Optional.empty())));
    }
  }

  private static void tryTo(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      // What comes next is tried all the same.
      return;
    }
  }

  private void checkAfterRestart(Scenario scenario, Set<Long> acknowledged, String where) {
    try (Firn firn = open(LocalStorage.create(), FaultPlan.none())) {
      if (scenario == Scenario.DROP && firn.catalog().find(NAME).isEmpty()) {
        requireGone(firn, where);
        return;
      }
      if (scenario == Scenario.REPAIR) {
        firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
        assertThat(firn.lanes().verify(Optional.empty()))
            .as(where)
            .allSatisfy(log -> assertThat(log.damages()).isEmpty());
      }
      table(firn).seal();
      Set<Long> found = rowsOf(firn, where);
      assertThat(found).as(where).containsAll(acknowledged);
      Set<Long> all = new TreeSet<>(acknowledged);
      switch (scenario) {
        case DROP -> append(firn, all, 10, 12);
        // What was lost is taken again under its numbers, and nothing else is.
        case REPAIR -> append(firn, all, 1, 13);
        case STREAM, TAKE_OVER, RETIRE, CLOSE -> append(firn, all, 1, 9);
      }
      table(firn).seal();
      assertThat(rowsOf(firn, where)).as(where).isEqualTo(all);
      TableFolder.of(table(firn)).requireNothingUnreferenced(where);
      assertThat(firn.leftovers()).as(where).isEmpty();
      requireFoldersKnown(firn, where);
      if (scenario == Scenario.DROP) {
        firn.dropTable(NAME, PendingRowsPolicy.DISCARD);
        requireGone(firn, where);
      }
    }
  }

  private void requireGone(Firn firn, String where) {
    assertThat(firn.lanes().status(Optional.empty()))
        .as(where)
        .allSatisfy(log -> assertThat(log.state()).isEqualTo(LogStatus.State.ORPHANED));
    firn.lanes().repair(firn.lanes().planRepairs(Optional.empty()));
    assertThat(firn.registry().logs().list()).as(where).isEmpty();
    requireFoldersKnown(firn, where);
  }

  /** No log's file without a row in the registry. */
  private void requireFoldersKnown(Firn firn, String where) {
    List<String> known =
        firn.registry().logs().list().stream().map(log -> log.folder() + "/").toList();
    assertThat(firn.storage().list(LocalStorage.locationOf(config.log().folder())))
        .as(where)
        .allMatch(file -> file.contains("/folder.id") || known.stream().anyMatch(file::startsWith));
  }

  private Set<Long> rowsOf(Firn firn, String where) {
    // Not closed: it is the caller's process that it looks with.
    Map<Long, List<ModelTable.Found>> found =
        new Observer(firn, List.of(NAME)).find(table(firn), where);
    assertThat(found).as(where).allSatisfy((row, places) -> assertThat(places).hasSize(1));
    return new TreeSet<>(found.keySet());
  }

  private Firn open(Storage storage, FaultPlan plan) {
    return Firn.open(
        config,
        storage,
        FaultyDataSource.of(ModelProcess.database(config), plan),
        clock.environment(++seeds));
  }

  private static FirnTable table(Firn firn) {
    return firn.table(NAME.toString());
  }

  /** Sends rows under their numbers; they are acknowledged if this returns. */
  private static void append(Firn firn, Set<Long> acknowledged, long first, long last) {
    Appender appender = table(firn).appender("p");
    VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), appender.allocator());
    List<Long> rows = LongStream.rangeClosed(first, last).boxed().toList();
    Senders.fill(root, SCHEMA, rows);
    var _ = appender.append(root, first).toCompletableFuture().join();
    acknowledged.addAll(rows);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
