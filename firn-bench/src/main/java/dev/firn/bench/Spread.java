package dev.firn.bench;

import java.util.List;
import java.util.Locale;

/** The middle and the ends of what rounds gave. */
record Spread(double median, double min, double max) {
  /** The spread of at least one value. */
  static Spread of(List<Double> values) {
    return new Spread(
        LoadReport.median(values),
        values.stream().min(Double::compare).orElseThrow(),
        values.stream().max(Double::compare).orElseThrow());
  }

  /** Median (min–max), with so many places after the point. */
  String text(int places) {
    String each = "%." + places + "f";
    return String.format(Locale.ROOT, each + " (" + each + "–" + each + ")", median, min, max);
  }
}
