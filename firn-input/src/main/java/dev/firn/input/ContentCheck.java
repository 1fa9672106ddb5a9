package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks at the first and last bytes of a file before a library does, because the libraries' own
 * words for a wrong or cut file help nobody.
 */
final class ContentCheck {
  private static final byte[] PARQUET = ascii("PAR1");
  private static final byte[] PARQUET_ENCRYPTED = ascii("PARE");
  private static final byte[] ARROW_FILE = ascii("ARROW1");
  private static final byte[] FEATHER_1 = ascii("FEA1");
  private static final byte[] STREAM_MARK = {-1, -1, -1, -1};

  /** Magic, an empty footer's length, magic again. */
  private static final int PARQUET_BYTES_MIN = 12;

  /** How much of the start is looked at to say what a file is instead. */
  private static final int SAMPLE_BYTES = 256;

  private final String name;
  private final long bytes;
  private final byte[] head;
  private final byte[] tail;

  private ContentCheck(String name, long bytes, byte[] head, byte[] tail) {
    this.name = name;
    this.bytes = bytes;
    this.head = head;
    this.tail = tail;
  }

  /** Reads both ends of the file. */
  static ContentCheck of(String name, FileChannel channel) throws IOException {
    long bytes = channel.size();
    byte[] head = SourceFile.bytesAt(channel, 0, SAMPLE_BYTES);
    int tailBytes = (int) Math.min(bytes, ARROW_FILE.length);
    byte[] tail = SourceFile.bytesAt(channel, bytes - tailBytes, tailBytes);
    return new ContentCheck(name, bytes, head, tail);
  }

  /** Throws unless this is a whole Parquet file, as far as its ends tell. */
  void expectParquet() {
    if (endsWith(tail, PARQUET_ENCRYPTED)) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Input '" + name + "': expected a Parquet file, found one with an encrypted footer.");
    }
    if (!startsWith(head, PARQUET)) {
      throw refused("a Parquet file", found());
    }
    if (bytes < PARQUET_BYTES_MIN || !endsWith(tail, PARQUET)) {
      throw cut("a Parquet file, which ends with 'PAR1'");
    }
  }

  /** Whether this is Arrow's file format; throws if it is neither that nor a stream. */
  boolean isArrowFile() {
    if (startsWith(head, ARROW_FILE)) {
      if (!endsWith(tail, ARROW_FILE)) {
        throw cut("an Arrow file, which ends with 'ARROW1'");
      }
      return true;
    }
    if (startsWith(head, FEATHER_1)) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Input '"
              + name
              + "': expected an Arrow file or stream, found the older Feather version 1."
              + " Write it again as Feather version 2.");
    }
    if (!startsWith(head, STREAM_MARK)) {
      throw refused("an Arrow file or stream", found());
    }
    return false;
  }

  private FirnException cut(String expected) {
    return refused(
        expected, "an end that is missing: the file is truncated or still being written");
  }

  private FirnException refused(String expected, String found) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Input '"
            + name
            + "': expected "
            + expected
            + ", found "
            + found
            + ". Check the file, or say what it is with --input-format.");
  }

  /** What the content looks like, in a user's words. */
  private String found() {
    if (bytes == 0) {
      return "an empty file";
    }
    if (startsWith(head, PARQUET)) {
      return "a Parquet file";
    }
    if (startsWith(head, ARROW_FILE)) {
      return "an Arrow file";
    }
    if (startsWith(head, STREAM_MARK)) {
      return "an Arrow stream";
    }
    if (startsWith(head, new byte[] {0x1f, (byte) 0x8b})) {
      return "gzip data";
    }
    if (startsWith(head, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd})) {
      return "zstd data";
    }
    return isText() ? "text that starts with '" + firstWords() + "'" : "other binary data";
  }

  private boolean isText() {
    for (byte value : head) {
      if (value >= 0 && value < ' ' && value != '\n' && value != '\r' && value != '\t') {
        return false;
      }
    }
    return true;
  }

  private String firstWords() {
    String line = new String(head, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
    return line.length() > 40 ? line.substring(0, 40) + "…" : line;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean endsWith(byte[] bytes, byte[] suffix) {
    int start = bytes.length - suffix.length;
    return start >= 0 && Arrays.equals(bytes, start, bytes.length, suffix, 0, suffix.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
