package dev.firn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Many times of the same thing, in milliseconds, and how they are spread. */
final class Percentiles {
  private final double[] ascending;

  private Percentiles(double[] ascending) {
    this.ascending = ascending;
  }

  /**
   * The spread of some times.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Percentiles of(double[] millis) {
    if (millis.length == 0) {
      throw new IllegalArgumentException("Percentiles: expected at least one time, found none.");
    }
    double[] ascending = millis.clone();
    Arrays.sort(ascending);
    return new Percentiles(ascending);
  }

  static Percentiles of(List<Double> millis) {
    return of(millis.stream().mapToDouble(Double::doubleValue).toArray());
  }

  int count() {
    return ascending.length;
  }

  /**
   * The least time that so large a share of all do not exceed (nearest rank): of 100 times, {@code
   * at(0.99)} is the second longest.
   */
  double at(double share) {
    int rank = (int) Math.ceil(share * ascending.length);
    return ascending[Math.clamp(rank, 1, ascending.length) - 1];
  }

  double max() {
    return ascending[ascending.length - 1];
  }

  /** Some of them as cells of a Markdown table, two places after the point. */
  String cells(double... shares) {
    StringBuilder text = new StringBuilder();
    for (double share : shares) {
      text.append(String.format(Locale.ROOT, text.isEmpty() ? "%.2f" : " | %.2f", at(share)));
    }
    return text.toString();
  }
}
