package dev.firn.engine.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What stands before the body of a frame: docs/log-format.md, "Frame".
 *
 * @param kind what the frame is
 * @param stored how its body is stored
 * @param offset where the frame begins in the log
 * @param syncedOffset everything below was durable when the frame was written
 * @param bodyBytes its body as it lies on disk
 * @param bodyCrc CRC32C of that body
 * @param plainBytes its body before compression; of a hole the {@link #repairEpoch}
 * @param framesLeft how many frames of the same batch follow: it counts only with all of them
 * @param rows the rows; of a hole those that were lost, as far as they were known
 * @param loggedAtMillis when it was written, by the wall clock
 * @param producer who numbered the rows; empty for nobody
 */
record FrameHeader(
    Kind kind,
    Stored stored,
    long offset,
    long syncedOffset,
    long bodyBytes,
    int bodyCrc,
    long plainBytes,
    int framesLeft,
    RowSpan rows,
    long loggedAtMillis,
    String producer) {
  static final int MAGIC = 0x314D5246; // "FRM1", little-endian.
  static final int FIXED_BYTES = 96;

  /** A producer's name has at most 255 characters, each of at most three bytes. */
  static final int BYTES_MAX = FIXED_BYTES + 768;

  private static final int CRC_FROM = 8;

  /** What a frame is. */
  enum Kind {
    /** A batch of rows. */
    ROWS(0),
    /** Nothing but the word that everything before it is durable: an orderly end. */
    MARK(1),
    /** A damaged stretch that a repair took out. */
    HOLE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /** How a body is stored. */
  enum Stored {
    PLAIN(0),
    LZ4(1);

    private final int code;

    Stored(int code) {
      this.code = code;
    }
  }

  /** How many bytes the header takes: a multiple of 8. */
  int headerBytes() {
    return padded(FIXED_BYTES + producer.getBytes(StandardCharsets.UTF_8).length);
  }

  /** Where the frame ends in the log. */
  long endOffset() {
    return offset + headerBytes() + bodyBytes;
  }

  /** Of a hole: headers of this epoch, or a later one, were written by somebody who knew of it. */
  long repairEpoch() {
    return plainBytes;
  }

  ByteBuffer toBytes() {
    byte[] name = producer.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(padded(FIXED_BYTES + name.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, MAGIC);
    bytes.putInt(8, bytes.capacity());
    bytes.put(12, (byte) kind.code);
    bytes.put(13, (byte) stored.code);
    bytes.putShort(14, (short) name.length);
    bytes.putLong(16, offset);
    bytes.putLong(24, syncedOffset);
    bytes.putLong(32, bodyBytes);
    bytes.putInt(40, bodyCrc);
    bytes.putInt(44, rows.rowCount());
    bytes.putLong(48, rows.first());
    bytes.putLong(56, rows.last());
    bytes.putLong(64, loggedAtMillis);
    bytes.putLong(72, plainBytes);
    bytes.putInt(80, framesLeft);
    bytes.put(FIXED_BYTES, name);
    bytes.putInt(4, Checksum.of(bytes, CRC_FROM, bytes.capacity()));
    return bytes;
  }

  /**
   * Reads a header.
   *
   * @param bytes from its first byte on; as much as there is, up to {@link #BYTES_MAX}
   * @param offset where in the log it must say that it is
   * @return empty if this is no whole header of that place
   */
  static Optional<FrameHeader> parse(ByteBuffer bytes, long offset) {
    ByteBuffer from = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (from.remaining() < FIXED_BYTES || from.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    int headerBytes = from.getInt(8);
    if (headerBytes < FIXED_BYTES || headerBytes > BYTES_MAX || headerBytes > from.remaining()) {
      return Optional.empty();
    }
    if (from.getInt(4) != Checksum.of(from, CRC_FROM, headerBytes) || from.getLong(16) != offset) {
      return Optional.empty();
    }
    return parseChecked(from);
  }

  /** The checksum is right; a kind that is not known is of a newer version. */
  private static Optional<FrameHeader> parseChecked(ByteBuffer from) {
    Optional<Kind> kind =
        Arrays.stream(Kind.values()).filter(each -> each.code == from.get(12)).findFirst();
    Optional<Stored> stored =
        Arrays.stream(Stored.values()).filter(each -> each.code == from.get(13)).findFirst();
    if (kind.isEmpty() || stored.isEmpty()) {
      return Optional.empty();
    }
    byte[] name = new byte[Short.toUnsignedInt(from.getShort(14))];
    from.get(FIXED_BYTES, name);
    return Optional.of(
        new FrameHeader(
            kind.get(),
            stored.get(),
            from.getLong(16),
            from.getLong(24),
            from.getLong(32),
            from.getInt(40),
            from.getLong(72),
            from.getInt(80),
            new RowSpan(from.getLong(48), from.getLong(56)),
            from.getLong(64),
            new String(name, StandardCharsets.UTF_8)));
  }

  static int padded(int bytes) {
    return (bytes + 7) & ~7;
  }
}
