package dev.firn.engine.model;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.registry.FaultyDataSource;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultyStorage;
import dev.firn.engine.table.TableName;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** A process of the model: the shipped engine on a disk and a database that fail on demand. */
final class ModelProcess {
  private final Faults faults = new Faults();
  private final FaultPlan plan;
  private final FaultyStorage storage;
  private final FirnConfig config;
  private final ModelClock clock;
  private final long seed;
  private final Map<String, Appender> appenders = new HashMap<>();
  private Firn firn;
  private boolean sound = true;

  /** A process that is not started yet. */
  ModelProcess(FirnConfig config, ModelClock clock, long seed) {
    this.config = config;
    this.clock = clock;
    this.seed = seed;
    this.plan = FaultPlan.by(seed, faults);
    this.storage = FaultyStorage.of(plan);
  }

  void start() {
    firn =
        Firn.open(
            config,
            storage,
            FaultyDataSource.of(database(config), plan),
            clock.environment(seed),
            new IcebergValues());
  }

  /** The registry; it need not survive a loss of power here, which nobody simulates for it. */
  static DataSource database(FirnConfig config) {
    SQLiteDataSource source = (SQLiteDataSource) Registry.dataSource(config.catalogUri());
    source.setSynchronous("OFF");
    return source;
  }

  Firn firn() {
    return firn;
  }

  Faults faults() {
    sound = false;
    return faults;
  }

  /** Its log's gate, which is no fault. */
  Faults gate() {
    return faults;
  }

  /** Nothing of it fails any more. */
  void lift() {
    faults.lift();
  }

  boolean isStarted() {
    return firn != null;
  }

  boolean isDead() {
    return plan.hasCrashed();
  }

  /** Whether no fault was ever asked for. */
  boolean isSound() {
    return sound;
  }

  FirnTable table(TableName name) {
    return firn.table(name.toString());
  }

  /** The same appender for the same sender, as long as the table is the same. */
  Appender appender(FirnTable table, String tableUuid, String key, AppenderOptions options) {
    Appender known = appenders.get(tableUuid + key);
    if (known == null) {
      known = table.appender(options);
      appenders.put(tableUuid + key, known);
    }
    return known;
  }

  /** Its appenders are thrown away, as those of clients that reconnect. */
  void forgetAppenders() {
    appenders.clear();
  }

  /** Ends after it was closed: the system frees what it has forgotten to give back. */
  void exit() {
    storage.loseLocks();
  }

  /** Dies: nothing that it does afterwards reaches the disk or the database. */
  void kill() {
    plan.crash();
    if (firn != null) {
      try {
        firn.closeFast();
      } catch (RuntimeException | Error e) {
        // It is dead already; only its threads and memory are taken back.
        return;
      }
    }
  }
}
