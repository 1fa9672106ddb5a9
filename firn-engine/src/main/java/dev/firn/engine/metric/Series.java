package dev.firn.engine.metric;

/**
 * One meter: a name and a value for each of its labels, in their order; empty past the last. Closed
 * choices stand as they are, so that finding a meter makes no text.
 *
 * @param name which has at most three labels
 */
record Series(MetricName name, String first, Object second, Object third) {
  static Series of(MetricName name) {
    return new Series(name, "", "", "");
  }

  static Series of(MetricName name, String first) {
    return new Series(name, first, "", "");
  }

  static Series of(MetricName name, Enum<?> only) {
    return new Series(name, Label.valueOf(only), "", "");
  }

  static Series of(MetricName name, String first, Enum<?> second) {
    return new Series(name, first, second, "");
  }

  static Series of(MetricName name, String first, Object second, Enum<?> third) {
    return new Series(name, first, second, third);
  }
}
