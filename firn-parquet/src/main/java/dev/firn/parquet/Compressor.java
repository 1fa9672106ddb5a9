package dev.firn.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Compresses pages from off-heap memory to off-heap memory. The native contexts of zstd and gzip
 * are reused until it is closed; brotli's cannot be, LZ4 and snappy have none.
 *
 * <p>Threads: one at a time.
 */
final class Compressor implements AutoCloseable {
  private final LongSupplier nanos;
  private @Nullable ZstdCompressCtx zstd;
  private @Nullable GzipFrame gzip;
  private int zstdLevel;
  private long spentNanos;

  Compressor(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Compresses a page if that makes it smaller.
   *
   * @param to an empty buffer that receives the compressed bytes
   * @return whether {@code to} holds the page; if not, it is to be stored as it is
   */
  boolean compress(Compression compression, long from, long byteCount, GrowableBuffer to) {
    if (byteCount == 0 || compression.codec() == Codec.UNCOMPRESSED) {
      return false;
    }
    compressAlways(compression, from, byteCount, to);
    if (to.byteCount() >= byteCount) {
      to.clear();
      return false;
    }
    return true;
  }

  /** Compresses a page that has no way to say that it is not compressed. */
  void compressAlways(Compression compression, long from, long byteCount, GrowableBuffer to) {
    long begun = nanos.getAsLong();
    switch (compression.codec()) {
      case ZSTD -> to.advance(zstd(compression.level(), from, byteCount, to));
      case SNAPPY -> to.advance(snappy(from, byteCount, to));
      case GZIP -> gzip().compress(compression.level(), from, Math.toIntExact(byteCount), to);
      case BROTLI ->
          BrotliStream.compress(compression.level(), from, Math.toIntExact(byteCount), to);
      case LZ4_RAW -> to.advance(lz4(compression.level(), from, Math.toIntExact(byteCount), to));
      case UNCOMPRESSED -> to.append(from, byteCount);
    }
    spentNanos += nanos.getAsLong() - begun;
  }

  /** The time of all calls so far. */
  long spentNanos() {
    return spentNanos;
  }

  @Override
  public void close() {
    if (zstd != null) {
      zstd.close();
      zstd = null;
    }
    if (gzip != null) {
      gzip.close();
      gzip = null;
    }
  }

  private long zstd(int level, long from, long byteCount, GrowableBuffer to) {
    int size = Math.toIntExact(byteCount);
    int room = Math.toIntExact(Zstd.compressBound(byteCount));
    long target = to.reserve(room);
    return zstdAt(level)
        .compressDirectByteBuffer(
            Memory.view(target, room), 0, room, Memory.view(from, size), 0, size);
  }

  private ZstdCompressCtx zstdAt(int level) {
    ZstdCompressCtx context = zstd;
    if (context == null) {
      context = new ZstdCompressCtx();
      zstd = context;
    }
    if (zstdLevel != level) {
      context.setLevel(level);
      zstdLevel = level;
    }
    return context;
  }

  private GzipFrame gzip() {
    GzipFrame frame = gzip;
    if (frame == null) {
      frame = new GzipFrame();
      gzip = frame;
    }
    return frame;
  }

  private static int lz4(int level, long from, int byteCount, GrowableBuffer to) {
    LZ4Factory factory = LZ4Factory.fastestInstance();
    LZ4Compressor compressor =
        level == 0 ? factory.fastCompressor() : factory.highCompressor(level);
    int room = compressor.maxCompressedLength(byteCount);
    long target = to.reserve(room);
    return compressor.compress(
        Memory.view(from, byteCount), 0, byteCount, Memory.view(target, room), 0, room);
  }

  private static long snappy(long from, long byteCount, GrowableBuffer to) {
    long target = to.reserve(Snappy.maxCompressedLength(Math.toIntExact(byteCount)));
    try {
      return Snappy.rawCompress(from, byteCount, target);
    } catch (IOException e) {
      throw new UncheckedIOException("Snappy refused to compress " + byteCount + " bytes.", e);
    }
  }
}
