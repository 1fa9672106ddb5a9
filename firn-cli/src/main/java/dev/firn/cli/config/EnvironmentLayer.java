package dev.firn.cli.config;

import dev.firn.cli.config.YamlDocument.Fault;
import dev.firn.engine.schema.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values that environment variables give. An empty variable is none. Only variables with the
 * prefix of a group of keys must be keys: {@code FIRN_HOME} may be somebody else's.
 */
final class EnvironmentLayer {
  private static final Place START = new Place(1, 1);

  private EnvironmentLayer() {}

  /** Reads an environment. */
  static List<Given> read(Surroundings surroundings, Problems problems) {
    List<Given> given = new ArrayList<>();
    Map<String, String> environment = surroundings.environment();
    for (ConfigKey key : ConfigKey.values()) {
      String text = environment.getOrDefault(key.variable(), "");
      if (!text.isEmpty()) {
        Origin origin = new Origin.Variable(key.variable());
        nodeOf(key, text, origin, problems)
            .map(node -> new Given(key, node, origin, surroundings.workingFolder()))
            .ifPresent(given::add);
      }
    }
    environment.keySet().stream()
        .filter(name -> name.startsWith("FIRN_") && isOurs(name))
        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
        .sorted()
        .forEach(name -> addUnknown(name, problems));
    return List.copyOf(given);
  }

  private static boolean isOurs(String name) {
    return ConfigKey.namesBelow("").stream()
            .filter(ConfigKey::isGroup)
            .anyMatch(group -> name.startsWith("FIRN_" + group.toUpperCase(Locale.ROOT) + "_"))
        && Arrays.stream(ConfigKey.values()).noneMatch(key -> key.variable().equals(name));
  }

  private static void addUnknown(String name, Problems problems) {
    List<String> known = Arrays.stream(ConfigKey.values()).map(ConfigKey::variable).toList();
    Optional<String> near = NearestName.of(name, known);
    problems.add(
        new Origin.Variable(name),
        Shown.cut(name),
        near.map(nearest -> "the variable of a key; the nearest is " + nearest)
            .orElse("the variable of a key, as docs/configuration.md lists them"),
        "a variable of no key");
  }

  /** Plain text is taken as it is; only a group of keys is written in YAML here too. */
  private static Optional<YamlNode> nodeOf(
      ConfigKey key, String text, Origin origin, Problems problems) {
    if (!(key.form() instanceof ValueForm.CodecsByKind)) {
      return Optional.of(new YamlNode.Text(text, START));
    }
    YamlDocument document = YamlReader.read(text);
    for (Fault fault : document.faults()) {
      String path = fault.path().isEmpty() ? key.path() : key.path() + "." + fault.path();
      problems.add(origin, path, fault.expected(), fault.found());
    }
    return document.faults().isEmpty() ? document.root() : Optional.empty();
  }
}
