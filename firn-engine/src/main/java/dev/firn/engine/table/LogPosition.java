package dev.firn.engine.table;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a log is in its table: table property {@code firn.log.<log ulid>} = {@code
 * epoch:offset}, set in the same metadata commit as the rows.
 *
 * @param epoch how often the log was taken over, from 1
 * @param offset where in the log the last committed frame ends
 */
public record LogPosition(long epoch, long offset) {
  /** The property's name but for the log's ULID. */
  public static final String PROPERTY_PREFIX = "firn.log.";

  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

  /** The property that holds a log's position. */
  public static String propertyOf(String logId) {
    return PROPERTY_PREFIX + logId;
  }

  /** What a table's properties say of a log; empty if they say nothing. */
  public static Optional<LogPosition> of(Map<String, String> properties, String logId) {
    return Optional.ofNullable(properties.get(propertyOf(logId))).flatMap(LogPosition::parse);
  }

  /** Reads a property's value; empty if it is none. */
  static Optional<LogPosition> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new LogPosition(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  /** The property's value. */
  @Override
  public String toString() {
    return epoch + ":" + offset;
  }
}
