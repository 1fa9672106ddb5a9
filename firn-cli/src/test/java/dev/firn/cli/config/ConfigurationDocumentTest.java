package dev.firn.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md says what the code does. */
final class ConfigurationDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("firn.root"), "docs", "configuration.md");

  @TempDir private Path folder;

  @Test
  void tableOfKeysIsThatOfTheCode() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `") && line.contains("`FIRN_"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ConfigKey.values()).map(ConfigurationDocumentTest::row).toList());
  }

  @Test
  void defaultsAreThoseInEffect() {
    Surroundings empty = Surroundings.of(Map.of(), folder);
    Configuration loaded =
        Configuration.load(new ConfigOptions(Optional.empty(), Optional.empty()), empty);
    Map<String, String> values =
        loaded.settings().stream().collect(Collectors.toMap(Setting::key, Setting::value));
    for (ConfigKey key : ConfigKey.values()) {
      String usual =
          key.usual()
              .replace("<warehouse>", folder.resolve("warehouse").toString())
              .replace("./warehouse", folder.resolve("warehouse").toString());
      assertThat(values).containsEntry(key.path(), usual);
    }
  }

  @Test
  void exampleIsAConfigurationOfTheDefaults() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf("```yaml\n") + "```yaml\n".length();
    String yaml = document.substring(begin, document.indexOf("```", begin));
    Files.writeString(folder.resolve("firn.yaml"), yaml);
    ConfigOptions none = new ConfigOptions(Optional.empty(), Optional.empty());
    List<Setting> given = Configuration.load(none, Surroundings.of(Map.of(), folder)).settings();
    List<Setting> usual =
        Configuration.load(none, new Surroundings(Map.of(), folder, Optional.empty())).settings();
    assertThat(given.stream().map(Setting::value))
        .containsExactlyElementsOf(usual.stream().map(Setting::value).toList());
    assertThat(given).noneMatch(setting -> setting.source().equals("default"));
  }

  private static String row(ConfigKey key) {
    return "| `%s` | `%s` | %s | `%s` | %s |"
        .formatted(
            key.path(),
            key.usual(),
            key.form().expected().replace("<", "\\<").replace("|", "\\|"),
            key.variable(),
            key.effect());
  }
}
