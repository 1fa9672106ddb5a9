package dev.firn.engine.schema;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known name that a person most likely meant by an unknown one, for messages. */
public final class NearestName {
  /** Longer names are not compared: the distance takes time by the product of the lengths. */
  private static final int LENGTH_MAX = 64;

  private NearestName() {}

  /**
   * The name with the fewest letters to change; empty if more than a third of them would have to
   * change, which is no likeness. Case does not count.
   */
  public static Optional<String> of(String unknown, Collection<String> known) {
    if (unknown.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    int nearestDistance = (unknown.length() + 1) / 3 + 1;
    String nearest = null;
    for (String name : known) {
      if (Math.abs(name.length() - unknown.length()) < nearestDistance) {
        int distance = distance(lower(unknown), lower(name));
        if (distance < nearestDistance) {
          nearestDistance = distance;
          nearest = name;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance, one row at a time. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int change = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(change, Math.min(row[column], row[column - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
