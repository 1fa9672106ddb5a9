package org.apache.hadoop.io.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Lets Iceberg's and parquet-java's readers read pages that are compressed by Brotli. parquet-java
 * knows the codec by this class's name alone ({@code CompressionCodecName.BROTLI}) and ships none
 * of that name, nor does Hadoop; so it stands here, in a package that is not ours. It only reads:
 * Firn's own writer compresses.
 *
 * <p>Threads: safe; each stream has one reader.
 */
public final class BrotliCodec implements CompressionCodec {
  /** Made by parquet-java, by reflection. */
  public BrotliCodec() {}

  @Override
  public CompressionInputStream createInputStream(InputStream from) throws IOException {
    if (!Brotli4jLoader.isAvailable()) {
      throw new IOException(
          "Brotli: expected its library for this kind of machine, found none that loads.",
          Brotli4jLoader.getUnavailabilityCause());
    }
    return new PageStream(new BrotliInputStream(from));
  }

  @Override
  public CompressionInputStream createInputStream(InputStream from, Decompressor none)
      throws IOException {
    return createInputStream(from);
  }

  /** None: {@link #createInputStream} needs none, as that of parquet-java's zstd codec. */
  @Override
  public Class<? extends Decompressor> getDecompressorType() {
    return null;
  }

  @Override
  public Decompressor createDecompressor() {
    return null;
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream to) {
    throw new UnsupportedOperationException("Brotli pages are written by Firn's own writer only.");
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream to, Compressor none) {
    return createOutputStream(to);
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return null;
  }

  @Override
  public Compressor createCompressor() {
    return null;
  }

  @Override
  public String getDefaultExtension() {
    return ".br";
  }

  /** One page, from its first byte to its last. */
  private static final class PageStream extends CompressionInputStream {
    PageStream(InputStream page) throws IOException {
      super(page);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] to, int at, int count) throws IOException {
      return in.read(to, at, count);
    }

    @Override
    public void resetState() {
      throw new UnsupportedOperationException("A page of Brotli is read once.");
    }
  }
}
