package dev.firn.cli.config;

import dev.firn.engine.table.TableSettings;
import dev.firn.engine.table.TimeSpan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of the configuration, in the order in which they are shown. */
enum ConfigKey {
  WAREHOUSE(
      "warehouse",
      new ValueForm.Warehouse(),
      "./warehouse",
      "Folder of tables, registry and owners' locks; made if it does not exist."),
  CATALOG_URI(
      "catalog.uri",
      new ValueForm.CatalogUri(),
      "jdbc:sqlite:<warehouse>/registry.db",
      "The registry's database. Postgres is read as a value and refused when a warehouse is opened:"
          + " this version keeps its registry in SQLite."),
  LOG_PATH(
      "log.path",
      new ValueForm.LocalFolder(),
      "<warehouse>/log",
      "Folder of the tables' logs, where appended rows wait until they are committed."),
  LOG_MAX_PENDING(
      "log.max_pending",
      ValueForm.Size.of(1_000_000, Long.MAX_VALUE),
      "10GB",
      "Bytes that all logs together may hold; past them appends wait, or are told that Firn is"
          + " busy."),
  LOG_COMPRESSION(
      "log.compression",
      new ValueForm.Choice(List.of("none", "lz4")),
      "none",
      "How logs store rows: as they are in memory, or as LZ4 blocks where those are smaller."),
  SPILL_PATH(
      "spill.path",
      new ValueForm.LocalFolder(),
      "<warehouse>/spill",
      "Folder of what loads, seals and queries put aside when it does not fit into memory; emptied by them."),
  MAX_FILE_SIZE(
      "storage.parquet.max_file_size",
      ValueForm.Size.of(TableSettings.FILE_BYTES_MIN, TableSettings.FILE_BYTES_MAX_DEFAULT),
      "50GB",
      "Hard cap of a data file. New tables keep it as property `firn.max-file-size`."),
  ROTATION_TIMEOUT(
      "storage.parquet.rotation_timeout",
      new ValueForm.Span(
          new TimeSpan(Duration.ofMillis(100)),
          // Nine digits of milliseconds, which is what a table's setting takes.
          new TimeSpan(Duration.ofDays(7))),
      "5m",
      "Age of the oldest pending row at which a table's log is sealed and its rows are committed. New"
          + " tables keep it as property `firn.rotation-timeout`."),
  BATCH_SIZE(
      "storage.parquet.batch_size",
      // A batch of a million rows of a hundred columns is a gigabyte.
      new ValueForm.Count(1, 1_000_000),
      "10000",
      "Rows of a batch, where the input's format leaves the choice; of appended rows too."),
  BATCH_BYTES(
      "storage.parquet.batch_bytes",
      // Arrow's offsets are 32-bit numbers of bytes.
      ValueForm.Size.of(1_000, 1_000_000_000),
      "16MB",
      "Bytes of a batch of text or of single rows, by estimate; it ends at `batch_size` rows or at"
          + " this, whichever comes first."),
  ENCODING_PROFILE(
      "storage.parquet.encoding_profile",
      new ValueForm.Choice(List.of("compatible", "modern")),
      "compatible",
      "Which encodings columns get theirs from. New tables keep it as property"
          + " `firn.encoding-profile`."),
  COMPRESSION_DEFAULT(
      "storage.parquet.compression.default",
      new ValueForm.CodecWord(),
      "zstd",
      "Codec of columns. New tables keep it as property `write.parquet.compression-codec`."),
  COLUMN_OVERRIDES(
      "storage.parquet.compression.column_overrides",
      new ValueForm.CodecsByKind(),
      "{}",
      "Codecs by kind of column. New tables and columns keep them as properties"
          + " `write.parquet.compression-codec.column.<name>`."),
  MAX_USAGE(
      "storage.parquet.memory.max_usage",
      // A quarter of it is DuckDB's, which reads Parquet input with no less than 32 MiB.
      ValueForm.Size.of(128L << 20, Long.MAX_VALUE),
      "1GB",
      "Budget for all memory outside the Java heap: batches, pages, codecs, DuckDB."),
  POOL_SIZE(
      "storage.parquet.memory.pool_size",
      ValueForm.Size.of(1_000_000, Long.MAX_VALUE),
      "100MB",
      "Buffers kept for reuse, part of `max_usage` and at most that; what nobody needed for ten"
          + " seconds is given back.");

  private static final String VARIABLE_PREFIX = "FIRN_";

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // Records of values, which the check cannot see.
  private final ValueForm form;

  private final String usual;
  private final String effect;

  ConfigKey(String path, ValueForm form, String usual, String effect) {
    this.path = path;
    this.form = form;
    this.usual = usual;
    this.effect = effect;
  }

  /** The key of a dotted path. */
  static Optional<ConfigKey> find(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }

  /** Whether keys stand below a dotted path. */
  static boolean isGroup(String path) {
    return Arrays.stream(values()).anyMatch(key -> key.path.startsWith(path + "."));
  }

  /** The names of what stands right below a group's dotted path; of all groups if it is empty. */
  static List<String> namesBelow(String group) {
    String prefix = group.isEmpty() ? "" : group + ".";
    return Arrays.stream(values())
        .filter(key -> key.path.startsWith(prefix))
        .map(key -> key.path.substring(prefix.length()).split("\\.", 2)[0])
        .distinct()
        .toList();
  }

  /** Its dotted path in the file. */
  String path() {
    return path;
  }

  /** Its environment variable. */
  String variable() {
    return VARIABLE_PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  ValueForm form() {
    return form;
  }

  /** Its default, in words where it follows another key. */
  String usual() {
    return usual;
  }

  /** What it does, for documents. */
  String effect() {
    return effect;
  }
}
