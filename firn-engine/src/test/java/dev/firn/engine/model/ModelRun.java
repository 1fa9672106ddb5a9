package dev.firn.engine.model;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.ingest.LogRepair;
import dev.firn.engine.ingest.LogStatus;
import dev.firn.engine.model.Violation.Kind;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * Random operations on the shipped engine, with only disk, clock and database replaced, held
 * against {@link ModelTable} after every step.
 *
 * <p>After a step: every acknowledged row is exactly once in the table or its logs, none that was
 * not sent, no batch in part; after appends that is looked at every third time. Every tenth step no
 * file is missing and none is unknown. At the end a sound process settles and seals all that is
 * left.
 */
public final class ModelRun {
  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "n", Types.LongType.get()),
          Types.NestedField.optional(2, "v", Types.IntegerType.get()));
  private static final List<TableName> NAMES =
      List.of(TableName.parse("air.flights"), TableName.parse("air.trips"));
  private static final int TRACE_LINES = 60;

  private final Random random;
  private final FirnConfig config;
  private final ModelClock clock = new ModelClock();
  private final ModelTable model = new ModelTable();
  private final Observer observer;
  private final ModelProcess[] processes = new ModelProcess[2];
  private final Map<String, Integer> done = new TreeMap<>();
  private final Deque<String> trace = new ArrayDeque<>();
  private final Senders senders;
  private final Definitions definitions;
  private final AtomicBoolean intruding = new AtomicBoolean();
  private long seeds;
  private String tableUuid = "";
  private int step;
  private Optional<Optional<FirnTable>> seen = Optional.empty();

  private ModelRun(long seed, Path folder) {
    // Spread, because neighbouring seeds of Random begin with the same values.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.seeds = seed * 1_000_003;
    FirnConfig plain = FirnConfig.of(folder).withParallelism(1);
    // In every fourth run little room, so that senders are told to wait.
    long pending = random.nextInt(4) == 0 ? 20_000 : plain.log().pendingBytesMax();
    this.config = plain.withLog(plain.log().withPendingBytesMax(pending));
    this.observer =
        new Observer(
            Firn.open(
                config,
                LocalStorage.create(),
                ModelProcess.database(config),
                clock.environment(++seeds)),
            NAMES);
    this.senders = new Senders(this);
    this.definitions = new Definitions(this);
  }

  /**
   * Runs so many steps.
   *
   * @return how often each kind of operation was done with success
   * @throws Violation if a promise is broken; its message tells the last steps
   */
  public static Map<String, Integer> run(long seed, int steps, Path folder) {
    ModelRun run = new ModelRun(seed, folder);
    try {
      for (run.step = 1; run.step <= steps; run.step++) {
        run.takeStep();
      }
      run.finish();
      return run.done;
    } catch (Violation e) {
      throw new Violation(
          e.kind(),
          "seed " + seed + ", step " + run.step + ", " + e.getMessage() + run.traced(),
          e);
    } catch (RuntimeException e) {
      throw new Violation(
          Kind.WRONG_FAILURE, "seed " + seed + ", step " + run.step + ": " + e + run.traced(), e);
    } finally {
      for (ModelProcess process : run.processes) {
        if (process != null) {
          process.kill();
        }
      }
      run.observer.close();
    }
  }

  private String traced() {
    return trace.stream().collect(Collectors.joining("\n  ", "\nThe last steps:\n  ", "\n"));
  }

  Random random() {
    return random;
  }

  ModelTable model() {
    return model;
  }

  Observer observer() {
    return observer;
  }

  ModelClock clock() {
    return clock;
  }

  void log(String what) {
    trace.add(step + ": " + what);
    if (trace.size() > TRACE_LINES) {
      trace.removeFirst();
    }
  }

  long number(int kind, long row) {
    return senders.number(kind, row);
  }

  /** The table as it is; empty if there is none. Looked up anew after each operation. */
  Optional<FirnTable> table() {
    if (seen.isEmpty()) {
      seen = Optional.of(observer.table());
    }
    return seen.get();
  }

  List<TableName> names() {
    return NAMES;
  }

  private void takeStep() {
    ModelProcess process = processes[pick()];
    int dice = random.nextInt(100);
    if (table().isEmpty()) {
      attempt(process, "create", () -> create(process));
    } else if (dice < 44) {
      senders.act(this::attempt, process);
    } else if (dice < 54) {
      attempt(process, "seal", () -> process.table(name()).seal());
    } else if (dice < 62) {
      waitAndSealDue();
    } else if (dice < 70) {
      end(process, dice);
    } else if (dice < 79) {
      hurt(process);
    } else if (dice < 84) {
      lift(process);
    } else {
      definitions.act(this::attempt, process, other(process));
    }
    senders.poll();
    bury();
    // An append changes little: what follows is checked every third time.
    if (dice >= 44 || step % 3 == 0 || tableUuid.isEmpty()) {
      check("after step " + step, step % 10 == 0);
    }
  }

  private TableName name() {
    return table().orElseThrow().name();
  }

  private ModelProcess other(ModelProcess process) {
    int index = processes[0] == process ? 1 : 0;
    return ensure(index);
  }

  /** One process does most, so that the other's logs get old. */
  private int pick() {
    int index = random.nextInt(5) == 0 ? 1 : 0;
    ensure(index);
    return index;
  }

  /** A process that runs; started anew if it has ended, sometimes with a fault on its way. */
  private ModelProcess ensure(int index) {
    while (processes[index] == null) {
      ModelProcess process = new ModelProcess(config, clock, ++seeds);
      if (random.nextInt(6) == 0) {
        process.faults().failCall(1 + random.nextInt(60), anyMode());
      }
      try {
        process.start();
        processes[index] = process;
        log("process " + index + " starts" + (process.isSound() ? "" : ", with a fault ahead"));
      } catch (RuntimeException e) {
        requireTolerable(process, "start", e);
        process.kill();
      }
    }
    return processes[index];
  }

  private boolean isRunning(ModelProcess process) {
    return (processes[0] == process || processes[1] == process) && !process.isDead();
  }

  private Mode anyMode() {
    List<Mode> all = List.of(Mode.values());
    return all.get(random.nextInt(all.size()));
  }

  /** Does something that may fail as it says it may. */
  boolean attempt(ModelProcess process, String what, Runnable action) {
    String name = (process == processes[0] ? "0 " : "1 ") + what;
    boolean moves = !what.startsWith("append") && !what.startsWith("burst");
    try {
      action.run();
      log(name);
      done.merge(what.split(" ", 2)[0], 1, Integer::sum);
      return true;
    } catch (RuntimeException e) {
      log(name + " failed: " + firstLineOf(e) + (process.isDead() ? " (died)" : ""));
      requireTolerable(process, what, e);
      return false;
    } finally {
      if (moves) {
        seen = Optional.empty();
      }
    }
  }

  /** How the engine may fail, given what was done to the process. */
  void requireTolerable(ModelProcess process, String what, Throwable failure) {
    if (process.isDead()) {
      return;
    }
    boolean isLate = what.endsWith("alter") && Tolerance.isLate(failure);
    if (!isLate && !Tolerance.allows(failure, process.isSound())) {
      throw new Violation(Kind.WRONG_FAILURE, what + " failed: " + failure, failure);
    }
  }

  private static String firstLineOf(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private void waitAndSealDue() {
    clock.pass(Duration.ofSeconds(random.nextInt(random.nextBoolean() ? 3 : 360)));
    if (random.nextInt(4) == 0) {
      clock.jump(Duration.ofMinutes(random.nextInt(2_000) - 1_000));
    }
    for (int i = 0; i < processes.length; i++) {
      ModelProcess process = processes[i];
      if (process != null && !process.isDead()) {
        attempt(process, "time passes", () -> process.firn().lanes().sealDue());
      }
    }
  }

  private void end(ModelProcess process, int dice) {
    // Producers of the second process are free again after it.
    if (process != processes[1] && processes[1] != null && random.nextBoolean()) {
      end(processes[1], 62 + random.nextInt(8));
    }
    if (dice < 66) {
      log((process == processes[0] ? "0" : "1") + " is killed");
      done.merge("kill", 1, Integer::sum);
      process.kill();
    } else {
      boolean fast = dice == 66;
      Runnable closing = fast ? process.firn()::closeFast : process.firn()::close;
      attempt(process, fast ? "close fast" : "close", closing);
      process.exit();
      forget(process);
    }
  }

  private void hurt(ModelProcess process) {
    Faults faults = process.faults();
    switch (random.nextInt(8)) {
      case 0 -> faults.fillDisk();
      case 1 -> faults.failSyncs(1 + random.nextInt(3));
      case 2 -> faults.hideSwaps(1 + random.nextInt(2), 0);
      case 5 -> {
        faults.hideSwaps(1, 4 + random.nextInt(20));
        attempt(process, "seal", () -> process.table(name()).seal());
      }
      case 6 -> {
        if (random.nextBoolean()) {
          senders.dieOverABatchInParts(this::attempt, process);
        } else {
          faults.dieAtSync();
          senders.act(this::attempt, process);
        }
      }
      case 3 -> faults.failCall(1 + random.nextInt(12), anyMode());
      case 4 -> faults.failCall(1 + random.nextInt(80), anyMode());
      default -> {
        ModelProcess other = other(process);
        faults.intrude(
            call -> call.startsWith("create ") && call.endsWith(".metadata.json"),
            () -> intrude(other));
      }
    }
    log((process == processes[0] ? "0" : "1") + " will have a fault");
  }

  /** One at a time: each holds up the process it comes into, and two would wait for each other. */
  private void intrude(ModelProcess other) {
    if (isRunning(other) && intruding.compareAndSet(false, true)) {
      try {
        definitions.intrude(this::attempt, other);
      } finally {
        intruding.set(false);
      }
    }
  }

  private void lift(ModelProcess process) {
    process.lift();
    process.forgetAppenders();
    log((process == processes[0] ? "0" : "1") + " is sound again");
  }

  private void create(ModelProcess process) {
    process
        .firn()
        .createTable(NewTable.of(NAMES.get(random.nextInt(NAMES.size())), SCHEMA, anyChecks()));
  }

  /** Now and then every value of a finished file is read back. */
  private Map<String, String> anyChecks() {
    return random.nextInt(4) == 0 ? Map.of(TableSettings.VERIFY_ON_WRITE, "values") : Map.of();
  }

  private void bury() {
    for (ModelProcess process : processes) {
      if (process != null && process.isDead()) {
        process.kill();
        forget(process);
      }
    }
  }

  private void forget(ModelProcess process) {
    for (int i = 0; i < processes.length; i++) {
      if (processes[i] == process) {
        processes[i] = null;
      }
    }
    senders.poll();
  }

  private void check(String when, boolean files) {
    Optional<FirnTable> found = table();
    String uuid = found.map(each -> each.metadata().uuid()).orElse("");
    if (!uuid.equals(tableUuid)) {
      if (!definitions.mayBeGone(tableUuid)) {
        throw new Violation(Kind.LOST, when + ": nobody dropped the table, and it is gone");
      }
      tableUuid = uuid;
      senders.restart();
      model.clear();
    }
    if (found.isEmpty()) {
      return;
    }
    FirnTable table = found.get();
    model.check(observer.find(table, when), fieldIds(table.metadata().schema()), when);
    if (files) {
      observer.requireFilesKnown(table, when);
      observer.requireLogsKnown(LocalStorage.locationOf(config.log().folder()), when);
    }
  }

  static Set<Integer> fieldIds(Schema schema) {
    return schema.columns().stream().map(Types.NestedField::fieldId).collect(Collectors.toSet());
  }

  /** A sound process takes everything over, and nothing is left. */
  private void finish() {
    for (ModelProcess process : processes) {
      if (process != null) {
        process.kill();
        forget(process);
      }
    }
    ModelProcess last = new ModelProcess(config, clock, ++seeds);
    processes[0] = last;
    last.start();
    check("at the end", true);
    if (table().isEmpty()) {
      return;
    }
    TableName name = name();
    try {
      last.table(name).seal();
      last.firn().settle(name);
      List<LogRepair> repairs = last.firn().lanes().planRepairs(Optional.empty());
      for (LogRepair repair : repairs) {
        requireOrphan(last, repair);
      }
      last.firn().lanes().repair(repairs);
    } catch (RuntimeException e) {
      throw new Violation(Kind.STUCK, "a sound process cannot seal: " + e, e);
    }
    check("after the last seal", true);
    for (LogStatus log : last.firn().lanes().status(Optional.empty())) {
      if (log.pendingRows() > 0) {
        throw new Violation(Kind.STUCK, "rows are pending after the last seal: " + log);
      }
    }
    List<String> leftovers = new ArrayList<>();
    last.firn().leftovers().forEach(each -> leftovers.add(each.location()));
    if (!leftovers.isEmpty()) {
      throw new Violation(Kind.UNKNOWN_FILE, "leftovers stay after the end: " + leftovers);
    }
  }

  /** The only logs that may need a repair are those of tables that are gone. */
  private static void requireOrphan(ModelProcess process, LogRepair repair) {
    boolean orphaned =
        process.firn().lanes().status(Optional.empty()).stream()
            .filter(log -> log.logId().equals(repair.logId()))
            .allMatch(log -> log.state() == LogStatus.State.ORPHANED);
    if (!orphaned) {
      throw new Violation(
          Kind.LOST,
          "a log needs a repair: "
              + repair
              + ", "
              + process.firn().lanes().status(Optional.empty()));
    }
  }
}
