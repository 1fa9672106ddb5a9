package dev.firn.input.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The members of a gzip file (RFC 1952), one after another. The JDK's own stream passes over
 * whatever follows a member if it is not another one, so a damaged second member would look like
 * the end; here only zeros may follow, which tapes and block devices leave.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: an {@link IOException} for what is not gzip, cut off, or of another checksum.
 */
final class GzipStream extends InputStream {
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xE0;
  private static final int DEFLATE = 8;
  private static final int TIME_SYSTEM_BYTES = 6;

  private final CountedStream source;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] compressed = new byte[16 * 1024];
  private int compressedEnd;

  /** Bytes between compressed data: first what the inflater left, then the source's. */
  private int pending;

  private int pendingEnd;
  private boolean isFinished;

  /** Begins with a member's header, which is read at once. */
  GzipStream(CountedStream source) throws IOException {
    this.source = source;
    try {
      beginMember();
    } catch (IOException | RuntimeException | Error e) {
      inflater.end();
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!isFinished) {
      int count = inflate(to, offset, length);
      if (count > 0) {
        crc.update(to, offset, count);
        return count;
      }
      if (inflater.finished()) {
        readTrailer();
        isFinished = !beginsNextMember();
      } else {
        fill();
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    source.close();
  }

  private int inflate(byte[] to, int offset, int length) throws ZipException {
    try {
      int count = inflater.inflate(to, offset, length);
      if (count == 0 && inflater.needsDictionary()) {
        throw new ZipException("compressed data that needs a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw (ZipException)
          new ZipException("damaged compressed data (" + e.getMessage() + ")").initCause(e);
    }
  }

  private void fill() throws IOException {
    int count = source.read(compressed, 0, compressed.length);
    if (count < 0) {
      throw cutOff();
    }
    compressedEnd = count;
    inflater.setInput(compressed, 0, count);
  }

  /** Reads a member's header; what was read beyond it is the first of its compressed data. */
  private void beginMember() throws IOException {
    readHeader();
    inflater.reset();
    crc.reset();
    inflater.setInput(compressed, pending, pendingEnd - pending);
    compressedEnd = pendingEnd;
  }

  private void readHeader() throws IOException {
    if (nextByte() != 0x1F || nextByte() != 0x8B) {
      throw new ZipException("other bytes than a gzip member");
    }
    int method = nextByte();
    int flags = nextByte();
    if (method != DEFLATE || (flags & FLAGS_RESERVED) != 0) {
      throw new ZipException("a gzip member of an unknown method");
    }
    skip(TIME_SYSTEM_BYTES);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(nextByte() | (nextByte() << 8));
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private void readTrailer() throws IOException {
    long length = inflater.getBytesWritten();
    // What the inflater did not use stands behind the compressed data.
    int unused = inflater.getRemaining();
    pending = compressedEnd - unused;
    pendingEnd = compressedEnd;
    if (nextInt() != (int) crc.getValue() || nextInt() != (int) length) {
      throw new ZipException("data that its checksum contradicts");
    }
  }

  /** Whether another member follows; then its header is read. */
  private boolean beginsNextMember() throws IOException {
    int first = peekByte();
    while (first == 0) {
      nextByte();
      first = peekByte();
    }
    if (first < 0) {
      return false;
    }
    beginMember();
    return true;
  }

  private int peekByte() throws IOException {
    if (pending == pendingEnd) {
      int count = source.read(compressed, 0, compressed.length);
      if (count < 0) {
        return -1;
      }
      pending = 0;
      pendingEnd = count;
    }
    return compressed[pending] & 0xFF;
  }

  private int nextByte() throws IOException {
    int value = peekByte();
    if (value < 0) {
      throw cutOff();
    }
    pending++;
    return value;
  }

  private int nextInt() throws IOException {
    return nextByte() | (nextByte() << 8) | (nextByte() << 16) | (nextByte() << 24);
  }

  private void skip(int count) throws IOException {
    for (int skipped = 0; skipped < count; skipped++) {
      nextByte();
    }
  }

  private void skipText() throws IOException {
    while (nextByte() != 0) {}
  }

  private static EOFException cutOff() {
    return new EOFException("compressed data that is cut off");
  }
}
