package dev.firn.parquet;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliEncoderChannel;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/**
 * One page as one Brotli stream (RFC 7932), which is what Parquet's codec BROTLI means. The encoder
 * is made anew for each page, because Brotli's cannot be used twice, and takes a window no larger
 * than the page, so that small pages do not pay for large tables.
 */
final class BrotliStream {
  /** The smallest and largest window that the format has without its extension for large ones. */
  private static final int WINDOW_BITS_MIN = 10;

  private static final int WINDOW_BITS_MAX = 24;

  /** A window has so many bytes less than its power of two. */
  private static final int WINDOW_GAP_BYTES = 16;

  /**
   * What is copied to the encoder at once: its smallest block, which all of its blocks are
   * multiples of. The last piece must not reach over the end of a block: brotli4j's channel then
   * takes the encoder for finished when it is not, and the stream lacks its end (seen with 1.23.0).
   */
  private static final int INPUT_BYTES = 16 << 10;

  private BrotliStream() {}

  /** What keeps this machine from compressing, if anything does; loads the library. */
  static Optional<String> problem() {
    return Brotli4jLoader.isAvailable()
        ? Optional.empty()
        : Optional.of(
            "Codec BROTLI: expected its library for this kind of machine, found none that loads ("
                + Brotli4jLoader.getUnavailabilityCause()
                + "). Choose another codec.");
  }

  /** Appends the stream of these bytes. */
  static void compress(int level, long from, int byteCount, GrowableBuffer to) {
    Encoder.Parameters parameters =
        Encoder.Parameters.create(level).setWindow(windowBits(byteCount));
    try (BrotliEncoderChannel encoder =
        new BrotliEncoderChannel(new BufferChannel(to), parameters, INPUT_BYTES)) {
      encoder.write(Memory.view(from, byteCount));
    } catch (IOException e) {
      throw new UncheckedIOException("Brotli refused to compress " + byteCount + " bytes.", e);
    }
  }

  /** The smallest window that reaches over all of these bytes, or the largest there is. */
  static int windowBits(int byteCount) {
    long needed = (long) byteCount + WINDOW_GAP_BYTES;
    return Math.clamp(
        Long.SIZE - Long.numberOfLeadingZeros(needed - 1), WINDOW_BITS_MIN, WINDOW_BITS_MAX);
  }

  /** Takes what the encoder has ready, from its memory to ours. */
  private record BufferChannel(GrowableBuffer to) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer ready) {
      int byteCount = ready.remaining();
      Memory.view(to.reserve(byteCount), byteCount).put(ready);
      to.advance(byteCount);
      return byteCount;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
