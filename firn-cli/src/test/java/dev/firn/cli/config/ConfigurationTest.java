package dev.firn.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.firn.engine.FirnConfig;
import dev.firn.engine.LogConfig;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.table.ColumnKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each key takes, who wins, and where relative paths start. */
final class ConfigurationTest {
  private static final String EVERY_KEY =
      """
      # Every key, none with its default.
      warehouse: data
      catalog:
        uri: jdbc:sqlite:state/r.db
      log:
        path: /var/log/firn
        max_pending: 2GiB
        compression: LZ4
      spill:
        path: ../tmp
      storage:
        parquet:
          max_file_size: 512MB
          rotation_timeout: 1m30s
          batch_size: 500
          batch_bytes: 1 MiB
          encoding_profile: Modern
          compression:
            default: Snappy
            column_overrides: {text: gzip, uuid: none}
          memory:
            max_usage: 2GB
            pool_size: 64MiB
      """;

  @TempDir private Path folder;

  @Test
  void withoutAnySourceEveryKeyHasItsDefault() {
    Map<String, String> values = values(Configuration.load(none(), at(Map.of())));
    Path warehouse = folder.resolve("warehouse");
    assertThat(values)
        .containsOnly(
            entry("warehouse", warehouse.toString()),
            entry("catalog.uri", "jdbc:sqlite:" + warehouse.resolve("registry.db")),
            entry("log.path", warehouse.resolve("log").toString()),
            entry("log.max_pending", "10GB"),
            entry("log.compression", "none"),
            entry("spill.path", warehouse.resolve("spill").toString()),
            entry("storage.parquet.max_file_size", "50GB"),
            entry("storage.parquet.rotation_timeout", "5m"),
            entry("storage.parquet.batch_size", "10000"),
            entry("storage.parquet.batch_bytes", "16MB"),
            entry("storage.parquet.encoding_profile", "compatible"),
            entry("storage.parquet.compression.default", "zstd"),
            entry("storage.parquet.compression.column_overrides", "{}"),
            entry("storage.parquet.memory.max_usage", "1GB"),
            entry("storage.parquet.memory.pool_size", "100MB"));
    assertThat(Configuration.load(none(), at(Map.of())).settings())
        .allMatch(setting -> setting.source().equals("default"));
  }

  @Test
  void defaultsAreTheEnginesOwn() {
    FirnConfig engine = Configuration.load(none(), at(Map.of())).engine();
    assertThat(engine).isEqualTo(FirnConfig.of(folder.resolve("warehouse")));
  }

  @Test
  void fileSetsEveryKeyAndSaysWhere() throws IOException {
    Path file = write("sub/firn.yaml", EVERY_KEY);
    Configuration loaded =
        Configuration.load(new ConfigOptions(Optional.of(file), Optional.empty()), at(Map.of()));
    Path home = folder.resolve("sub");
    assertThat(loaded.settings())
        .containsExactly(
            setting("warehouse", home.resolve("data"), file, 2),
            setting("catalog.uri", "jdbc:sqlite:" + home.resolve("state/r.db"), file, 4),
            setting("log.path", "/var/log/firn", file, 6),
            setting("log.max_pending", "2GiB", file, 7),
            setting("log.compression", "lz4", file, 8),
            setting("spill.path", folder.resolve("tmp"), file, 10),
            setting("storage.parquet.max_file_size", "512MB", file, 13),
            setting("storage.parquet.rotation_timeout", "90s", file, 14),
            setting("storage.parquet.batch_size", "500", file, 15),
            setting("storage.parquet.batch_bytes", "1MiB", file, 16),
            setting("storage.parquet.encoding_profile", "modern", file, 17),
            setting("storage.parquet.compression.default", "snappy", file, 19),
            setting(
                "storage.parquet.compression.column_overrides",
                "{text: gzip, uuid: none}",
                file,
                20),
            setting("storage.parquet.memory.max_usage", "2GB", file, 22),
            setting("storage.parquet.memory.pool_size", "64MiB", file, 23));
    assertThat(loaded.batchRows()).isEqualTo(500);
    assertThat(loaded.batchBytes()).isEqualTo(1 << 20);
    assertThat(loaded.engine().memoryBytesMax()).isEqualTo(2_000_000_000L);
    assertThat(loaded.engine().log())
        .isEqualTo(
            new LogConfig(Path.of("/var/log/firn"), 2L << 30, 500, 1 << 20, FrameCompression.LZ4));
    assertThat(loaded.engine().warehouse()).isEqualTo(home.resolve("data"));
  }

