package dev.firn.cli.config;

import dev.firn.engine.FirnConfig;
import dev.firn.engine.LogConfig;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.table.ByteSize;
import dev.firn.engine.table.ColumnKind;
import dev.firn.engine.table.EncodingSettings;
import dev.firn.engine.table.TableDefaults;
import dev.firn.engine.table.TableSettings;
import dev.firn.engine.table.TimeSpan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableProperties;

/**
 * The configuration in effect, checked as a whole.
 *
 * <p>Threads: immutable.
 */
public final class Configuration {
  private final Map<ConfigKey, Effective> values;

  private record Effective(Value value, Origin origin) {}

  private Configuration(Map<ConfigKey, Effective> values) {
    this.values = values;
  }

  /**
   * Puts the layers together: options over variables over the file over the defaults.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} with every problem of every layer, also
   *     of values that a stronger layer replaces; {@link ErrorCode#UNSUPPORTED} if all that is
   *     wrong is that this version lacks something
   */
  public static Configuration load(ConfigOptions options, Surroundings surroundings) {
    Problems problems = new Problems();
    ValueReader reader = new ValueReader(problems);
    Map<ConfigKey, Effective> values = new EnumMap<>(ConfigKey.class);
    Optional<ConfigFile> file = ConfigFile.find(options, surroundings);
    if (file.isPresent()) {
      String text = file.get().read();
      put(FileLayer.read(file.get().path(), text, problems), reader, values);
    }
    put(EnvironmentLayer.read(surroundings, problems), reader, values);
    put(optionLayer(options, surroundings), reader, values);
    fill(values, surroundings.workingFolder());
    Configuration configuration = new Configuration(values);
    configuration.checkParts(problems);
    problems.refuseIfAny();
    return configuration;
  }

  /** Every key with its value and who said so. */
  public List<Setting> settings() {
    return Arrays.stream(ConfigKey.values())
        .map(
            key -> {
              Effective effective = effective(key);
              return new Setting(key.path(), effective.value().text(), effective.origin().shown());
            })
        .toList();
  }

  /** What the engine needs of it. */
  public FirnConfig engine() {
    FirnConfig usual = FirnConfig.of(folder(ConfigKey.WAREHOUSE));
    return usual
        .withCatalogUri(((Value.Uri) effective(ConfigKey.CATALOG_URI).value()).uri())
        .withMemoryBytesMax(bytes(ConfigKey.MAX_USAGE))
        .withPooledBytesMax(bytes(ConfigKey.POOL_SIZE))
        .withSpillFolder(folder(ConfigKey.SPILL_PATH))
        .withLog(logs(usual.log()))
        .withTableDefaults(tableDefaults());
  }

  /** Rows of a batch at most. */
  public int batchRows() {
    return ((Value.Count) effective(ConfigKey.BATCH_SIZE).value()).count();
  }

  /** Bytes of a batch at most. */
  public long batchBytes() {
    return bytes(ConfigKey.BATCH_BYTES);
  }

  private LogConfig logs(LogConfig usual) {
    return usual
        .withFolder(folder(ConfigKey.LOG_PATH))
        .withPendingBytesMax(bytes(ConfigKey.LOG_MAX_PENDING))
        .withBatches(batchRows(), batchBytes())
        .withCompression(
            FrameCompression.valueOf(
                effective(ConfigKey.LOG_COMPRESSION).value().text().toUpperCase(Locale.ROOT)));
  }

  private static List<Given> optionLayer(ConfigOptions options, Surroundings surroundings) {
    return options
        .warehouse()
        .map(
            path ->
                new Given(
                    ConfigKey.WAREHOUSE,
                    new YamlNode.Text(path.toString(), new Place(1, 1)),
                    new Origin.CommandLineOption("--warehouse"),
                    surroundings.workingFolder()))
        .stream()
        .toList();
  }

  private static void put(List<Given> layer, ValueReader reader, Map<ConfigKey, Effective> values) {
    for (Given given : layer) {
      reader
          .read(given)
          .ifPresent(value -> values.put(given.key(), new Effective(value, given.origin())));
    }
  }

  /** Adds the defaults; those that follow the warehouse come after it. */
  private static void fill(Map<ConfigKey, Effective> values, Path workingFolder) {
    Origin nobody = new Origin.Default();
    for (ConfigKey key : ConfigKey.values()) {
      if (!values.containsKey(key)) {
        values.put(key, new Effective(usual(key, values, workingFolder), nobody));
      }
    }
  }

