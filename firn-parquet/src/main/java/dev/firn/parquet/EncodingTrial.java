package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what values would take in an encoding, as stored, from the first of them. Leaves
 * garbage in {@link Workspace#encoded} and {@link Workspace#compressed}.
 */
final class EncodingTrial {
  /** A fifth of a page of longs: what encodings are worth is known to a tenth for little time. */
  static final int SAMPLE_BYTES = 32 << 10;

  /**
   * All of a page of longs or of short strings. Zstandard works otherwise on shorter input, so
   * encodings that seem near to each other are tried on as much as this.
   */
  static final int FINAL_SAMPLE_BYTES = 256 << 10;

  private final Compression compression;
  private final PageEncoder encoder;

  EncodingTrial(Compression compression, PageEncoder encoder) {
    this.compression = compression;
    this.encoder = encoder;
  }

  /** How many of a page's values make a sample of about these bytes. */
  static int sampleCount(int sampleBytes, int valueCount, long plainBytes) {
    return plainBytes <= sampleBytes
        ? valueCount
        : (int) Math.max(1, sampleBytes * (long) valueCount / plainBytes);
  }

  /**
   * What a page takes in each of the encodings.
   *
   * @param sample the address of its first values, plain
   * @param sampleCount how many of them are tried
   * @param plainBytes the plain bytes of the whole page
   */
  List<EncodingPolicy.Cost> costs(
      List<Encoding> encodings,
      long sample,
      int sampleCount,
      long plainBytes,
      Workspace workspace) {
    long sampleBytes = encoder.plainBytes(sample, sampleCount);
    double scale = (double) plainBytes / sampleBytes;
    List<EncodingPolicy.Cost> costs = new ArrayList<>();
    for (Encoding encoding : encodings) {
      long stored;
      if (encoding == Encoding.PLAIN) {
        stored = storedBytes(sample, sampleBytes, workspace);
      } else {
        encoder.encode(encoding, sample, sampleCount, workspace);
        GrowableBuffer encoded = workspace.encoded;
        stored = storedBytes(encoded.address(), encoded.byteCount(), workspace);
      }
      costs.add(new EncodingPolicy.Cost(encoding, Math.round(stored * scale)));
    }
    return costs;
  }

  /** What bytes take as stored, by the first of them. */
  long storedBytesByFirst(GrowableBuffer bytes, Workspace workspace) {
    long byteCount = bytes.byteCount();
    long first = Math.min(byteCount, SAMPLE_BYTES);
    long stored = storedBytes(bytes.address(), first, workspace);
    return first == byteCount ? stored : Math.round((double) stored / first * byteCount);
  }

  private long storedBytes(long address, long byteCount, Workspace workspace) {
    workspace.compressed.clear();
    boolean shrinks =
        workspace.compressor.compress(compression, address, byteCount, workspace.compressed);
    return shrinks ? workspace.compressed.byteCount() : byteCount;
  }
}
