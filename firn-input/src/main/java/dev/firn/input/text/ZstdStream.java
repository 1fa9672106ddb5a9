package dev.firn.input.text;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompressed zstd (RFC 8878), whose failures are told in the same words as those of gzip.
 *
 * <p>Threads: one at a time.
 */
final class ZstdStream extends FilterInputStream {
  /**
   * Windows of 8 MB, which RFC 8878 asks every decoder to take and levels up to 19 stay within. A
   * frame may ask for far more native memory, which is outside the budget.
   */
  private static final int WINDOW_LOG_MAX = 23;

  private static final String CUT_OFF = "Truncated source";

  ZstdStream(InputStream source) throws IOException {
    super(new ZstdInputStreamNoFinalizer(source).setLongMax(WINDOW_LOG_MAX));
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (ZstdIOException e) {
      throw new IOException(words(e), e);
    }
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      return in.read(to, offset, length);
    } catch (ZstdIOException e) {
      throw new IOException(words(e), e);
    }
  }

  private static String words(ZstdIOException failure) {
    long code = failure.getErrorCode();
    // The library has no code of its own for this; zstd's for it comes up only within a frame.
    if (code == Zstd.errSrcSizeWrong() || CUT_OFF.equals(failure.getMessage())) {
      return "compressed data that is cut off";
    }
    // The first frame was recognised before this stream was opened.
    if (code == Zstd.errPrefixUnknown()) {
      return "data behind the last frame that is not zstd";
    }
    return "damaged compressed data (" + failure.getMessage() + ")";
  }
}
