package dev.firn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is written in {@link WriterComparison}. */
enum WriterData {
  /** TPC-H's lineitem. */
  LINEITEM,
  /** Flights of a Parquet file. */
  FLIGHTS,
  /** {@link WideRows}. */
  WIDE,
  /** {@link OrderRows}. */
  NESTED,
  /** {@link TextRows}. */
  STRINGS,
  /** {@link SensorRows}. */
  FLOATS;

  /** Its word on a command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, as an option has them. */
  static String words() {
    return String.join(",", Arrays.stream(values()).map(WriterData::word).toList());
  }

  /** Those that an option names, with commas between them. */
  static List<WriterData> parse(String words) {
    return Pattern.compile(",").splitAsStream(words).map(WriterData::ofWord).toList();
  }

  private static WriterData ofWord(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Data: expected some of " + words() + ", found '" + word + "'."));
  }
}
