package dev.firn.engine.metric;

/** Upper bounds of histograms, in the base unit; few, because each is a series for each table. */
enum Buckets {
  NONE,
  /** A sync of a disk: from a drive with a battery behind its cache to one that is worn out. */
  SYNC_SECONDS(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1),
  COMMIT_SECONDS(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30),
  PHASE_SECONDS(0.01, 0.05, 0.2, 1, 5, 20, 60, 300),
  ROWS(100, 1e3, 1e4, 1e5, 1e6, 1e7),
  /** Files below the third bound are small ones to whoever reads them. */
  BYTES(1e5, 1e6, 1e7, 1e8, 5e8, 1e9),
  BATCHES(1, 2, 5, 10, 20, 50, 100);

  @SuppressWarnings("ImmutableEnumChecker") // Copies are given out.
  private final double[] bounds;

  Buckets(double... bounds) {
    this.bounds = bounds;
  }

  double[] bounds() {
    return bounds.clone();
  }
}