  private static Value usual(ConfigKey key, Map<ConfigKey, Effective> values, Path workingFolder) {
    return switch (key) {
      case WAREHOUSE -> new Value.Folder(workingFolder.resolve("warehouse"));
      case CATALOG_URI ->
          new Value.Uri("jdbc:sqlite:" + inWarehouse(values).resolve("registry.db"));
      case LOG_PATH -> new Value.Folder(inWarehouse(values).resolve("log"));
      case SPILL_PATH -> new Value.Folder(inWarehouse(values).resolve("spill"));
      case LOG_MAX_PENDING -> size(10_000_000_000L);
      case LOG_COMPRESSION -> new Value.Word("none");
      case MAX_FILE_SIZE -> size(TableSettings.FILE_BYTES_MAX_DEFAULT);
      case ROTATION_TIMEOUT -> new Value.Span(new TimeSpan(Duration.ofMinutes(5)));
      case BATCH_SIZE -> new Value.Count(10_000);
      case BATCH_BYTES -> size(16_000_000);
      case ENCODING_PROFILE -> new Value.Word("compatible");
      case COMPRESSION_DEFAULT -> new Value.CodecName("zstd");
      case COLUMN_OVERRIDES -> new Value.Codecs(Map.of());
      case MAX_USAGE -> size(FirnConfig.MEMORY_BYTES_MAX_DEFAULT);
      case POOL_SIZE -> size(FirnConfig.POOLED_BYTES_MAX_DEFAULT);
    };
  }

  private static Value size(long bytes) {
    return new Value.Size(new ByteSize(bytes));
  }

  private static Path inWarehouse(Map<ConfigKey, Effective> values) {
    if (values.get(ConfigKey.WAREHOUSE) instanceof Effective(Value.Folder(Path path), Origin _)) {
      return path;
    }
    throw new IllegalStateException("The warehouse is not known before what lies in it");
  }

  /** Values that are right by themselves and wrong together. */
  private void checkParts(Problems problems) {
    long most = bytes(ConfigKey.MAX_USAGE);
    for (ConfigKey part : List.of(ConfigKey.POOL_SIZE, ConfigKey.BATCH_BYTES)) {
      if (bytes(part) > most) {
        problems.add(
            effective(part).origin(),
            part.path(),
            "at most " + ConfigKey.MAX_USAGE.path() + ", which is " + new ByteSize(most),
            "'" + effective(part).value().text() + "'");
      }
    }
  }

  /** Only what somebody said: a table does not keep what Firn would do anyway. */
  private TableDefaults tableDefaults() {
    Map<String, String> properties = new HashMap<>();
    said(ConfigKey.MAX_FILE_SIZE)
        .ifPresent(value -> properties.put(TableSettings.MAX_FILE_SIZE, value.text()));
    said(ConfigKey.ROTATION_TIMEOUT)
        .ifPresent(value -> properties.put(TableSettings.ROTATION_TIMEOUT, value.text()));
    said(ConfigKey.ENCODING_PROFILE)
        .ifPresent(value -> properties.put(EncodingSettings.PROFILE, value.text()));
    said(ConfigKey.COMPRESSION_DEFAULT)
        .ifPresent(
            value ->
                properties.put(TableProperties.PARQUET_COMPRESSION, icebergCodec(value.text())));
    Map<ColumnKind, String> codecs = new EnumMap<>(ColumnKind.class);
    ((Value.Codecs) effective(ConfigKey.COLUMN_OVERRIDES).value())
        .byKind()
        .forEach((kind, codec) -> codecs.put(kind, icebergCodec(codec)));
    return new TableDefaults(properties, codecs);
  }

  private static String icebergCodec(String name) {
    return name.equals("none") ? "uncompressed" : name;
  }

  private Optional<Value> said(ConfigKey key) {
    Effective effective = effective(key);
    return effective.origin() instanceof Origin.Default
        ? Optional.empty()
        : Optional.of(effective.value());
  }

  private Path folder(ConfigKey key) {
    return ((Value.Folder) effective(key).value()).path();
  }

  private long bytes(ConfigKey key) {
    return ((Value.Size) effective(key).value()).size().bytes();
  }

  private Effective effective(ConfigKey key) {
    Effective effective = values.get(key);
    if (effective == null) {
      throw new IllegalStateException("Key '" + key.path() + "' has no value");
    }
    return effective;
  }
}
