package dev.firn.parquet;

import dev.firn.parquet.EncodingPolicy.Cost;
import java.util.List;

/**
 * How a chunk's values are stored that do not go through a dictionary. If there is a choice, the
 * first page of some size makes it for the rest of the chunk: few of its values tell which
 * encodings are worth a closer look, and more of them which is best.
 *
 * <p>Threads: one at a time, not always the same.
 */
final class DirectEncoding {
  private final List<Encoding> all;
  private final PageEncoder encoder;
  private final EncodingTrial trial;

  /** Those that may still be chosen, the cheapest to read first; one if the choice is made. */
  private List<Encoding> candidates;

  private boolean isNarrowed;

  /** What the chunk's values were, and what became of them. */
  private long plainBytes;

  private long encodedBytes;

  DirectEncoding(LeafColumn column, EncodingPlan plan, Compression compression) {
    this.all = plan.direct();
    this.encoder = new PageEncoder(column);
    this.trial = new EncodingTrial(compression, encoder);
    this.candidates = all;
  }

  /** The encodings' measure for this column. */
  EncodingTrial trial() {
    return trial;
  }

  /**
   * What a page takes in the encoding that seems best for it, as stored. Others that are not much
   * worse stay candidates, unless the sample is all of the page.
   *
   * @param sample the first values of the page, so many as {@link EncodingTrial#sampleCount} says
   * @param pageBytes the plain bytes of the whole page
   */
  long narrow(PlainPage sample, int sampleCount, long pageBytes, Workspace workspace) {
    List<Cost> costs = trial.costs(candidates, sample.address(), sampleCount, pageBytes, workspace);
    Cost best = EncodingPolicy.choose(costs);
    boolean isWhole = sample.byteCount() == pageBytes && pageBytes <= EncodingTrial.SAMPLE_BYTES;
    candidates = isWhole ? List.of(best.encoding()) : EncodingPolicy.finalists(costs);
    isNarrowed = true;
    return best.storedBytes();
  }

  /** Chooses without a trial. */
  void settle(Encoding encoding) {
    candidates = List.of(encoding);
    isNarrowed = true;
  }

  /** The encoding of the last page. */
  Encoding chosen() {
    return candidates.getFirst();
  }

  /** Takes back what was narrowed. */
  void widen() {
    candidates = all;
    isNarrowed = false;
  }

  /**
   * Encodes a page into {@link Workspace#encoded}, unless its values are to be stored as they are.
   *
   * @return its encoding
   */
  Encoding encode(PlainPage values, int count, Workspace workspace) {
    long pageBytes = values.byteCount();
    if (candidates.size() > 1 && pageBytes >= EncodingPolicy.TRIAL_BYTES_MIN) {
      choose(values, count, workspace);
    }
    Encoding encoding = candidates.getFirst();
    if (encoding != Encoding.PLAIN) {
      encoder.encode(encoding, values.address(), count, workspace);
    }
    plainBytes += pageBytes;
    encodedBytes += encoding == Encoding.PLAIN ? pageBytes : workspace.encoded.byteCount();
    return encoding;
  }

  private void choose(PlainPage values, int count, Workspace workspace) {
    long pageBytes = values.byteCount();
    if (!isNarrowed) {
      int sampleCount = EncodingTrial.sampleCount(EncodingTrial.SAMPLE_BYTES, count, pageBytes);
      narrow(values, sampleCount, pageBytes, workspace);
    }
    if (candidates.size() > 1) {
      int sampleCount =
          EncodingTrial.sampleCount(EncodingTrial.FINAL_SAMPLE_BYTES, count, pageBytes);
      List<Cost> costs =
          trial.costs(candidates, values.address(), sampleCount, pageBytes, workspace);
      candidates = List.of(EncodingPolicy.choose(costs).encoding());
    }
  }

  /** An estimate of what plain bytes become. */
  long encodedBytes(long ofPlainBytes) {
    return plainBytes == 0
        ? ofPlainBytes
        : (long) ((double) ofPlainBytes * encodedBytes / plainBytes);
  }

  /** The next chunk chooses anew. */
  void beginChunk() {
    widen();
    plainBytes = 0;
    encodedBytes = 0;
  }
}
