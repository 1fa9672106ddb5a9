package dev.firn.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What stands at the beginning of a segment: docs/log-format.md, "Segment".
 *
 * @param tableUuid the table
 * @param logId the log
 * @param epoch how often the log had been taken over
 * @param baseOffset where in the log the segment begins
 * @param committedOffset what was known to be in the table when it was made
 * @param createdAtMillis when that was
 * @param schema the table's Arrow schema, with field ids, of all its frames
 * @param producers what had been logged of each producer below the base
 */
record SegmentHeader(
    String tableUuid,
    String logId,
    long epoch,
    long baseOffset,
    long committedOffset,
    long createdAtMillis,
    Schema schema,
    ProducerStates producers) {
  /** "FIRNLOG" and the version of the format. */
  static final long MAGIC = 0x31474F4C4E524946L;

  static final int FIXED_BYTES = 136;

  /** Ten thousand producers of the longest names take about 8 MB. */
  static final int BYTES_MAX = 64 << 20;

  private static final int CRC_FROM = 16;
  private static final int TEXT_FROM = 64;
  private static final int UUID_CHARS = 36;
  private static final int ULID_CHARS = 26;

  ByteBuffer toBytes() {
    ByteBuffer schemaBytes = MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT);
    byte[] producerBytes = producers.toBytes();
    int schemaLength = schemaBytes.remaining();
    int length =
        FIXED_BYTES + FrameHeader.padded(schemaLength) + FrameHeader.padded(producerBytes.length);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, MAGIC);
    bytes.putInt(8, length);
    bytes.putLong(16, epoch);
    bytes.putLong(24, baseOffset);
    bytes.putLong(32, committedOffset);
    bytes.putLong(40, createdAtMillis);
    bytes.putInt(48, schemaLength);
    bytes.putInt(52, producerBytes.length);
    bytes.put(TEXT_FROM, ascii(tableUuid, UUID_CHARS));
    bytes.put(TEXT_FROM + UUID_CHARS, ascii(logId, ULID_CHARS));
    bytes.position(FIXED_BYTES);
    bytes.put(schemaBytes);
    bytes.position(FIXED_BYTES + FrameHeader.padded(schemaLength));
    bytes.put(producerBytes);
    bytes.clear();
    bytes.putInt(12, Checksum.of(bytes, CRC_FROM, length));
    return bytes;
  }

  /** The length that the first bytes of a segment say its header has; empty if they say none. */
  static Optional<Integer> lengthOf(ByteBuffer fixed) {
    ByteBuffer from = fixed.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (from.remaining() < FIXED_BYTES || from.getLong(0) != MAGIC) {
      return Optional.empty();
    }
    int length = from.getInt(8);
    return length < FIXED_BYTES || length > BYTES_MAX ? Optional.empty() : Optional.of(length);
  }

  /**
   * Reads a whole header.
   *
   * @return empty if its checksum is wrong
   */
  static Optional<SegmentHeader> parse(ByteBuffer bytes) {
    ByteBuffer from = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    int length = from.remaining();
    if (from.getInt(12) != Checksum.of(from, CRC_FROM, length)) {
      return Optional.empty();
    }
    int schemaLength = from.getInt(48);
    byte[] schemaBytes = new byte[schemaLength];
    from.get(FIXED_BYTES, schemaBytes);
    byte[] producerBytes = new byte[from.getInt(52)];
    from.get(FIXED_BYTES + FrameHeader.padded(schemaLength), producerBytes);
    try {
      return Optional.of(
          new SegmentHeader(
              text(from, TEXT_FROM, UUID_CHARS),
              text(from, TEXT_FROM + UUID_CHARS, ULID_CHARS),
              from.getLong(16),
              from.getLong(24),
              from.getLong(32),
              from.getLong(40),
              MessageSerializer.deserializeSchema(
                  Message.getRootAsMessage(ByteBuffer.wrap(schemaBytes))),
              ProducerStates.parse(producerBytes)));
    } catch (IOException e) {
      throw new IllegalStateException("A schema whose checksum is right does not parse", e);
    }
  }

  private static byte[] ascii(String text, int chars) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length != chars) {
      throw new IllegalArgumentException("Expected " + chars + " characters, found '" + text + "'");
    }
    return bytes;
  }

  private static String text(ByteBuffer from, int at, int chars) {
    byte[] bytes = new byte[chars];
    from.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
