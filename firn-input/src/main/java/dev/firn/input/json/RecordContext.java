package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.input.convert.RefusedValue;
import java.io.IOException;
import java.util.Optional;

/**
 * What the readers of a batch's values share: how keys are matched, and where findings go.
 *
 * <p>Threads: one at a time. Lives as long as one batch.
 */
final class RecordContext {
  /**
   * The nearest names of more unknown keys than a log keeps are never shown, and each takes the
   * time of comparing it with every column.
   */
  private static final long NEAREST_COUNT_MAX = 4 * ViolationLog.KEPT_MAX_DEFAULT;

  private final JsonFactory parsers;
  private final MatchOptions match;
  private final ViolationLog log;
  private final BatchOrigin origin;
  private int position;
  private long findingCount;

  RecordContext(JsonFactory parsers, MatchOptions match, ViolationLog log, BatchOrigin origin) {
    this.parsers = parsers;
    this.match = match;
    this.log = log;
    this.origin = origin;
  }

  MatchOptions match() {
    return match;
  }

  /** Findings from here on belong to the record at this position of the batch. */
  void begin(int recordPosition) {
    position = recordPosition;
  }

  /** The record that began last is no row; what is found next at its position is another's. */
  void leaveOut() {
    log.leaveOut(origin, position);
  }

  /** Findings of the batch so far. */
  long findingCount() {
    return findingCount;
  }

  void add(Finding finding) {
    findingCount++;
    log.add(origin, position, finding);
  }

  /** Reports the value at the parser's current token. */
  void addValue(String path, String expected, JsonParser json) throws IOException {
    // A string is only read to its end when asked for, and may break off.
    json.finishToken();
    add(new Finding(ViolationKind.VALUE, path, expected, () -> finishedWords(json)));
  }

  /** Reports a key that no member of its level has. */
  void addUnknownKey(String prefix, String name, KeyNames known) {
    Optional<String> nearest =
        log.count() < NEAREST_COUNT_MAX ? known.nearest(name) : Optional.empty();
    String shown = shown(name);
    add(
        new Finding(
            ViolationKind.SCHEMA,
            prefix + shown,
            (prefix.isEmpty() ? "a column of the table" : "a field of the struct")
                + nearest.map(word -> "; the nearest is '" + word + "'").orElse(""),
            () -> "a key that is unknown; --ignore-unknown passes over such keys"));
  }

  /** A parser of text within the text, such as a map's key that is not a plain value. */
  JsonParser parserOf(char[] text, int from, int length) throws IOException {
    return parsers.createParser(text, from, length);
  }

  /** A key in a message: cut if it is long, without characters that do not print. */
  static String shown(String name) {
    return RefusedValue.shown(name.toCharArray(), 0, name.length());
  }

  /** The value at the parser's current token in the words of a violation. */
  static String words(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "'" + text(json) + "'";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + text(json);
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("Expected a value, found " + json.currentToken());
    };
  }

  private static String finishedWords(JsonParser json) {
    try {
      return words(json);
    } catch (IOException e) {
      throw new IllegalStateException("Expected a token that was read to its end", e);
    }
  }

  private static String text(JsonParser json) throws IOException {
    return RefusedValue.shown(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }
}
