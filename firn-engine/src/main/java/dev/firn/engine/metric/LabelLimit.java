package dev.firn.engine.metric;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The names that have meters of their own, as many as a limit; those that come later share one.
 * Without it a warehouse of many or wide tables would fill the heap and whoever scrapes it.
 *
 * <p>Threads: safe.
 */
final class LabelLimit<K> {
  /** What stands for all names past the limit. No table, and hardly a column, is called so. */
  static final String OTHER = "(other)";

  private final int namesMax;
  private final Function<K, String> labels;
  private final ConcurrentMap<K, String> known = new ConcurrentHashMap<>();

  /**
   * @param labels the label of a key that is among the first
   */
  LabelLimit(int namesMax, Function<K, String> labels) {
    this.namesMax = namesMax;
    this.labels = labels;
  }

  /** The key's own label if it is among the first, else {@link #OTHER}. */
  String labelOf(K key) {
    String label = known.get(key);
    return label == null ? admit(key) : label;
  }

  private synchronized String admit(K key) {
    @Nullable String label = known.get(key);
    if (label != null) {
      return label;
    }
    if (known.size() >= namesMax) {
      return OTHER;
    }
    String made = labels.apply(key);
    known.put(key, made);
    return made;
  }
}
