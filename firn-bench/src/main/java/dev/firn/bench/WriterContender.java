package dev.firn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Who writes in {@link WriterComparison}, each in a process of its own. */
enum WriterContender {
  /** What the others are held against. */
  FIRN("Firn, compatible"),
  FIRN_2("Firn, compatible, 2 threads"),
  FIRN_MODERN("Firn, modern"),
  ICEBERG("Iceberg, generic"),
  TRINO("Trino"),
  DUCKDB("DuckDB, COPY"),
  PYARROW("pyarrow"),
  POLARS("Polars"),
  ARROW_RS("arrow-rs");

  private final String title;

  WriterContender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Its word on a command line: {@code firn-modern}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is slower in its first rounds than later. */
  boolean isCompiledWhileItRuns() {
    return switch (this) {
      case FIRN, FIRN_2, FIRN_MODERN, ICEBERG, TRINO -> true;
      case DUCKDB, PYARROW, POLARS, ARROW_RS -> false;
    };
  }

  /** All words, as an option has them. */
  static String words() {
    return String.join(",", Arrays.stream(values()).map(WriterContender::word).toList());
  }

  /** Those that an option names, with commas between them. */
  static List<WriterContender> parse(String words) {
    return Pattern.compile(",").splitAsStream(words).map(WriterContender::ofWord).toList();
  }

  private static WriterContender ofWord(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Contenders: expected some of " + words() + ", found '" + word + "'."));
  }
}
