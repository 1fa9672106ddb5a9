package dev.firn.engine.catalog;

import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.commit.MetadataFiles;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.CatalogPointer;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.registry.Settlement;
import dev.firn.engine.registry.TableEntry;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.registry.UnsettledFile.Kind;
import dev.firn.engine.schema.NearestName;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableDefaults;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;

/**
 * Creates, finds and drops tables.
 *
 * <p>Threads: safe. Failures: as with every commit, the registry is asked how it ended before
 * anything is removed.
 */
public final class Catalog {
  /** Tries to find a folder that no table ever had; the suffix makes the second one succeed. */
  private static final int LOCATION_TRIES_MAX = 10;

  private static final int SUFFIX_CHARS = 6;

  /** Iceberg's own default. */
  private static final String FORMAT_DEFAULT = "2";

  /** Each lost race is another writer's commit, of which a rename meets few. */
  private static final int RENAME_TRIES_MAX = 20;

  private static final String CREATE_WAY_OUT =
      "Choose another name, or say CREATE TABLE IF NOT EXISTS.";

  private final Storage storage;
  private final Registry registry;
  private final CatalogPointer pointer;
  private final Ownership ownership;
  private final Leftovers leftovers;
  private final MetadataFiles metadataFiles;
  private final Environment environment;
  private final String warehouse;
  private final TableDefaults defaults;

  /** What a catalog works with. */
  public record Parts(
      Storage storage,
      Registry registry,
      Ownership ownership,
      Leftovers leftovers,
      MetadataFiles metadataFiles,
      Environment environment) {}

  /**
   * @param warehouse location below which tables get their folders
   * @param defaults what new tables get beside what their definition says
   */
  public Catalog(Parts parts, String warehouse, TableDefaults defaults) {
    this.storage = parts.storage();
    this.registry = parts.registry();
    this.pointer = registry.pointer();
    this.ownership = parts.ownership();
    this.leftovers = parts.leftovers();
    this.metadataFiles = parts.metadataFiles();
    this.environment = parts.environment();
    this.warehouse = warehouse;
    this.defaults = defaults;
  }

  /** All tables, by namespace and name. */
  public List<TableEntry> list() {
    return registry.tables().list();
  }

  /** All namespaces. */
  public List<String> listNamespaces() {
    return registry.tables().listNamespaces();
  }

  /**
   * Adds a namespace.
   *
   * @return false if it exists
   */
  public boolean createNamespace(String namespace) {
    TableName checked = new TableName(namespace, "any");
    boolean known =
        listNamespaces().stream().anyMatch(each -> each.equalsIgnoreCase(checked.namespace()));
    return !known && registry.tables().createNamespace(namespace);
  }

  /**
   * Finds a table as SQL does: its name as written, else the one that differs only in case.
   *
   * @return its name as it was created
   */
  public Optional<TableEntry> find(TableName name) {
    Optional<String> exact = pointer.find(name);
    if (exact.isPresent()) {
      return Optional.of(new TableEntry(name, exact.get()));
    }
    return list().stream().filter(entry -> entry.name().matches(name)).findFirst();
  }

  /**
   * Creates a table; its namespace comes with it, and so do the configuration's {@link
   * TableDefaults} where the definition does not set the property.
   *
   * @return its name and metadata file
   * @throws FirnException {@link ErrorCode#TABLE_EXISTS} if the name is taken, also in other case
   */
  public TableEntry create(NewTable table) {
    Optional<TableEntry> existing = find(table.name());
    if (existing.isPresent()) {
      throw exists(table.name(), existing.get().name(), CREATE_WAY_OUT);
    }
    leftovers.settle(table.name());
    Map<String, String> properties =
        defaults.complete(table.schema().asStruct(), table.properties());
    // Without it each commit leaves a metadata file for ever.
    properties.putIfAbsent(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    TableCheck.require(
        table.name(), new TableCheck.Shape(table.schema(), properties, formatVersion(properties)));
    TableName name = inExistingNamespace(table.name());
    Optional<String> chosen =
        table.location().map(it -> ChosenLocation.require(name, it, warehouse, storage));
    createNamespace(name.namespace());
    String uuid = environment.uuids().get().toString();
    String location =
        chosen.isPresent()
            ? claimChosenLocation(name, chosen.get(), uuid)
            : claimLocation(name, uuid);
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            table.schema(), table.spec(), table.order(), location, properties);
    metadata = TableMetadata.buildFrom(metadata).assignUUID(uuid).build();
    return insert(name, metadata);
  }

