package dev.firn.parquet;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Lets parquet-java decompress without Hadoop's codec classes. */
final class Codecs implements CompressionCodecFactory {
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Tests only read with parquet-java.");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new Decompressor(codec);
  }

  @Override
  public void release() {}

  /** The bytes of a page before compression. */
  static byte[] decompressed(CompressionCodecName codec, byte[] stored, int plainBytes)
      throws IOException {
    return switch (codec) {
      case ZSTD -> Zstd.decompress(stored, plainBytes);
      case SNAPPY -> Snappy.uncompress(stored);
      case GZIP -> new GZIPInputStream(new ByteArrayInputStream(stored)).readNBytes(plainBytes);
      case BROTLI -> Decoder.decompress(stored).getDecompressedData();
      case LZ4_RAW -> block(stored, plainBytes);
      case UNCOMPRESSED -> stored;
      case LZO, LZ4 -> throw new IOException("Codec " + codec + " is not written.");
    };
  }

  /** By code that has nothing to do with the library that compressed. */
  private static byte[] block(byte[] stored, int plainBytes) {
    byte[] plain = new byte[plainBytes];
    int count = new Lz4Decompressor().decompress(stored, 0, stored.length, plain, 0, plainBytes);
    return Arrays.copyOf(plain, count);
  }

  private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int plainBytes) throws IOException {
      byte[] stored = bytes.toInputStream().readAllBytes();
      return BytesInput.from(decompressed(codec, stored, plainBytes));
    }

    @Override
    public void decompress(ByteBuffer from, int storedBytes, ByteBuffer to, int plainBytes)
        throws IOException {
      throw new IOException("Tests read into the heap.");
    }

    @Override
    public void release() {}
  }
}
