package dev.firn.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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

  private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int plainBytes) throws IOException {
      byte[] stored = bytes.toInputStream().readAllBytes();
      return BytesInput.from(
          switch (codec) {
            case ZSTD -> Zstd.decompress(stored, plainBytes);
            case SNAPPY -> Snappy.uncompress(stored);
            case GZIP ->
                new GZIPInputStream(new ByteArrayInputStream(stored)).readNBytes(plainBytes);
            case UNCOMPRESSED -> stored;
            default -> throw new IOException("Codec " + codec + " is not written.");
          });
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
