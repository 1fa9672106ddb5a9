package dev.firn.input.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/**
 * Lines of a text in place: {@link #chars} from {@link #from} to {@link #to}. Behind the line,
 * where its line feed was, stands a character that JSON allows nowhere, so that a parser of the
 * buffer stops there, whatever it expects.
 *
 * <p>Limit: one line and what is read ahead; a line longer than the maximum is not read.
 *
 * <p>Threads: one at a time.
 */
final class LineBuffer implements Closeable {
  /** Not allowed in JSON, and no part of a word that a message would quote. */
  static final char LINE_END = '\u001E';

  /** Fits a second-level cache beside the vectors' ends. */
  private static final int CHARS = 64 << 10;

  private final Reader text;
  private final int lineCharsMax;
  private char[] chars = new char[CHARS];
  private int from;
  private int to = -1;
  private int limit;
  private long lineNumber;
  private long fillCount;
  private boolean isAtEnd;

  LineBuffer(Reader text, int lineCharsMax) {
    this.text = text;
    this.lineCharsMax = lineCharsMax;
  }

  /**
   * Goes to the next line; false at the end of the text.
   *
   * @throws TooLongException if it is longer than the maximum; then only {@link #close}
   */
  boolean next() throws IOException {
    if (to >= 0) {
      chars[to] = '\n';
    }
    from = to + 1;
    int end = lineFeed(chars, from, limit);
    while (end < 0) {
      if (isAtEnd) {
        if (from == limit) {
          to = limit - 1;
          return false;
        }
        // The buffer always has room for the line feed that the last line may lack.
        end = limit;
        limit++;
      } else {
        int searched = limit - from;
        fill();
        end = lineFeed(chars, from + searched, limit);
      }
    }
    to = end;
    chars[to] = LINE_END;
    lineNumber++;
    return true;
  }

  char[] chars() {
    return chars;
  }

  /** Where the line begins. */
  int from() {
    return from;
  }

  /** Where the line ends, without its line feed. */
  int to() {
    return to;
  }

  /** Where what is in the buffer ends. */
  int limit() {
    return limit;
  }

  /** The number of the line, from 1. */
  long lineNumber() {
    return lineNumber;
  }

  /** Changes whenever characters were moved. */
  long fillCount() {
    return fillCount;
  }

  /** Where the line's first character stands that is no blank; its end if there is none. */
  int firstCharacter(int start) {
    int at = start;
    while (at < to && (chars[at] == ' ' || chars[at] == '\t' || chars[at] == '\r')) {
      at++;
    }
    return at;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  private void fill() throws IOException {
    fillCount++;
    int kept = limit - from;
    if (kept > lineCharsMax) {
      throw new TooLongException();
    }
    if (kept > chars.length / 2) {
      char[] larger = new char[2 * chars.length];
      System.arraycopy(chars, from, larger, 0, kept);
      chars = larger;
    } else if (from > 0) {
      System.arraycopy(chars, from, chars, 0, kept);
    }
    from = 0;
    limit = kept;
    int read = text.read(chars, limit, chars.length - 1 - limit);
    if (read < 0) {
      isAtEnd = true;
    } else {
      limit += read;
    }
  }

  private static int lineFeed(char[] chars, int start, int end) {
    for (int at = start; at < end; at++) {
      if (chars[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** A line, or a record, of more characters than are held. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
