package dev.firn.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that is wrong is said at once, with its place and the nearest right word. */
final class ConfigurationProblemsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Keys.
        "`warehose: x` | 1 | warehose | nearest is 'warehouse' | 'warehose'",
        "`log:\n  pth: x` | 2 | log.pth | nearest is 'log.path' | 'pth'",
        "`batch_size: 5` | 1 | batch_size | 'storage.parquet.batch_size' | 'batch_size'",
        "`batchsize: 5` | 1 | batchsize | 'storage.parquet.batch_size' | 'batchsize'",
        "`storage.parquet.batch_size: 5` | 1 | storage.parquet.batch_size | not with dots | 'st",
        "`storage: {parqet: {}}` | 1 | storage.parqet | nearest is 'storage.parquet' | 'parqet'",
        "`zzzzzzzz: 1` | 1 | zzzzzzzz | keys of warehouse, catalog, log, spill, storage | 'zzz",
        "`storage: 5` | 1 | storage | keys of parquet | '5'",
        "`log: [a]` | 1 | log | keys of path, max_pending, compression | a list",
        "`- a` | 1 | (whole file) | keys of warehouse | a list",
        "`hello` | 1 | (whole file) | keys of warehouse | 'hello'",
        "`? [a]\n: b` | 1 | (whole file) | a key | a list",
        // Values of the wrong kind.
        "`warehouse:` | 1 | warehouse | a folder | nothing",
        "`warehouse: null` | 1 | warehouse | a folder | nothing",
        "`warehouse: ''` | 1 | warehouse | a folder | blank",
        "`warehouse: {a: b}` | 1 | warehouse | a folder | a group of keys",
        "`warehouse: [a]` | 1 | warehouse | a folder | a list",
        "`warehouse: ~/w` | 1 | warehouse | written in full | '~/w'",
        "`warehouse: file:///w` | 1 | warehouse | as a path | 'file:///w'",
        "`warehouse: \"a\\0b\"` | 1 | warehouse | a folder | no path",
        "`log: {path: s3://b/l}` | 1 | log.path | disk of this machine | 's3://b/l'",
        "`spill: {path: }` | 1 | spill.path | a folder | nothing",
        // The catalog.
        "`catalog: {uri: 'jdbc:mysql://h/d'}` | 1 | catalog.uri | jdbc:sqlite:<file> | 'jdbc:my",
        "`catalog: {uri: 'jdbc:postgresql://'}` | 1 | catalog.uri | jdbc:sqlite:<file> | 'jdbc",
        "`catalog: {uri: 'jdbc:sqlite:'}` | 1 | catalog.uri | jdbc:sqlite:<file> | blank",
        "`catalog: {uri: 'jdbc:sqlite::memory:'}` | 1 | catalog.uri | without parameters | ':mem",
        "`catalog: {uri: 'jdbc:sqlite:a.db?synchronous=OFF'}` | 1 | catalog.uri | without | 'a",
        "`catalog: {uri: 'jdbc:sqlite:file:a.db'}` | 1 | catalog.uri | without parameters | 'fil",
        // Sizes.
        "`log: {max_pending: 5}` | 1 | log.max_pending | at least 1MB | '5'",
        "`log: {max_pending: 1.5GB}` | 1 | log.max_pending | written as 512MB | '1.5GB'",
        "`log: {max_pending: lots}` | 1 | log.max_pending | written as 512MB | 'lots'",
        "`log: {compression: zstd}` | 1 | log.compression | none or lz4 | 'zstd'",
        "`log: {compression: {}}` | 1 | log.compression | none or lz4 | keys",
        "`storage: {parquet: {max_file_size: 51GB}}` | 1 | storage.parquet.max_file_size"
            + " | to 50GB | '51GB'",
        "`storage: {parquet: {max_file_size: 4095}}` | 1 | storage.parquet.max_file_size"
            + " | from 4KiB | '4095'",
        "`storage: {parquet: {batch_bytes: 0}}` | 1 | storage.parquet.batch_bytes | 1kB | '0'",
        "`storage: {parquet: {batch_bytes: 2GB}}` | 1 | storage.parquet.batch_bytes | 1GB | '2GB'",
        "`storage: {parquet: {memory: {max_usage: 64MB}}}` | 1"
            + " | storage.parquet.memory.max_usage | at least 128MiB | '64MB'",
        "`storage: {parquet: {memory: {pool_size: 1}}}` | 1"
            + " | storage.parquet.memory.pool_size | at least 1MB | '1'",
        "`storage: {parquet: {memory: {max_usage: 200MB, pool_size: 201MB}}}` | 1"
            + " | storage.parquet.memory.pool_size | max_usage, which is 200MB | '201MB'",
        "`storage: {parquet: {batch_bytes: 300MB, memory: {max_usage: 200MB}}}` | 1"
            + " | storage.parquet.batch_bytes | max_usage, which is 200MB | '300MB'",
        // Numbers and durations.
        "`storage: {parquet: {batch_size: 0}}` | 1 | storage.parquet.batch_size | 1 to | '0'",
        "`storage: {parquet: {batch_size: -1}}` | 1 | storage.parquet.batch_size | 1 to | '-1'",
        "`storage: {parquet: {batch_size: 1e4}}` | 1 | storage.parquet.batch_size | 1 to | '1e4'",
        "`storage: {parquet: {batch_size: 1000001}}` | 1 | storage.parquet.batch_size"
            + " | to 1000000 | '1000001'",
        "`storage: {parquet: {batch_size: 99999999999999999999}}` | 1"
            + " | storage.parquet.batch_size | to 1000000 | '9999",
        "`storage: {parquet: {rotation_timeout: 5}}` | 1 | storage.parquet.rotation_timeout"
            + " | written as 90s | '5'",
        "`storage: {parquet: {rotation_timeout: 99ms}}` | 1 | storage.parquet.rotation_timeout"
            + " | from 100ms to 7d | '99ms'",
        "`storage: {parquet: {rotation_timeout: 8d}}` | 1 | storage.parquet.rotation_timeout"
            + " | from 100ms to 7d | '8d'",
        "`storage: {parquet: {encoding_profile: newest}}` | 1 | storage.parquet.encoding_profile"
            + " | compatible or modern | 'newest'",
        // Codecs.
        "`storage: {parquet: {compression: {default: lzo}}}` | 1"
            + " | storage.parquet.compression.default | zstd, snappy, gzip, brotli, lz4_raw or none | 'lzo'",
        "`storage: {parquet: {compression: {column_overrides: gzip}}}` | 1"
            + " | storage.parquet.compression.column_overrides | by kind | 'gzip'",
        "`storage: {parquet: {compression: {column_overrides: {txt: gzip}}}}` | 1"
            + " | storage.parquet.compression.column_overrides.txt | nearest is 'text' | 'txt'",
        "`storage: {parquet: {compression: {column_overrides: {text: gz}}}}` | 1"
            + " | storage.parquet.compression.column_overrides.text | lz4_raw or none | 'gz'",
        "`storage: {parquet: {compression: {column_overrides: {text: [gzip]}}}}` | 1"
            + " | storage.parquet.compression.column_overrides.text | lz4_raw or none | a list",
        // YAML.
        "`log: {path: a, path: b}` | 1 | log.path | each key once | line 1",
        "`warehouse: !!str x` | 1 | warehouse | without a tag | 'tag:yaml.org,2002:str'",
        "`log: &a\n  path: x` | 1 | log | without anchors | one",
        "`warehouse: a\n---\nwarehouse: b` | 2 | (whole file) | one document | another",
        "`log:\n\tpath: x` | 2 | (whole file) | YAML | cannot start any token",
        "`log: {` | 1 | (whole file) | YAML | expected",
        "`warehouse: \"a\nb` | 2 | (whole file) | YAML | end of stream",
        "`warehouse: a\n\u0001` | 2 | (whole file) | YAML | a character",
      })
  void wrongFileIsRefusedAtItsPlace(
      String yaml, long line, String path, String expected, String found) throws IOException {
    Path file = Files.writeString(folder.resolve("firn.yaml"), yaml);
    FirnException refusal = refusal(Map.of());
    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION);
    Violation violation = refusal.violations().getFirst();
    assertThat(violation.source()).isEqualTo(file.toString());
    assertThat(violation.line()).isEqualTo(line);
    assertThat(violation.column()).isEqualTo(path);
    assertThat(violation.expected()).contains(expected);
    assertThat(violation.found()).contains(found).contains("(at character ");
  }

  @Test
  void everyProblemOfEveryLayerIsReportedAtOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("firn.yaml"),
            """
            log:
              max_pending: 1XB
            warehous: x
            storage:
              parquet:
                batch_size: 0
                compression:
                  column_overrides: {txt: gzip, numeric: lz9}
            """);
    FirnException refusal =
        refusal(
            Map.of(
                "FIRN_STORAGE_PARQUET_BATCH_SIZE", "5", // Right, and hides nothing.
                "FIRN_STORAGE_PARQUET_BATCHSIZE", "5",
                "FIRN_LOG_MAX_PENDING", "none"));
    assertThat(refusal.violationCount()).isEqualTo(7);
    assertThat(refusal).hasMessageContaining("found 7 problems");
    assertThat(
            refusal.violations().stream()
                .map(each -> each.source() + ":" + each.line() + " " + each.column()))
        .containsExactly(
            file + ":2 log.max_pending",
            file + ":3 warehous",
            file + ":6 storage.parquet.batch_size",
            file + ":8 storage.parquet.compression.column_overrides.txt",
            file + ":8 storage.parquet.compression.column_overrides.numeric",
            "FIRN_STORAGE_PARQUET_BATCHSIZE:null FIRN_STORAGE_PARQUET_BATCHSIZE",
            "FIRN_LOG_MAX_PENDING:null log.max_pending");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRN_STORAGE_PARQUET_BATCHSIZE | 5 | nearest is FIRN_STORAGE_PARQUET_BATCH_SIZE",
        "FIRN_CATALOG_URL | x | nearest is FIRN_CATALOG_URI",
        "FIRN_LOG_PATHS | x | nearest is FIRN_LOG_PATH",
        "FIRN_SPILL_WHATEVER_THIS_IS | x | docs/configuration.md",
        "FIRN_STORAGE_PARQUET_BATCH_SIZE | many | a whole number",
        "FIRN_STORAGE_PARQUET_COMPRESSION_COLUMN_OVERRIDES | {text: | YAML",
        "FIRN_STORAGE_PARQUET_COMPRESSION_COLUMN_OVERRIDES | gzip | by kind of column",
        "FIRN_STORAGE_PARQUET_COMPRESSION_COLUMN_OVERRIDES | {tekst: gzip} | nearest is 'text'",
        "FIRN_WAREHOUSE | ~/w | written in full",
      })
  void wrongVariableIsRefusedByItsName(String name, String value, String expected) {
    FirnException refusal = refusal(Map.of(name, value));
    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(refusal.violations()).hasSize(1);
    assertThat(refusal.violations().getFirst().source()).isEqualTo(name);
    assertThat(refusal.violations().getFirst().line()).isNull();
    assertThat(refusal.violations().getFirst().expected()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "FIRN_CATALOG_URI, https://user:geheim@catalog.example/api, REST catalog",
    "FIRN_CATALOG_URI, http://localhost:8181, REST catalog",
    "FIRN_WAREHOUSE, s3://bucket/warehouse, object stores"
  })
  void whatThisVersionLacksIsUnsupportedWithTheReason(String name, String value, String reason) {
    FirnException refusal = refusal(Map.of(name, value));
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refusal.violations().getFirst().expected()).contains(reason);
    assertThat(refusal.violations().getFirst().found()).doesNotContain("geheim");
    FirnException both = refusal(Map.of(name, value, "FIRN_LOG_MAX_PENDING", "x"));
    assertThat(both.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(both.violations()).hasSize(2);
  }

  @Test
  void passwordIsNotRepeatedWhereverItStands() throws IOException {
    for (String yaml :
        new String[] {
          "catalog: jdbc:postgresql://u:geheim@h/d",
          "catalog: {uri: 'jdbc:postgres://u:geheim@h/d'}",
          "'jdbc:postgresql://h/d?password=geheim': x",
          "warehouse: https://u:geheim@h/d",
          "log: {max_pending: 'https://h?token=geheim'}"
        }) {
      Files.writeString(folder.resolve("firn.yaml"), yaml);
      FirnException refusal = refusal(Map.of());
      assertThat(refusal.getMessage() + refusal.violations()).doesNotContain("geheim");
    }
  }

  @Test
  void namedFileThatCannotBeReadIsRefused() throws IOException {
    Path big = Files.writeString(folder.resolve("big.yaml"), "#".repeat(1_000_001));
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "warehouse: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refusalOf("missing.yaml")).hasMessageContaining("found none of that name");
    assertThat(refusalOf(folder.toString())).hasMessageContaining("a file that can be read");
    assertThat(refusalOf(big.toString())).hasMessageContaining("at most 1000000 bytes");
    assertThat(refusalOf(latin.toString())).hasMessageContaining("text in UTF-8");
    assertThat(refusalOf("a\0b")).hasMessageContaining("a file's path");
    ConfigOptions option = new ConfigOptions(Optional.of(Path.of("gone.yaml")), Optional.empty());
    FirnException gone =
        catchThrowableOfType(
            FirnException.class,
            () -> Configuration.load(option, Surroundings.of(Map.of(), folder)));
    assertThat(gone.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(gone).hasMessageContaining("gone.yaml' (named by option --config)");
  }

  @Test
  void usualFileThatIsAFolderOrALinkToNowhereIsNotPassedOver() throws IOException {
    Files.createSymbolicLink(folder.resolve("firn.yaml"), folder.resolve("nowhere"));
    assertThat(refusal(Map.of())).hasMessageContaining("found none of that name");
    Files.delete(folder.resolve("firn.yaml"));
    Files.createDirectory(folder.resolve("firn.yaml"));
    assertThat(refusal(Map.of())).hasMessageContaining("a file that can be read");
  }

  @Test
  void hugeNumbersOfProblemsAreCountedAndTheFirstTwentyListed() throws IOException {
    String keys =
        IntStream.range(0, 60_000).mapToObj(i -> "k" + i + ": 1").collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("firn.yaml"), keys);
    FirnException refusal = refusal(Map.of());
    assertThat(refusal.violationCount()).isEqualTo(60_000);
    assertThat(refusal.violations()).hasSize(20);
  }

  @Test
  void documentsMadeToHurtAreRefusedAtOnce() throws IOException {
    StringBuilder laughs = new StringBuilder("a: &a [lol]\n");
    for (char c = 'b'; c < 'z'; c++) {
      char before = (char) (c - 1);
      laughs.append(c).append(": &").append(c).append(" [");
      laughs.append(("*" + before + ", ").repeat(9)).append("*" + before).append("]\n");
    }
    for (String yaml :
        new String[] {
          laughs.toString(),
          "[".repeat(500_000),
          "{a: ".repeat(200_000),
          "- ".repeat(400_000),
          "? ".repeat(400_000),
          "x".repeat(900_000) + ": 1",
          "warehouse: " + "x".repeat(900_000) + "\nlog: " + "y".repeat(50_000),
          "catalog: {uri: '" + "://u:".repeat(190_000) + "'}",
          "storage: {parquet: {rotation_timeout: '1d" + " ".repeat(900_000) + "x'}}",
        }) {
      Files.writeString(folder.resolve("firn.yaml"), yaml);
      FirnException refusal = refusal(Map.of());
      assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(refusal.violations().toString().length()).isLessThan(20_000);
    }
  }

  private FirnException refusalOf(String fileVariable) {
    return refusal(Map.of("FIRN_CONFIG", fileVariable));
  }

  private FirnException refusal(Map<String, String> environment) {
    ConfigOptions none = new ConfigOptions(Optional.empty(), Optional.empty());
    return catchThrowableOfType(
        FirnException.class, () -> Configuration.load(none, Surroundings.of(environment, folder)));
  }
}
