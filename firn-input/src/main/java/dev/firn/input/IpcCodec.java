package dev.firn.input;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * Decompresses one buffer straight into a buffer of the budget and never past the length that it
 * declares: Arrow's LZ4 codec collects the bytes on the heap, however many come.
 */
enum IpcCodec {
  /** LZ4 frames. */
  LZ4,
  /** Zstandard. */
  ZSTD;

  /** A compressed buffer starts with its uncompressed length. */
  private static final int LENGTH_BYTES = Long.BYTES;

  /** Stands in place of the length where compressing did not pay. */
  private static final long STORED_AS_IS = -1;

  private static final int CHUNK_BYTES = 64 << 10;

  static IpcCodec of(BodyCompression compression) throws IOException {
    return switch (compression.codec()) {
      case CompressionType.LZ4_FRAME -> LZ4;
      case CompressionType.ZSTD -> ZSTD;
      default -> throw new IOException("an unknown compression, number " + compression.codec());
    };
  }

  /** A buffer that the caller closes; {@code stored} stays the caller's too. */
  ArrowBuf decompress(ArrowBuf stored, BufferAllocator allocator) throws IOException {
    if (stored.capacity() < LENGTH_BYTES) {
      throw new IOException("a compressed buffer of only " + stored.capacity() + " bytes");
    }
    long bytes = stored.getLong(0);
    ArrowBuf compressed = stored.slice(LENGTH_BYTES, stored.capacity() - LENGTH_BYTES);
    if (bytes == STORED_AS_IS) {
      return IpcBatch.held(compressed);
    }
    if (bytes < 0) {
      throw new IOException("a compressed buffer that is said to hold " + bytes + " bytes");
    }
    ArrowBuf plain = allocator.buffer(bytes);
    try {
      long found =
          switch (this) {
            case LZ4 -> decompressLz4(compressed, plain);
            case ZSTD -> decompressZstd(compressed, plain);
          };
      if (found != bytes) {
        throw new IOException("a compressed buffer that does not hold the bytes it declares");
      }
      return plain.writerIndex(bytes);
    } catch (IOException | RuntimeException | Error e) {
      plain.close();
      throw e;
    }
  }

  private static long decompressZstd(ArrowBuf compressed, ArrowBuf plain) {
    // Zstandard's errors are negative numbers, which are no length either.
    return Zstd.decompressUnsafe(
        plain.memoryAddress(), plain.capacity(), compressed.memoryAddress(), compressed.capacity());
  }

  private static long decompressLz4(ArrowBuf compressed, ArrowBuf plain) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long at = 0;
    try (InputStream frames = new FramedLZ4CompressorInputStream(new BufferStream(compressed))) {
      int read = frames.read(chunk);
      while (read >= 0) {
        if (read > plain.capacity() - at) {
          return -1;
        }
        plain.setBytes(at, chunk, 0, read);
        at += read;
        read = frames.read(chunk);
      }
    }
    return at;
  }

  /** Reads a buffer's bytes. */
  private static final class BufferStream extends InputStream {
    private final ByteBuffer bytes;

    BufferStream(ArrowBuf buffer) {
      this.bytes = buffer.nioBuffer(0, Math.toIntExact(buffer.capacity()));
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (!bytes.hasRemaining()) {
        return length == 0 ? 0 : -1;
      }
      int count = Math.min(length, bytes.remaining());
      bytes.get(to, offset, count);
      return count;
    }
  }
}
