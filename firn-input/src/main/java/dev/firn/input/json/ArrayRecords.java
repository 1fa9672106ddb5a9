package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.input.text.Arrivals;
import dev.firn.input.text.NotUtf8Exception;
import dev.firn.input.text.TextLimits;
import java.io.IOException;
import java.io.Reader;

/**
 * JSON: an array of objects, or one object, laid out over lines in any way. An element that is no
 * object is reported and passed over. Where the text does not parse it ends: what follows could
 * mean anything.
 */
final class ArrayRecords implements Records {
  private static final String EXPECTED = "an array of JSON objects, or one object";

  /** How far the text has been understood. */
  private enum Place {
    BEFORE,
    IN_ARRAY,
    AFTER,
    /** Nothing more is read. */
    END
  }

  private final BoundedText text;
  private final JsonParser json;
  private final RecordFindings findings;
  private final Arrivals arrivals;
  private Place place = Place.BEFORE;
  private boolean isInRecord;
  private long row;
  private long line = 1;

  ArrayRecords(Reader text, Arrivals arrivals, JsonFactory parsers, RecordFindings findings)
      throws IOException {
    this.text = new BoundedText(text, TextLimits.RECORD_CHARS_MAX);
    this.json = parsers.createParser(this.text);
    this.findings = findings;
    this.arrivals = arrivals;
  }

  @Override
  public Next next() throws IOException {
    if (!arrivals.isNextInTime(row)) {
      return Next.LATE;
    }
    Next next = advance();
    if (next != Next.END) {
      arrivals.takeRecord();
    }
    return next;
  }

  @Override
  public boolean skip() throws IOException {
    Next next = advance();
    if (next == Next.RECORD) {
      try {
        json.skipChildren();
      } catch (JsonProcessingException | LineBuffer.TooLongException | NotUtf8Exception e) {
        takeBack(e);
      }
    }
    return next != Next.END;
  }

  @Override
  public JsonParser json() {
    return json;
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public boolean isEnded() {
    return true;
  }

  @Override
  public void takeBack(IOException failure) throws IOException {
    switch (failure) {
      case JsonProcessingException syntax -> end(words(syntax));
      case LineBuffer.TooLongException _ -> end(RecordFindings.tooLong("record"));
      case NotUtf8Exception bytes -> {
        findings.add(row, line, NotUtf8Exception.EXPECTED, bytes.found());
        place = Place.END;
      }
      default -> throw failure;
    }
  }

  @Override
  public long charsRead() {
    return text.charsRead();
  }

  @Override
  public void close() throws IOException {
    json.close();
    text.close();
  }

  private Next advance() throws IOException {
    isInRecord = false;
    try {
      return nextInPlace();
    } catch (JsonProcessingException | LineBuffer.TooLongException | NotUtf8Exception e) {
      if (!isInRecord) {
        nextBrokenRecord();
      }
      takeBack(e);
      return Next.END;
    }
  }

  private Next nextInPlace() throws IOException {
    return switch (place) {
      case BEFORE -> begin();
      case IN_ARRAY -> nextElement();
      case AFTER -> requireNothingMore();
      case END -> Next.END;
    };
  }

  private Next begin() throws IOException {
    JsonToken first = json.nextToken();
    nextRecord();
    if (first == JsonToken.START_OBJECT) {
      place = Place.AFTER;
      return Next.RECORD;
    }
    if (first == JsonToken.START_ARRAY) {
      row--; // The array is no record.
      place = Place.IN_ARRAY;
      return nextElement();
    }
    end(first == null ? "nothing" : RecordContext.words(json));
    return Next.END;
  }

  private Next nextElement() throws IOException {
    isInRecord = false;
    text.beginRecord();
    JsonToken token = json.nextToken();
    if (token == JsonToken.END_ARRAY) {
      place = Place.AFTER;
      return requireNothingMore();
    }
    nextRecord();
    if (token == JsonToken.START_OBJECT) {
      return Next.RECORD;
    }
    findings.add(row, line, "a JSON object", RecordContext.words(json));
    json.skipChildren();
    return Next.REFUSED;
  }

  private Next requireNothingMore() throws IOException {
    JsonToken token = json.nextToken();
    place = Place.END;
    if (token != null) {
      nextRecord();
      end(
          "more behind it: "
              + RecordContext.words(json)
              + ". A sequence of objects is NDJSON; read it with --input-format ndjson");
    }
    return Next.END;
  }

  private static String words(JsonProcessingException syntax) {
    JsonLocation place = syntax.getLocation();
    return SyntaxWords.of(syntax)
        + (place == null
            ? ""
            : ", near line " + place.getLineNr() + ", character " + place.getColumnNr())
        + "; nothing from there on was read";
  }

  private void nextRecord() {
    isInRecord = true;
    row++;
    line = json.currentTokenLocation().getLineNr();
  }

  /** What should have been a record is where the text stopped. */
  private void nextBrokenRecord() {
    row++;
    line = json.currentLocation().getLineNr();
  }

  private void end(String found) {
    findings.add(row, line, EXPECTED, found);
    place = Place.END;
  }
}
