package dev.firn.cli.config;

import dev.firn.cli.config.YamlDocument.Fault;
import dev.firn.cli.config.YamlNode.Entry;
import dev.firn.engine.schema.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The values of a configuration file by key; what is no key is a problem. */
final class FileLayer {
  private static final String WHOLE = "(whole file)";

  private final Path file;
  private final Problems problems;
  private final List<Given> given = new ArrayList<>();

  private FileLayer(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads a file's text. */
  static List<Given> read(Path file, String text, Problems problems) {
    FileLayer layer = new FileLayer(file, problems);
    YamlDocument document = YamlReader.read(text);
    for (Fault fault : document.faults()) {
      String path = fault.path().isEmpty() ? WHOLE : fault.path();
      problems.add(layer.at(fault.place()), path, fault.expected(), fault.found());
    }
    document.root().ifPresent(layer::addRoot);
    return List.copyOf(layer.given);
  }

  private void addRoot(YamlNode root) {
    switch (root) {
      case YamlNode.Group group -> addGroup("", group);
      case YamlNode.Nothing _ -> {} // A file of comments.
      case YamlNode.Text _, YamlNode.Items _ ->
          problems.add(at(root.place()), WHOLE, keysBelow(""), root.shown());
    }
  }

  private void addGroup(String group, YamlNode.Group entries) {
    for (Entry entry : entries.entries()) {
      String path = group.isEmpty() ? entry.name() : group + "." + entry.name();
      Optional<ConfigKey> key = ConfigKey.find(path);
      boolean isNested = !entry.name().contains(".");
      if (key.isPresent() && isNested) {
        YamlNode value = entry.value();
        given.add(new Given(key.get(), value, at(value.place()), folder()));
      } else if (ConfigKey.isGroup(path) && isNested) {
        addBelow(path, entry.value());
      } else {
        addUnknown(group, entry);
      }
    }
  }

  private void addBelow(String path, YamlNode value) {
    switch (value) {
      case YamlNode.Group group -> addGroup(path, group);
      case YamlNode.Nothing _ -> {} // All keys below may be commented out.
      case YamlNode.Text _, YamlNode.Items _ ->
          problems.add(at(value.place()), path, keysBelow(path), value.shown());
    }
  }

  private void addUnknown(String group, Entry entry) {
    String name = Shown.cut(entry.name());
    String path = group.isEmpty() ? name : group + "." + name;
    String expected = problems.isFull() ? "" : nearest(group, entry.name());
    problems.add(at(entry.place()), path, expected, Shown.quoted(entry.name()));
  }

  /** What was meant: a name that comes near in this group, else in another, else any name here. */
  private static String nearest(String group, String name) {
    if (ConfigKey.find(name).isPresent() || ConfigKey.isGroup(name)) {
      return "'" + name + "' as keys below each other, not with dots";
    }
    List<String> here = ConfigKey.namesBelow(group);
    Optional<String> near = NearestName.of(name, here);
    if (near.isPresent()) {
      return "a known key; the nearest is '"
          + (group.isEmpty() ? "" : group + ".")
          + near.get()
          + "'";
    }
    Optional<String> elsewhere =
        Arrays.stream(ConfigKey.values())
            .map(ConfigKey::path)
            .filter(path -> path.endsWith("." + name))
            .findFirst()
            .or(() -> NearestName.of(name, lastNames()).flatMap(FileLayer::pathEndingIn));
    return elsewhere
        .map(path -> "a known key; the nearest is '" + path + "'")
        .orElseGet(() -> keysBelow(group));
  }

  private static List<String> lastNames() {
    return Arrays.stream(ConfigKey.values()).map(key -> lastName(key.path())).toList();
  }

  private static Optional<String> pathEndingIn(String name) {
    return Arrays.stream(ConfigKey.values())
        .map(ConfigKey::path)
        .filter(path -> lastName(path).equals(name))
        .findFirst();
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String keysBelow(String group) {
    return "a group with keys of " + String.join(", ", ConfigKey.namesBelow(group));
  }

  private Origin at(Place place) {
    return new Origin.FilePlace(file, place);
  }

  private Path folder() {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
