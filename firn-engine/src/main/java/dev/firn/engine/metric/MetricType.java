package dev.firn.engine.metric;

/** What a meter does with what it is told. */
enum MetricType {
  /** Adds up, and never goes down. */
  COUNTER("counter"),
  /** Is asked for its value when somebody looks. */
  GAUGE("gauge"),
  /** Counts values by size. */
  SUMMARY("histogram"),
  /** Counts durations by length. */
  TIMER("histogram");

  private final String prometheusType;

  MetricType(String prometheusType) {
    this.prometheusType = prometheusType;
  }

  /** What a scrape says of it. */
  String prometheusType() {
    return prometheusType;
  }
}
