package dev.firn.bench;

import java.util.ArrayList;
import java.util.List;

/** How values are laid out along an axis of a plot. */
enum PlotScale {
  /** From zero, equal steps for equal differences. */
  LINEAR {
    @Override
    List<Double> ticks(double least, double most) {
      double step = niceAtLeast(Math.max(most, Double.MIN_NORMAL) / STEPS);
      List<Double> ticks = new ArrayList<>(List.of(0.0));
      for (int i = 1; ticks.getLast() < most || i == 1; i++) {
        ticks.add(i * step);
      }
      return ticks;
    }

    @Override
    double fraction(double value, List<Double> ticks) {
      return (value - ticks.getFirst()) / (ticks.getLast() - ticks.getFirst());
    }
  },

  /** Equal steps for equal ratios; only for values above zero. */
  LOG {
    @Override
    List<Double> ticks(double least, double most) {
      if (least <= 0) {
        throw new IllegalArgumentException(
            "Logarithmic axis: expected values above zero, found " + least + ".");
      }
      List<Double> fine = between(least, most, List.of(1.0, 2.0, 5.0));
      return fine.size() <= LOG_TICKS_MAX ? fine : between(least, most, List.of(1.0));
    }

    @Override
    double fraction(double value, List<Double> ticks) {
      return Math.log(value / ticks.getFirst()) / Math.log(ticks.getLast() / ticks.getFirst());
    }
  };

  /** Steps of a linear axis, about: more would crowd the labels. */
  private static final int STEPS = 6;

  /** With more labels than this only the powers of ten are written. */
  private static final int LOG_TICKS_MAX = 12;

  /**
   * Values to be written at the axis, ascending, at least two; the first and last are its ends and
   * enclose all values.
   */
  abstract List<Double> ticks(double least, double most);

  /** Where a value stands between the ends: 0 at the first, 1 at the last. */
  abstract double fraction(double value, List<Double> ticks);

  /** The least of 1, 2, 5, 10, 20 … and their tenths that is not below a value. */
  private static double niceAtLeast(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double digit : new double[] {1, 2, 5}) {
      if (digit * power >= value) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  /** Powers of ten times each of the digits, from the last at or below to the first at or above. */
  private static List<Double> between(double least, double most, List<Double> digits) {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(least)); ; power++) {
      for (double digit : digits) {
        double tick = digit * Math.pow(10, power);
        if (tick <= least) {
          ticks.clear();
        }
        ticks.add(tick);
        if (tick >= most && ticks.size() > 1) {
          return ticks;
        }
      }
    }
  }
}
