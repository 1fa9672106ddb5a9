package dev.firn.input.json;

import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ViolationKind;
import dev.firn.input.text.TextLimits;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Reports what is no record.
 *
 * <p>Threads: one at a time.
 */
final class RecordFindings {
  /** A record that cannot be taken apart has no column. */
  private static final String NO_COLUMN = "";

  private final String sourceName;
  private final ViolationLog log;

  RecordFindings(String sourceName, ViolationLog log) {
    this.sourceName = sourceName;
    this.log = log;
  }

  void add(long row, long line, String expected, String found) {
    log.add(
        sourceName,
        row,
        OptionalLong.of(line),
        new Finding(ViolationKind.RECORD, NO_COLUMN, expected, () -> found));
  }

  /** What is said of a record that is not read, and of what is behind it. */
  static String tooLong(String what) {
    return String.format(
        Locale.ROOT,
        "a %s of more than %,d characters; nothing from there on was read",
        what,
        TextLimits.RECORD_CHARS_MAX);
  }
}
