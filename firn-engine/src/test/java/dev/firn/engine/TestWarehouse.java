package dev.firn.engine;

import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.registry.FaultyDataSource;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultyStorage;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** A warehouse for tests: fixed clock, one host, a table of one column of numbers. */
public final class TestWarehouse {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  public static final TableName TABLE = TableName.parse("air.flights");
  public static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));

  private final FirnConfig config;
  private long seed;

  public TestWarehouse(Path folder) {
    this.config = FirnConfig.of(folder);
  }

  public FirnConfig config() {
    return config;
  }

  /** A process of its own on real disk and database. */
  public Firn open() {
    return openAt(NOW);
  }

  /** A process that is configured otherwise. */
  public Firn open(UnaryOperator<FirnConfig> change) {
    return Firn.open(
        change.apply(config),
        LocalStorage.create(),
        Registry.dataSource(config.catalogUri()),
        Environment.of(Clock.fixed(NOW, ZoneOffset.UTC), ++seed),
        new IcebergValues());
  }

  /** A process at a moment. */
  public Firn openAt(Instant now) {
    return Firn.open(
        config,
        LocalStorage.create(),
        Registry.dataSource(config.catalogUri()),
        Environment.of(Clock.fixed(now, ZoneOffset.UTC), ++seed),
        new IcebergValues());
  }

  /** A process whose disk and database follow a plan. */
  public Firn open(FaultPlan plan) {
    return Firn.open(
        config,
        FaultyStorage.of(plan),
        FaultyDataSource.of(Registry.dataSource(config.catalogUri()), plan),
        Environment.of(Clock.fixed(NOW, ZoneOffset.UTC), ++seed),
        new IcebergValues());
  }

  /** A process that dies at once, leaving whatever the action began. */
  public void runAndDie(java.util.function.Consumer<Firn> action) {
    FaultPlan plan = FaultPlan.none();
    try (Firn firn = open(plan)) {
      action.accept(firn);
      plan.crash();
    } catch (RuntimeException e) {
      if (plan.callCount() == 0) {
        throw e;
      }
    }
  }

  public static FirnTable createTable(Firn firn) {
    return createTable(firn, Map.of());
  }

  /** Every value that is written to it is read back, unless the properties say otherwise. */
  public static FirnTable createTable(Firn firn, Map<String, String> properties) {
    Map<String, String> checked = new HashMap<>(properties);
    checked.putIfAbsent(TableSettings.VERIFY_ON_WRITE, "values");
    return firn.createTable(NewTable.of(TABLE, SCHEMA, checked));
  }

  /** Loads the numbers from 0 on. */
  public static CommittedSnapshot load(Firn firn, int rows) {
    return firn.table(TABLE.toString()).load(reader(firn, rows));
  }

  /** Loads the numbers from 0 on, under a key. */
  public static CommittedSnapshot load(Firn firn, String key, int rows) {
    return firn.table(TABLE.toString()).load(reader(firn, rows), key);
  }

  /** A reader of one batch of the numbers from 0 on. */
  public static RowsReader reader(Firn firn, int rows) {
    return new RowsReader(
        firn.allocator(),
        ArrowMapping.toArrow(SCHEMA),
        List.of(root -> fill(root, LongStream.range(0, rows).toArray())));
  }

  public static void fill(VectorSchemaRoot root, long... values) {
    BigIntVector vector = (BigIntVector) root.getVector(0);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    root.setRowCount(values.length);
  }
}
