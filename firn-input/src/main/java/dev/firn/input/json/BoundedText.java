package dev.firn.input.json;

import java.io.IOException;
import java.io.Reader;

/**
 * A text that ends with a failure if one record takes too many characters. What is read ahead of a
 * record counts with it, so the limit is exact to a parser's buffer.
 *
 * <p>Threads: one at a time.
 */
final class BoundedText extends Reader {
  private final Reader text;
  private final int recordCharsMax;
  private long recordChars;
  private long charsRead;

  BoundedText(Reader text, int recordCharsMax) {
    this.text = text;
    this.recordCharsMax = recordCharsMax;
  }

  /** A record begins. */
  void beginRecord() {
    recordChars = 0;
  }

  /** Characters read in all. */
  long charsRead() {
    return charsRead;
  }

  @Override
  public int read(char[] to, int from, int length) throws IOException {
    if (recordChars > recordCharsMax) {
      throw new LineBuffer.TooLongException();
    }
    int read = text.read(to, from, length);
    if (read > 0) {
      recordChars += read;
      charsRead += read;
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