  @Test
  void whatTheFileSaysOfTablesBecomesTheirDefaults() throws IOException {
    write("firn.yaml", EVERY_KEY);
    FirnConfig engine = Configuration.load(none(), at(Map.of())).engine();
    assertThat(engine.tableDefaults().properties())
        .containsOnly(
            entry("firn.max-file-size", "512MB"),
            entry("firn.rotation-timeout", "90s"),
            entry("firn.encoding-profile", "modern"),
            entry("write.parquet.compression-codec", "snappy"));
    assertThat(engine.tableDefaults().columnCodecs())
        .containsOnly(entry(ColumnKind.TEXT, "gzip"), entry(ColumnKind.UUID, "uncompressed"));
  }

  @Test
  void codecsAreTakenByTheirNamesAndByIcebergsWords() throws IOException {
    write(
        "firn.yaml",
        "storage: {parquet: {compression: {default: Brotli,"
            + " column_overrides: {text: lz4, numeric: lz4_raw, uuid: uncompressed}}}}");
    FirnConfig engine = Configuration.load(none(), at(Map.of())).engine();
    assertThat(engine.tableDefaults().properties())
        .containsOnly(entry("write.parquet.compression-codec", "brotli"));
    assertThat(engine.tableDefaults().columnCodecs())
        .containsOnly(
            entry(ColumnKind.TEXT, "lz4_raw"),
            entry(ColumnKind.NUMERIC, "lz4_raw"),
            entry(ColumnKind.UUID, "uncompressed"));
  }

  @Test
  void everyKeyHasAVariableThatBeatsTheFile() throws IOException {
    write("firn.yaml", EVERY_KEY);
    Map<String, String> environment = new HashMap<>();
    environment.put("FIRN_WAREHOUSE", "w");
    environment.put("FIRN_CATALOG_URI", "jdbc:sqlite:x.db");
    environment.put("FIRN_LOG_PATH", "l");
    environment.put("FIRN_LOG_MAX_PENDING", "3GB");
    environment.put("FIRN_LOG_COMPRESSION", "lz4");
    environment.put("FIRN_SPILL_PATH", "s");
    environment.put("FIRN_STORAGE_PARQUET_MAX_FILE_SIZE", "1GB");
    environment.put("FIRN_STORAGE_PARQUET_ROTATION_TIMEOUT", "7s");
    environment.put("FIRN_STORAGE_PARQUET_BATCH_SIZE", "77");
    environment.put("FIRN_STORAGE_PARQUET_BATCH_BYTES", "2MB");
    environment.put("FIRN_STORAGE_PARQUET_ENCODING_PROFILE", "compatible");
    environment.put("FIRN_STORAGE_PARQUET_COMPRESSION_DEFAULT", "none");
    environment.put("FIRN_STORAGE_PARQUET_COMPRESSION_COLUMN_OVERRIDES", "{binary: zstd}");
    environment.put("FIRN_STORAGE_PARQUET_MEMORY_MAX_USAGE", "500MB");
    environment.put("FIRN_STORAGE_PARQUET_MEMORY_POOL_SIZE", "5MB");
    assertThat(Arrays.stream(ConfigKey.values()).map(ConfigKey::variable))
        .containsExactlyInAnyOrderElementsOf(environment.keySet());
    List<Setting> settings = Configuration.load(none(), at(environment)).settings();
    assertThat(settings)
        .allMatch(
            setting ->
                setting
                    .source()
                    .equals(
                        "environment FIRN_"
                            + setting.key().replace('.', '_').toUpperCase(java.util.Locale.ROOT)));
    assertThat(settings.stream().map(Setting::value))
        .containsExactly(
            folder.resolve("w").toString(),
            "jdbc:sqlite:" + folder.resolve("x.db"),
            folder.resolve("l").toString(),
            "3GB",
            "lz4",
            folder.resolve("s").toString(),
            "1GB",
            "7s",
            "77",
            "2MB",
            "compatible",
            "none",
            "{binary: zstd}",
            "500MB",
            "5MB");
  }

