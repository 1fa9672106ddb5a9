package dev.firn.engine;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.commit.CommitTarget;
import dev.firn.engine.commit.MetadataFiles;
import dev.firn.engine.commit.TableCommitter;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.BulkLoad;
import dev.firn.engine.ingest.LaneParts;
import dev.firn.engine.ingest.Lanes;
import dev.firn.engine.ingest.Lanes.PendingRowsPolicy;
import dev.firn.engine.log.ByteLimit;
import dev.firn.engine.log.LogParts;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.owner.Leftover;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.SpillFolder;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import dev.firn.engine.verify.TableReport;
import dev.firn.engine.verify.TableVerification;
import dev.firn.engine.verify.ValueReader;
import dev.firn.parquet.WriterResources;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse, opened. What only some calls need (memory, threads, the owner's lock) is made when
 * it is first needed, so that listing tables starts fast.
 *
 * <p>Threads: safe.
 */
public final class Firn implements AutoCloseable {
  /** Of the memory budget, what may wait to be written to logs. */
  private static final int QUEUE_SHARE = 4;

  private final FirnConfig config;
  private final Storage storage;
  private final Environment environment;
  private final Registry registry;
  private final Ownership ownership;
  private final Leftovers leftovers;
  private final MetadataFiles metadataFiles;
  private final Catalog catalog;
  private final ConcurrentMap<String, TableCommitter> committers = new ConcurrentHashMap<>();
  private final Optional<ValueReader> valueReader;
  private @Nullable MemoryBudget budget;
  private @Nullable ExecutorService encoders;
  private @Nullable BulkLoad bulkLoad;
  private @Nullable Lanes lanes;
  private @Nullable EngineMetrics metrics;

  private Firn(
      FirnConfig config,
      Storage storage,
      Environment environment,
      Registry registry,
      Optional<ValueReader> valueReader) {
    this.config = config;
    this.valueReader = valueReader;
    this.storage = storage;
    this.environment = environment;
    this.registry = registry;
    String warehouse = LocalStorage.locationOf(config.warehouse());
    this.ownership = new Ownership(storage, registry, environment, warehouse + "/owners");
    this.leftovers = new Leftovers(storage, registry, ownership, this::engineMetrics);
    this.metadataFiles = new MetadataFiles(storage);
    this.catalog =
        new Catalog(
            new Catalog.Parts(storage, registry, ownership, leftovers, metadataFiles, environment),
            warehouse,
            config.tableDefaults());
  }

  /**
   * Opens a warehouse on this machine's disks; its folder and that of an SQLite registry are made
   * if they do not exist.
   */
  public static Firn open(FirnConfig config) {
    return openLocal(config, Optional.empty());
  }

  /** The same with a reader of values, which some checks of data files need. */
  public static Firn open(FirnConfig config, ValueReader valueReader) {
    return openLocal(config, Optional.of(valueReader));
  }

  private static Firn openLocal(FirnConfig config, Optional<ValueReader> valueReader) {
    Storage storage = LocalStorage.create();
    DataSource database = Registry.dataSource(config.catalogUri());
    Registry.folderOf(config.catalogUri())
        .filter(folder -> !folder.equals(config.warehouse()))
        .ifPresent(folder -> storage.createFolder(LocalStorage.locationOf(folder)));
    return open(config, storage, database, Environment.system(), valueReader);
  }

  /**
   * Opens a warehouse that tells a registry of the caller's what happens. The registry stays the
   * caller's; one warehouse at a time may be open over it, because gauges cannot be told apart.
   */
  public static Firn open(FirnConfig config, MeterRegistry registry) {
    Firn firn = open(config);
    firn.tell(EngineMetrics.over(registry));
    return firn;
  }

  /** The same with a reader of values, which some checks of data files need. */
  public static Firn open(FirnConfig config, ValueReader valueReader, MeterRegistry registry) {
    Firn firn = open(config, valueReader);
    firn.tell(EngineMetrics.over(registry));
    return firn;
  }

  /** Opens a warehouse with storage, database, time and chance of the caller's choice. */
  public static Firn open(
      FirnConfig config, Storage storage, DataSource database, Environment environment) {
    return open(config, storage, database, environment, Optional.empty());
  }

  /** The same with a reader of values, which some checks of data files need. */
  public static Firn open(
      FirnConfig config,
      Storage storage,
      DataSource database,
      Environment environment,
      ValueReader valueReader) {
    return open(config, storage, database, environment, Optional.of(valueReader));
  }

  private static Firn open(
      FirnConfig config,
      Storage storage,
      DataSource database,
      Environment environment,
      Optional<ValueReader> valueReader) {
    String warehouse = LocalStorage.locationOf(config.warehouse());
    storage.createFolder(warehouse);
    Registry registry = Registry.open(database, storage, warehouse + "/owners/registry.lock");
    return new Firn(config, storage, environment, registry, valueReader);
  }

  /** Its configuration. */
  public FirnConfig config() {
    return config;
  }

  /** All tables, by namespace and name. */
  public List<FirnTable> tables() {
    return catalog.list().stream().map(this::table).toList();
  }

  /**
   * A table by {@code namespace.name}.
   *
   * @throws FirnException {@link ErrorCode#TABLE_NOT_FOUND}
   */
  public FirnTable table(String name) {
    return table(catalog.load(TableName.parse(name)));
  }

  /** Creates, finds and drops tables and namespaces. */
  public Catalog catalog() {
    return catalog;
  }

  /** Creates a table. */
  public FirnTable createTable(NewTable table) {
    return table(catalog.create(table));
  }

  /** What dead processes left and nobody has settled yet; nothing is touched. */
  public List<Leftover> leftovers() {
    return leftovers.report();
  }

  /** Removes what dead processes left on a table. Every call that writes does this first. */
  public List<Leftover> settle(TableName table) {
    return leftovers.settle(table);
  }

  /** The one budget of this process. */
  public synchronized MemoryBudget budget() {
    MemoryBudget made = budget;
    if (made == null) {
      made = MemoryBudget.of(config.memoryBytesMax(), config.pooledBytesMax(), environment);
      budget = made;
    }
    return made;
  }

  /** Where a source's buffers must come from. */
  public BufferAllocator allocator() {
    return budget().arrowRoot();
  }

  /** Files by location; for readers of what a table points to. */
  public Storage storage() {
    return storage;
  }

  /** A new folder for what an operation puts aside; closed by the caller. */
  public SpillFolder newSpillFolder() {
    return SpillFolder.create(
        storage, LocalStorage.locationOf(config.spillFolder()), environment.ulids());
  }

  /** Does something beside the caller's work, in a thread of the warehouse's. */
  public synchronized <T> Future<T> inBackground(Callable<T> work) {
    return encoders().submit(work);
  }

  /** What was loaded and when. */
  public Registry registry() {
    return registry;
  }

  /**
   * Holds a table against the bytes on disk; nothing is changed.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} if this warehouse was opened without a
   *     reader of values
   */
  TableReport verify(TableEntry entry) {
    ValueReader reader =
        valueReader.orElseThrow(
            () ->
                new FirnException(
                    ErrorCode.CONFIGURATION,
                    "Verification of '"
                        + entry.name()
                        + "': expected a reader of values, found that the warehouse was opened"
                        + " without one. Use Firn.open(config, reader), or 'firn verify'."));
    return TableVerification.run(
        new TableVerification.Parts(storage, registry, leftovers, reader, allocator()), entry);
  }

  /**
   * What this process has counted and timed: the registry that the warehouse was opened with, else
   * one in memory. docs/metrics.md lists the meters.
   */
  public MeterRegistry metrics() {
    return engineMetrics().registry();
  }

  TableCommitter committer(TableName table) {
    return committers.computeIfAbsent(
        table.toString(),
        name ->
            new TableCommitter(
                new CommitTarget(
                    table,
                    storage,
                    registry,
                    ownership,
                    metadataFiles,
                    environment,
                    engineMetrics())));
  }

  synchronized BulkLoad bulkLoad() {
    BulkLoad made = bulkLoad;
    if (made == null) {
      made = new BulkLoad(loadParts());
      bulkLoad = made;
    }
    return made;
  }

  private BulkLoad.Parts loadParts() {
    return new BulkLoad.Parts(
        storage,
        registry,
        ownership,
        environment,
        budget(),
        new WriterResources(allocator(), encoders(), config.parallelism(), environment.nanos()),
        LocalStorage.locationOf(config.spillFolder()),
        config.fileBytesMax(),
        valueReader,
        engineMetrics());
  }

  /** Rows that come one by one or batch by batch: logs, and what commits them. */
  public synchronized Lanes lanes() {
    Lanes made = lanes;
    if (made == null) {
      made =
          new Lanes(
              new LaneParts(
                  loadParts(),
                  catalog,
                  this::committer,
                  logParts(),
                  LocalStorage.locationOf(config.log().folder()),
                  new Appender.Limits(config.log().batchRowsMax(), config.log().batchBytesMax())));
      lanes = made;
    }
    return made;
  }

  /** Whether there are logs at all; asked before {@link #lanes} by those who only look. */
  public boolean hasLogs() {
    return !registry.logs().list().isEmpty();
  }

  /** Whether rows may wait in a log in front of a table. */
  boolean hasLogs(String tableUuid) {
    return !registry.logs().listByTable(tableUuid).isEmpty();
  }

  private LogParts logParts() {
    LogConfig log = config.log();
    return new LogParts(
        storage,
        environment,
        allocator(),
        log.compression(),
        new ByteLimit(
            "rows that wait in the log",
            "Rows leave it when they are committed; log.max_pending sets the limit.",
            log.pendingBytesMax()),
        new ByteLimit(
            "rows on their way to the log",
            "The disk is slower than the senders.",
            config.memoryBytesMax() / QUEUE_SHARE),
        engineMetrics());
  }

  /**
   * Drops a table and its log.
   *
   * @return the name as it was created
   * @throws FirnException {@link ErrorCode#CONFLICT} if rows wait in its log and the policy
   *     protects them
   */
  public TableName dropTable(TableName name, PendingRowsPolicy policy) {
    return drop(name, policy, catalog::drop);
  }

  /** Drops a table, its log, and its folder with all files. */
  public TableName purgeTable(TableName name, PendingRowsPolicy policy) {
    return drop(name, policy, catalog::purge);
  }

  private TableName drop(TableName name, PendingRowsPolicy policy, UnaryOperator<TableName> how) {
    String uuid = catalog.read(catalog.load(name)).uuid();
    // Where rows stream, the first of this table may be on their way.
    boolean mayStream = openLanes() != null || hasLogs(uuid);
    return mayStream ? lanes().drop(name, uuid, policy, how) : how.apply(name);
  }

  Environment environment() {
    return environment;
  }

  MetadataFiles metadataFiles() {
    return metadataFiles;
  }

  /** Commits the rows that wait in this process's logs, and closes. */
  @Override
  public void close() {
    Lanes streams = openLanes();
    if (streams != null) {
      streams.close();
    }
    closeParts();
  }

  /** Closes at once: rows that wait in this process's logs stay there, for the next process. */
  public void closeFast() {
    Lanes streams = openLanes();
    if (streams != null) {
      streams.closeFast();
    }
    closeParts();
  }

  private synchronized @Nullable Lanes openLanes() {
    return lanes;
  }

  private synchronized void closeParts() {
    ExecutorService threads = encoders;
    MemoryBudget memory = budget;
    EngineMetrics told = metrics;
    try (registry;
        ownership;
        memory;
        told) {
      if (threads != null) {
        threads.shutdownNow();
      }
    }
  }

  private ExecutorService encoders() {
    ExecutorService made = encoders;
    if (made == null) {
      made =
          Executors.newFixedThreadPool(
              Math.max(1, config.parallelism() - 1),
              Thread.ofPlatform().daemon().name("firn-encode-", 0).factory());
      encoders = made;
    }
    return made;
  }

  private synchronized EngineMetrics engineMetrics() {
    EngineMetrics made = metrics;
    return made == null ? tell(EngineMetrics.inMemory()) : made;
  }

  private synchronized EngineMetrics tell(EngineMetrics made) {
    metrics = made;
    made.watchMemory(config.memoryBytesMax(), this::budgetIfNeeded);
    return made;
  }

  private synchronized Optional<MemoryBudget> budgetIfNeeded() {
    return Optional.ofNullable(budget);
  }

  private FirnTable table(TableEntry entry) {
    return new FirnTable(this, entry);
  }
}
