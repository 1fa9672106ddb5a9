package dev.firn.engine.schema;

import dev.firn.engine.schema.MatchOptions.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names of one level of a schema, found as the options say, and the nearest one if not found. */
final class NameIndex {
  private final Names matching;
  private final List<String> names;
  private final Map<String, List<Integer>> positions = new LinkedHashMap<>();

  private NameIndex(List<String> names, Names matching) {
    this.matching = matching;
    this.names = names;
    for (int index = 0; index < names.size(); index++) {
      positions.computeIfAbsent(key(names.get(index)), _ -> new ArrayList<>()).add(index);
    }
  }

  static NameIndex of(List<String> names, Names matching) {
    return new NameIndex(names, matching);
  }

  /** Where the name stands; the first place if it stands there more than once. */
  Optional<Integer> find(String name) {
    return Optional.ofNullable(positions.get(key(name))).map(List::getFirst);
  }

  /** The groups of names that cannot be told apart. */
  List<List<String>> duplicates() {
    return positions.values().stream()
        .filter(indexes -> indexes.size() > 1)
        .map(indexes -> indexes.stream().map(names::get).toList())
        .toList();
  }

  /** The name that a person most likely meant, if one is near. */
  Optional<String> nearest(String name) {
    return NearestName.of(name, names);
  }

  private String key(String name) {
    return matching == Names.EXACT ? name : name.toLowerCase(Locale.ROOT);
  }
}
