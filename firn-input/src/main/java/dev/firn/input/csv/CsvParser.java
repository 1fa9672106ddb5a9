package dev.firn.input.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.firn.input.text.NotUtf8Exception;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * FastCSV as this package uses it: strict about quotes, with one record object for all records, and
 * its failures told apart.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: those of the source's characters; {@link BrokenRecordException} where quotes make it
 * impossible to say where the record ends, after which nothing can be read.
 */
final class CsvParser {
  /**
   * More than FastCSV holds of what follows a record when that ends, or leaves free at its limit.
   */
  private static final int LOOK_AHEAD_CHARS = 64 * 1024;

  private final CsvRecord record;
  private final Characters characters;
  private final CloseableIterator<CsvRecord> records;
  private long recordCount;

  CsvParser(TextSource text, char delimiter, char quote, CsvRecord record) {
    this.record = record;
    this.characters = new Characters(text.characters());
    this.records = builder(delimiter, quote).build(record, characters).iterator();
  }

  /** Reads the next record, also a blank one, into the record given; false at the end. */
  boolean next() throws BrokenRecordException {
    try {
      return nextRecord();
    } catch (CsvParseException | UncheckedIOException e) {
      // The parser has wrapped it in one or the other, by where it was.
      NotUtf8Exception bytes = characters.malformed();
      if (bytes != null) {
        throw new BrokenRecordException(NotUtf8Exception.EXPECTED, bytes.found(), e);
      }
      throw e;
    }
  }

  /** Records read so far, blank ones too. */
  long recordCount() {
    return recordCount;
  }

  private boolean nextRecord() throws BrokenRecordException {
    try {
      if (!records.hasNext()) {
        return false;
      }
      records.next();
      recordCount++;
      characters.recordEnded();
      return true;
    } catch (CsvParseException e) {
      // Only what has no cause is about the text: the rest comes from the characters or from here.
      switch (e.getCause()) {
        case null -> throw broken(e);
        case IOException _ -> throw e;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException("Expected no checked failure", e);
      }
    }
  }

  /** FastCSV has one exception for all; what its reader saw tells them apart. */
  private BrokenRecordException broken(CsvParseException e) {
    if (characters.isAtEnd()) {
      return new BrokenRecordException(
          "a quote that ends", "a quoted cell that the end of the input cuts off", e);
    }
    if (characters.sinceRecordEnd() >= TextLimits.RECORD_CHARS_MAX - LOOK_AHEAD_CHARS) {
      return new BrokenRecordException(
          "a cell of at most " + TextLimits.RECORD_CHARS_MAX + " characters",
          "a longer one; a quote may be missing",
          e);
    }
    return new BrokenRecordException(
        "a delimiter or the end of the line after a closing quote",
        "other text behind cell " + (record.cellCount() + 1),
        e);
  }

  private static CsvReaderBuilder builder(char delimiter, char quote) {
    return de.siegmar.fastcsv.reader.CsvReader.builder()
        .fieldSeparator(delimiter)
        .quoteCharacter(quote)
        .commentStrategy(CommentStrategy.NONE)
        .skipEmptyLines(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .maxBufferSize(TextLimits.RECORD_CHARS_MAX);
  }

  /** Why a record cannot be told from what follows it. */
  static final class BrokenRecordException extends Exception {
    private static final long serialVersionUID = 1;

    private final String expected;
    private final String found;

    BrokenRecordException(String expected, String found, Throwable cause) {
      super("Expected " + expected + ", found " + found, cause);
      this.expected = expected;
      this.found = found;
    }

    String expected() {
      return expected;
    }

    String found() {
      return found;
    }
  }

  /** What the parser has taken of the characters. */
  private static final class Characters extends FilterReader {
    private long sinceRecordEnd;
    private boolean isAtEnd;
    private @Nullable NotUtf8Exception malformed;

    Characters(Reader source) {
      super(source);
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(to, offset, length);
      } catch (NotUtf8Exception e) {
        malformed = e;
        throw e;
      }
      isAtEnd = count < 0;
      sinceRecordEnd += Math.max(0, count);
      return count;
    }

    void recordEnded() {
      sinceRecordEnd = 0;
    }

    /** Characters read since, which begin within or behind the current record. */
    long sinceRecordEnd() {
      return sinceRecordEnd;
    }

    boolean isAtEnd() {
      return isAtEnd;
    }

    /** What ended them, if it was bytes that are no characters. */
    @Nullable NotUtf8Exception malformed() {
      return malformed;
    }
  }
}
