package dev.firn.bench;

import dev.firn.bench.LinePlot.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each of many steps took, in their order: a curve over their number.
 *
 * @param millis of the first step, the second, and so on
 */
record Curve(List<Double> millis) {
  Curve {
    millis = List.copyOf(millis);
  }

  /** Steps counted from 1; empty if the curve ends before the last of them. */
  Optional<Percentiles> between(int first, int last) {
    return last > millis.size()
        ? Optional.empty()
        : Optional.of(Percentiles.of(millis.subList(first - 1, last)));
  }

  /** A point for each stretch of so many steps, at its last one; what is left over has none. */
  List<Point> points(int stretch, double share) {
    List<Point> points = new ArrayList<>();
    for (int last = stretch; last <= millis.size(); last += stretch) {
      points.add(new Point(last, between(last - stretch + 1, last).orElseThrow().at(share)));
    }
    return points;
  }
}
