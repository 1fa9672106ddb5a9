package dev.firn.bench;

import java.util.List;

/** How a load lays out lineitem. */
enum ClusterLayout {
  PLAIN("plain", "plain", ""),
  MONTH("by month", "month", ", partitioning = ARRAY['month(l_shipdate)']"),
  MONTH_SORTED(
      "by month and sorted",
      "sorted",
      ", partitioning = ARRAY['month(l_shipdate)'], sorted_by = ARRAY['l_shipdate', 'l_orderkey']"),
  /** One partition, whose rows must all be held or spilled. */
  SORTED("sorted", "-", ", sorted_by = ARRAY['l_shipdate', 'l_orderkey']");

  private static final String TABLE = "tpch.lineitem";

  private final String title;
  private final String word;
  private final String settings;

  ClusterLayout(String title, String word, String settings) {
    this.title = title;
    this.word = word;
    this.settings = settings;
  }

  /** As reports name it. */
  String title() {
    return title;
  }

  /** As this module's Python scripts name it. */
  String word() {
    return word;
  }

  /** The columns by which the rows of each file are in order. */
  List<String> sortedBy() {
    return switch (this) {
      case PLAIN, MONTH -> List.of();
      case MONTH_SORTED, SORTED -> List.of("l_shipdate", "l_orderkey");
    };
  }

  boolean isByMonth() {
    return this == MONTH || this == MONTH_SORTED;
  }

  /** The table that {@link #createTable} makes. */
  String table() {
    return TABLE;
  }

  /**
   * The statement that makes Firn's table, zstd 1.
   *
   * @param more settings, each after a comma; empty for none
   */
  String createTable(String more) {
    return "CREATE TABLE "
        + TABLE
        + " ("
        + Lineitem.COLUMNS
        + ") WITH (compression_codec = 'zstd', compression_level = 1"
        + settings
        + more
        + ")";
  }
}