  @Test
  void optionBeatsVariableAndWhatLiesInTheWarehouseFollows() throws IOException {
    write("firn.yaml", "warehouse: from-file\n");
    Map<String, String> variable = Map.of("FIRN_WAREHOUSE", "from-variable");
    ConfigOptions option = new ConfigOptions(Optional.empty(), Optional.of(Path.of("option")));
    Configuration loaded = Configuration.load(option, at(variable));
    assertThat(loaded.settings().getFirst())
        .isEqualTo(
            new Setting("warehouse", folder.resolve("option").toString(), "option --warehouse"));
    assertThat(values(loaded))
        .containsEntry("catalog.uri", "jdbc:sqlite:" + folder.resolve("option/registry.db"))
        .containsEntry("log.path", folder.resolve("option/log").toString())
        .containsEntry("spill.path", folder.resolve("option/spill").toString());
    assertThat(values(Configuration.load(none(), at(variable))))
        .containsEntry("warehouse", folder.resolve("from-variable").toString());
    assertThat(values(Configuration.load(none(), at(Map.of()))))
        .containsEntry("warehouse", folder.resolve("from-file").toString());
  }

  @Test
  void fileIsThatOfTheOptionElseOfTheVariableElseTheUsualOne() throws IOException {
    write("firn.yaml", "warehouse: usual\n");
    write("a/v.yaml", "warehouse: variable\n");
    write("b/o.yaml", "warehouse: option\n");
    Map<String, String> variable = Map.of("FIRN_CONFIG", "a/v.yaml");
    ConfigOptions option = new ConfigOptions(Optional.of(Path.of("b/o.yaml")), Optional.empty());
    assertThat(values(Configuration.load(option, at(variable))))
        .containsEntry("warehouse", folder.resolve("b/option").toString());
    assertThat(values(Configuration.load(none(), at(variable))))
        .containsEntry("warehouse", folder.resolve("a/variable").toString());
    assertThat(values(Configuration.load(none(), at(Map.of("FIRN_CONFIG", "")))))
        .containsEntry("warehouse", folder.resolve("usual").toString());
  }

  @Test
  void emptyVariablesAndOtherPeoplesVariablesSayNothing() {
    Map<String, String> environment =
        Map.of(
            "FIRN_WAREHOUSE", "",
            "FIRN_LOG_LEVEL", "",
            "FIRN_HOME", "/opt/firn",
            "FIRN_TOKEN", "x",
            "firn_log_path", "x");
    assertThat(Configuration.load(none(), at(environment)).settings())
        .allMatch(setting -> setting.source().equals("default"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "'# only a comment\n'",
        "'---\n'",
        "'~\n'",
        "'log:\n'",
        "'storage:\n  parquet:\n    # batch_size: 5\n'",
        "'storage: {parquet: {compression: {column_overrides: {}}}}'"
      })
  void filesThatSayNothingAreFine(String yaml) throws IOException {
    write("firn.yaml", yaml);
    assertThat(Configuration.load(none(), at(Map.of())).engine())
        .isEqualTo(FirnConfig.of(folder.resolve("warehouse")));
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreRead() throws IOException {
    write("firn.yaml", "\uFEFFlog:\r\n  max_pending: 1GB\r\n");
    assertThat(Configuration.load(none(), at(Map.of())).settings().get(3))
        .isEqualTo(setting("log.max_pending", "1GB", folder.resolve("firn.yaml"), 2));
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://u:geheim@h/db, jdbc:postgresql://u:***@h/db",
    "jdbc:postgresql://u:ge@he/im?@h/db, jdbc:postgresql://u:***@h/db",
    "jdbc:postgresql://h/db?user=u&password=geheim&ssl=true,"
        + " jdbc:postgresql://h/db?user=u&password=***&ssl=true",
    "jdbc:postgresql://h/db?sslpassword=geheim, jdbc:postgresql://h/db?sslpassword=***",
    "jdbc:postgresql://us@er:geheim@h/db, jdbc:postgresql://us@er:***@h/db",
    "jdbc:postgresql://h:5432/db, jdbc:postgresql://h:5432/db"
  })
  void passwordOfADatabaseIsNeverShown(String uri, String shown) {
    Configuration loaded = Configuration.load(none(), at(Map.of("FIRN_CATALOG_URI", uri)));
    assertThat(values(loaded)).containsEntry("catalog.uri", shown);
    assertThat(loaded.engine().catalogUri()).isEqualTo(uri);
  }

  private static ConfigOptions none() {
    return new ConfigOptions(Optional.empty(), Optional.empty());
  }

  private Surroundings at(Map<String, String> environment) {
    return Surroundings.of(environment, folder);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Setting setting(String key, Object value, Path file, int line) {
    return new Setting(key, value.toString(), file + ":" + line);
  }

  private static Map<String, String> values(Configuration configuration) {
    Function<Setting, String> value = Setting::value;
    return configuration.settings().stream().collect(Collectors.toMap(Setting::key, value));
  }
}
