package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firn.input.convert.RefusedValue;
import dev.firn.input.text.Arrivals;
import dev.firn.input.text.NotUtf8Exception;
import dev.firn.input.text.TextLimits;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * NDJSON: an object a line. Blank lines are passed over; a line that is no object is reported, and
 * reading goes on with the next. A line that is too long ends the text: behind it may be anything.
 *
 * <p>One parser reads line after line, because making one costs as much as a short line. It sees
 * nothing of the lines around: the buffer bounds each. After a broken line it is made anew.
 */
final class LineRecords implements Records {
  private static final String EXPECTED = "one JSON object";

  private final LineBuffer lines;
  private final JsonFactory parsers;
  private final RecordFindings findings;
  private final Arrivals arrivals;
  private @Nullable JsonParser parser;

  /** Where the parser's text begins in the buffer. */
  private int parserStart;

  private long parserFill;

  /** Nothing more is read. */
  private boolean isGivenUp;

  private long row;
  private long charsRead;

  LineRecords(Reader text, Arrivals arrivals, JsonFactory parsers, RecordFindings findings) {
    this.lines = new LineBuffer(text, TextLimits.RECORD_CHARS_MAX);
    this.parsers = parsers;
    this.findings = findings;
    this.arrivals = arrivals;
  }

  @Override
  public Next next() throws IOException {
    while (arrivals.isNextInTime(lines.lineNumber())) {
      if (!nextLine()) {
        return Next.END;
      }
      int start = lines.firstCharacter(lines.from());
      if (start < lines.to()) {
        arrivals.takeRecord();
        return begin(start);
      }
    }
    return Next.LATE;
  }

  @Override
  public boolean skip() throws IOException {
    while (nextLine()) {
      if (lines.firstCharacter(lines.from()) < lines.to()) {
        row++;
        return true;
      }
    }
    return false;
  }

  @Override
  public JsonParser json() {
    JsonParser current = parser;
    if (current != null && parserFill == lines.fillCount()) {
      return current;
    }
    return newParser();
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public long line() {
    return lines.lineNumber();
  }

  @Override
  public boolean isEnded() {
    int end = parserStart + (int) json().currentLocation().getCharOffset();
    if (end == lines.to()) {
      return true;
    }
    int next = lines.firstCharacter(end);
    if (next == lines.to()) {
      return true;
    }
    report("more behind it: '" + shown(next) + "'");
    dropParser();
    return false;
  }

  @Override
  public void takeBack(IOException failure) throws IOException {
    if (!(failure instanceof JsonProcessingException syntax)) {
      throw failure;
    }
    JsonLocation place = syntax.getLocation();
    if (place == null) {
      report(SyntaxWords.of(syntax));
    } else {
      int at = parserStart + (int) place.getCharOffset();
      report(
          at >= lines.to()
              ? "the end of the line within it"
              : SyntaxWords.of(syntax) + ", near character " + (at - lines.from() + 1));
    }
    dropParser();
  }

  @Override
  public long charsRead() {
    return charsRead;
  }

  @Override
  public void close() throws IOException {
    dropParser();
    lines.close();
  }

  private Next begin(int start) throws IOException {
    row++;
    charsRead += lines.to() - lines.from() + 1;
    if (lines.chars()[start] != '{') {
      report(other(start));
      dropParser();
      return Next.REFUSED;
    }
    json().nextToken();
    return Next.RECORD;
  }

  private boolean nextLine() throws IOException {
    try {
      return !isGivenUp && lines.next();
    } catch (LineBuffer.TooLongException _) {
      isGivenUp = true;
      row++;
      findings.add(row, lines.lineNumber() + 1, EXPECTED, RecordFindings.tooLong("line"));
      return false;
    } catch (NotUtf8Exception e) {
      isGivenUp = true;
      row++;
      findings.add(row, lines.lineNumber() + 1, NotUtf8Exception.EXPECTED, e.found());
      return false;
    }
  }

  private JsonParser newParser() {
    dropParser();
    try {
      parserStart = lines.from();
      parserFill = lines.fillCount();
      JsonParser made =
          parsers.createParser(lines.chars(), parserStart, lines.limit() - parserStart);
      parser = made;
      return made;
    } catch (IOException e) {
      throw new IllegalStateException("Expected a parser of characters in memory", e);
    }
  }

  private void dropParser() {
    JsonParser current = parser;
    parser = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        throw new IllegalStateException("Expected no input below a parser of characters", e);
      }
    }
  }

  private void report(String found) {
    findings.add(row, lines.lineNumber(), EXPECTED, found);
  }

  /** What a line that is no object is instead. */
  private String other(int start) {
    return switch (lines.chars()[start]) {
      case '\0' -> SyntaxWords.ZERO_CHARACTER;
      case '[' ->
          "an array, '"
              + shown(start)
              + "'"
              + (row == 1 ? "; a file that is one array is read with --input-format json" : "");
      default -> "text that begins with '" + shown(start) + "'";
    };
  }

  private String shown(int start) {
    return RefusedValue.shown(lines.chars(), start, lines.to() - start);
  }
}
