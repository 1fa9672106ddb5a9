package dev.firn.input.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Characters of UTF-8 bytes. Bytes that are not UTF-8 are refused with the line they stand on,
 * never replaced: a replacement character would be stored as if the user had written it.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: {@link NotUtf8Exception} behind the last good character.
 */
final class StrictUtf8Reader extends Reader {
  private static final int BUFFER_BYTES = 32 * 1024;
  private static final int SHOWN_BYTES_MAX = 8;

  private final InputStream source;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final LineCount lines = new LineCount();
  private boolean isAtEnd;

  StrictUtf8Reader(InputStream source) {
    this.source = source;
  }

  @Override
  public int read(char[] to, int offset, int length) throws IOException {
    CharBuffer target = CharBuffer.wrap(to, offset, length);
    while (length > 0) {
      int from = bytes.position();
      CoderResult result = decoder.decode(bytes, target, isAtEnd);
      lines.add(bytes.array(), from, bytes.position());
      int count = target.position() - offset;
      // What is good is handed out first, so that records before the fault are read.
      if (count > 0) {
        return count;
      }
      if (result.isError()) {
        throw malformed(result.length());
      }
      // Room for one unit where a pair is next: readers of single characters are not supported.
      if (result.isOverflow()) {
        throw new IllegalArgumentException("A reader's buffer must hold two characters");
      }
      if (isAtEnd) {
        return -1;
      }
      fill();
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = source.read(bytes.array(), bytes.position(), bytes.remaining());
    if (count < 0) {
      isAtEnd = true;
    } else {
      bytes.position(bytes.position() + count);
    }
    bytes.flip();
  }

  private NotUtf8Exception malformed(int length) {
    StringBuilder found = new StringBuilder();
    int shown = Math.min(Math.max(length, 1), Math.min(SHOWN_BYTES_MAX, bytes.remaining()));
    for (int at = 0; at < shown; at++) {
      found.append(String.format(Locale.ROOT, "\\x%02X", bytes.get(bytes.position() + at) & 0xFF));
    }
    return new NotUtf8Exception(found.toString(), lines.line());
  }
}