  /**
   * Drops a namespace.
   *
   * @return its name as it was created
   * @throws FirnException if there is none of that name, or tables are in it
   */
  public String dropNamespace(String namespace) {
    String name =
        findNamespace(namespace)
            .orElseThrow(() -> noNamespace(namespace, "SHOW SCHEMAS lists them."));
    if (!registry.tables().dropNamespace(name)) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Schema '"
              + name
              + "': expected to be empty, found tables in it. Drop or rename them first.");
    }
    return name;
  }

  /** A namespace as it was created, found without case. */
  public Optional<String> findNamespace(String namespace) {
    List<String> all = listNamespaces();
    return all.contains(namespace)
        ? Optional.of(namespace)
        : all.stream().filter(namespace::equalsIgnoreCase).findFirst();
  }

  /**
   * Gives a table another name, also in another namespace. Its folder stays, and so does what was
   * loaded; a commit that is under way to the old name finds no table any more.
   *
   * @param to its namespace must exist
   * @return the new name and the metadata file as it was
   * @throws FirnException {@link ErrorCode#TABLE_EXISTS} if the name is taken
   */
  public TableEntry rename(TableName from, TableName to) {
    String namespace =
        findNamespace(to.namespace())
            .orElseThrow(() -> noNamespace(to.namespace(), "Create it with CREATE SCHEMA."));
    TableName target = new TableName(namespace, to.name());
    leftovers.settle(load(from).name());
    for (int tries = 0; tries < RENAME_TRIES_MAX; tries++) {
      TableEntry entry = load(from);
      Optional<TableEntry> taken = find(target).filter(each -> !each.name().equals(entry.name()));
      if (taken.isPresent()) {
        throw exists(target, taken.get().name(), "Choose another name.");
      }
      if (entry.name().equals(target)) {
        return entry;
      }
      if (tryRename(entry, target)) {
        return new TableEntry(target, entry.metadataLocation());
      }
    }
    throw new FirnException(
        ErrorCode.CONFLICT,
        "Rename of '"
            + from
            + "': expected the table to rest for a moment, found other writers at it "
            + RENAME_TRIES_MAX
            + " times. Try again.");
  }

  /**
   * Drops a table. Its files stay, as Iceberg's catalogs have it.
   *
   * @return the name as it was created
   */
  public TableName drop(TableName name) {
    TableEntry entry = load(name);
    TableMetadata metadata = read(entry);
    leftovers.settle(entry.name());
    remove(entry, metadata, environment.ulids().get());
    return entry.name();
  }

  /**
   * Drops a table and deletes its folder.
   *
   * @return the name as it was created
   */
  public TableName purge(TableName name) {
    TableEntry entry = load(name);
    TableMetadata metadata = read(entry);
    leftovers.settle(entry.name());
    if (!registry.tables().isClaimedBy(metadata.location(), metadata.uuid())) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Purge of '"
              + entry.name()
              + "': expected a folder that Firn gave to this table, found '"
              + metadata.location()
              + "' of another engine's, which may hold more than the table. Drop the table without"
              + " --purge and delete its files with that engine.");
    }
    if (!metadata.propertyAsBoolean(
        TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Purge of '"
              + entry.name()
              + "': expected property gc.enabled not to forbid it, found false. Its files may be"
              + " shared; drop the table without --purge.");
    }
    String commitId = environment.ulids().get();
    // Registered before: a crash after the drop leaves the folder to the next writer.
    registry
        .unsettledFiles()
        .register(List.of(file(entry.name(), commitId, Kind.TABLE, metadata.location())));
    remove(entry, metadata, commitId);
    storage.deleteFolder(metadata.location());
    registry.unsettledFiles().forget(List.of(metadata.location()));
    return entry.name();
  }

  /**
   * The table's entry.
   *
   * @throws FirnException {@link ErrorCode#TABLE_NOT_FOUND} naming what comes near
   */
  public TableEntry load(TableName name) {
    return find(name).orElseThrow(() -> notFound(name));
  }

  /** The metadata that an entry points to. */
  public TableMetadata read(TableEntry entry) {
    return metadataFiles.read(entry.name().toString(), entry.metadataLocation());
  }

  /** The metadata that a table's pointer names now, also if it moved since the entry was read. */
  public TableMetadata readCurrent(TableEntry entry) {
    return metadataFiles.readCurrent(
        entry.name().toString(),
        () -> pointer.find(entry.name()).orElseThrow(() -> notFound(entry.name())));
  }

  /** The namespace as it was first written, so that two spellings are one folder. */
  private TableName inExistingNamespace(TableName wanted) {
    return listNamespaces().stream()
        .filter(wanted.namespace()::equalsIgnoreCase)
        .findFirst()
        .map(existing -> new TableName(existing, wanted.name()))
        .orElse(wanted);
  }

  private TableEntry insert(TableName name, TableMetadata metadata) {
    String commitId = environment.ulids().get();
    String location =
        String.format(
            Locale.ROOT,
            "%s/metadata/00000-%s.metadata.json",
            metadata.location(),
            environment.uuids().get());
    registry.unsettledFiles().register(List.of(file(name, commitId, Kind.METADATA, location)));
    try {
      MetadataFiles.Written written = metadataFiles.write(metadata, location);
      Settlement settlement =
          Settlement.of(
              SettledCommit.of(commitId, metadata.uuid(), "create", 0),
              List.of(written.file()),
              environment.clock().instant());
      if (!pointer.insert(name, location, settlement)) {
        throw exists(name, name, CREATE_WAY_OUT);
      }
      metadataFiles.remember(name.toString(), written.metadata());
    } catch (RuntimeException e) {
      if (!hasLanded(name, commitId, e)) {
        leftovers.discard(commitId, e);
        throw e;
      }
    }
    metadataFiles.tryWriteVersionHint(location);
    return new TableEntry(name, location);
  }

  private void remove(TableEntry entry, TableMetadata metadata, String commitId) {
    Settlement settlement =
        Settlement.of(
            SettledCommit.of(commitId, metadata.uuid(), "drop", 0), environment.clock().instant());
    try {
      if (pointer.remove(entry.name(), entry.metadataLocation(), settlement)) {
        return;
      }
      throw new FirnException(
          ErrorCode.CONFLICT,
          "Drop of '"
              + entry.name()
              + "': expected the table as it was a moment ago, found that another process changed"
              + " it. Try again.");
    } catch (RuntimeException e) {
      if (!hasLanded(entry.name(), commitId, e)) {
        leftovers.forget(commitId, e);
        throw e;
      }
    }
  }

  /** Whether the name changed; if not, another commit came first. */
  private boolean tryRename(TableEntry entry, TableName target) {
    TableMetadata metadata = read(entry);
    String commitId = environment.ulids().get();
    Settlement settlement =
        Settlement.of(
            SettledCommit.of(commitId, metadata.uuid(), "rename", 0),
            environment.clock().instant());
    try {
      return pointer.rename(entry, target, settlement);
    } catch (FirnException e) {
      if (!hasLanded(entry.name(), commitId, e)) {
        throw e;
      }
      return true;
    }
  }

  /** Asks how a commit ended after a failure; if it has not landed, it never will. */
  private boolean hasLanded(TableName name, String commitId, RuntimeException failure) {
    try {
      return pointer.abort(commitId).isPresent();
    } catch (FirnException e) {
      failure.addSuppressed(e);
      throw new CommitUnknownException(name.toString(), commitId, failure);
    }
  }

  private String claimLocation(TableName name, String uuid) {
    String plain = warehouse + "/" + name.folder();
    String location = plain;
    for (int tries = 0; tries < LOCATION_TRIES_MAX; tries++) {
      if (!storage.folderExists(location)
          && registry.tables().claimLocation(location, uuid, environment.clock().millis())) {
        return location;
      }
      String ulid = environment.ulids().get().toLowerCase(Locale.ROOT);
      location = plain + "-" + ulid.substring(ulid.length() - SUFFIX_CHARS);
    }
    throw new FirnException(
        ErrorCode.STORAGE,
        "Table '" + name + "': expected a free folder like '" + plain + "', found none.");
  }

  private String claimChosenLocation(TableName name, String location, String uuid) {
    if (registry.tables().claimLocation(location, uuid, environment.clock().millis())) {
      return location;
    }
    throw ChosenLocation.taken(name, location);
  }

  private UnsettledFile file(TableName table, String commitId, Kind kind, String location) {
    return new UnsettledFile(
        location, commitId, ownership.acquire(), table, kind, environment.clock().instant());
  }

  private FirnException notFound(TableName name) {
    List<TableEntry> tables = list();
    String hint =
        tables.isEmpty()
            ? "There are no tables yet; create one with 'firn sql -e \"CREATE TABLE …\"'."
            : NearestName.of(
                        name.toString(),
                        tables.stream().map(each -> each.name().toString()).toList())
                    .map(nearest -> "The nearest is '" + nearest + "'. ")
                    .orElse("")
                + "'firn tables' lists them.";
    return new FirnException(
        ErrorCode.TABLE_NOT_FOUND,
        "Table '" + name + "': expected to exist, found no table of that name. " + hint);
  }

  private FirnException noNamespace(String namespace, String wayOut) {
    String hint =
        NearestName.of(namespace, listNamespaces())
            .map(nearest -> " The nearest is '" + nearest + "'.")
            .orElse(" " + wayOut);
    return new FirnException(
        ErrorCode.TABLE_NOT_FOUND,
        "Schema '" + namespace + "': expected to exist, found none of that name." + hint);
  }

  static int formatVersion(Map<String, String> properties) {
    String version = properties.getOrDefault(TableProperties.FORMAT_VERSION, FORMAT_DEFAULT);
    return switch (version) {
      case "1", "2", "3" -> Integer.parseInt(version);
      default ->
          throw new FirnException(
              ErrorCode.CONFIGURATION,
              "Table property 'format-version': expected 2 or 3, found '" + version + "'.");
    };
  }

  private static FirnException exists(TableName wanted, TableName existing, String wayOut) {
    return new FirnException(
        ErrorCode.TABLE_EXISTS,
        "Table '"
            + wanted
            + "': expected the name to be free, found table '"
            + existing
            + "'. "
            + wayOut);
  }
}
