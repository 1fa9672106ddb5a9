package dev.firn.input.json;

import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.NearestName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds an object's keys among the names of one level of a table. Objects of one source mostly have
 * their keys in the same order, so the key that followed last time is tried first.
 *
 * <p>Threads: one at a time.
 */
final class KeyNames {
  /** No member has this name. */
  static final int UNKNOWN = -1;

  private final String[] names;
  private final Names matching;
  private final Map<String, Integer> exact = new HashMap<>();
  private final Map<String, Integer> lowerCase = new HashMap<>();

  /** What came after each member last time; the last place is for an object's first key. */
  private final int[] followers;

  KeyNames(List<String> names, Names matching) {
    this.names = names.toArray(String[]::new);
    this.matching = matching;
    this.followers = new int[this.names.length + 1];
    for (int index = 0; index < this.names.length; index++) {
      exact.putIfAbsent(this.names[index], index);
      lowerCase.putIfAbsent(this.names[index].toLowerCase(Locale.ROOT), index);
      followers[index] = Math.min(index + 1, this.names.length - 1);
    }
  }

  String name(int member) {
    return names[member];
  }

  /** Stands for the member before an object's first one. */
  int beforeFirst() {
    return names.length;
  }

  /**
   * The member of this name, or {@link #UNKNOWN}.
   *
   * @param previous the member before it in the same object
   */
  int find(String name, int previous) {
    int likely = followers[previous];
    if (likely < names.length && names[likely].equals(name)) {
      return likely;
    }
    int found = find(name);
    if (found != UNKNOWN) {
      followers[previous] = found;
    }
    return found;
  }

  /** The name that a person most likely meant. */
  Optional<String> nearest(String name) {
    return NearestName.of(name, List.of(names));
  }

  /** A name that is written in another case wins over none, not over one written exactly so. */
  private int find(String name) {
    Integer found = exact.get(name);
    if (found == null && matching == Names.IGNORING_CASE) {
      found = lowerCase.get(name.toLowerCase(Locale.ROOT));
    }
    return found == null ? UNKNOWN : found;
  }
}
