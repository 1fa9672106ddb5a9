package dev.firn.input.text;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open text input: its bytes, decompressed, without a byte order mark. Compression is told by
 * the first bytes, which no text in UTF-8 can begin with, and by the name, which must not
 * contradict them.
 *
 * <p>Threads: one, but {@link #bytesRead} may be asked from any.
 *
 * <p>Failures: {@link ErrorCode#INPUT_UNREADABLE} naming the input, for damaged compression, text
 * in another encoding, and when reading fails; from {@link #open} as from every read, and of a text
 * that grows from its reads alone.
 */
public final class TextSource implements AutoCloseable {
  private static final int BOM_BYTES = 3;

  private final String name;
  private final LongSupplier bytesRead;
  private final CountedStream bytes;
  private final Arrivals arrivals;

  private TextSource(String name, LongSupplier bytesRead, CountedStream bytes, Arrivals arrivals) {
    this.name = name;
    this.bytesRead = bytesRead;
    this.bytes = bytes;
    this.arrivals = arrivals;
  }

  /**
   * Begins to read an input and takes its stream over, which is closed if this fails.
   *
   * @param name as the user calls it, for messages; its extension may name a compression
   */
  public static TextSource open(String name, InputStream input) {
    CountedStream compressed = new CountedStream(input);
    try {
      InputStream plain = decompressed(name, compressed);
      CountedStream bytes = new CountedStream(new NamedStream(name, plain));
      TextSource source = new TextSource(name, compressed::bytesRead, bytes, Arrivals.complete());
      source.skipByteOrderMark();
      return source;
    } catch (IOException e) {
      throw closing(compressed, unreadable(name, e));
    } catch (RuntimeException e) {
      throw closing(compressed, e);
    }
  }

  /**
   * Begins to read an input that may grow while it is read. A thread of its own opens it, reads it
   * ahead and counts its records, so nothing here waits.
   *
   * @param input opens the stream
   * @param scan counts records as the reader of this text does
   */
  public static TextSource follow(
      String name, Supplier<InputStream> input, RecordScan scan, Linger linger) {
    AtomicReference<@Nullable TextSource> opened = new AtomicReference<>();
    PumpedStream pumped =
        PumpedStream.start(
            name,
            () -> {
              TextSource source = open(name, input.get());
              opened.set(source);
              return source.bytes();
            },
            scan);
    return new TextSource(
        name,
        () -> Optional.ofNullable(opened.get()).map(TextSource::bytesRead).orElse(0L),
        new CountedStream(pumped),
        Arrivals.of(pumped, linger));
  }

  /** The input's name. */
  public String name() {
    return name;
  }

  /** The text as bytes, not checked; read either these or the characters. Fails by itself. */
  public InputStream bytes() {
    return bytes;
  }

  /** The text as characters; {@link NotUtf8Exception} with the line where bytes are none. */
  public Reader characters() {
    return new StrictUtf8Reader(bytes);
  }

  /** Whether a reader should wait for further records. */
  public Arrivals arrivals() {
    return arrivals;
  }

  /** Bytes of the input, as it is stored, that were read so far. */
  public long bytesRead() {
    return bytesRead.getAsLong();
  }

  @Override
  public void close() {
    try {
      bytes.close();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static InputStream decompressed(String name, CountedStream input) throws IOException {
    Compression named = Compression.ofName(name);
    Compression found = Compression.ofContent(input.peek(Compression.MAGIC_BYTES));
    if (named != Compression.NONE && found != named) {
      throw new FirnException(
          ErrorCode.INPUT_UNREADABLE,
          "Input '"
              + name
              + "': expected "
              + named.label()
              + " data as its name says, found "
              + (input.isAtEnd() ? "an empty file" : found.label() + " data")
              + ". Rename it, or get it again.");
    }
    return switch (found) {
      case NONE -> input;
      case GZIP -> new GzipStream(input);
      case ZSTD -> new ZstdStream(input);
    };
  }

  private void skipByteOrderMark() throws IOException {
    byte[] first = bytes.peek(BOM_BYTES + 1);
    int b0 = first.length > 0 ? first[0] & 0xFF : -1;
    int b1 = first.length > 1 ? first[1] & 0xFF : -1;
    int b2 = first.length > 2 ? first[2] & 0xFF : -1;
    int b3 = first.length > 3 ? first[3] & 0xFF : -1;
    if (b0 == 0xEF && b1 == 0xBB && b2 == 0xBF) {
      bytes.skipNBytes(BOM_BYTES);
    } else if ((b0 == 0xFF && b1 == 0xFE) || (b0 == 0xFE && b1 == 0xFF)) {
      throw encoded(b2 == 0 && b3 == 0 && b0 == 0xFF ? "UTF-32" : "UTF-16");
    } else if (b0 == 0 && b1 == 0 && b2 == 0xFE && b3 == 0xFF) {
      throw encoded("UTF-32");
    }
  }

  private FirnException encoded(String encoding) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Input '"
            + name
            + "': expected text in UTF-8, found the byte order mark of "
            + encoding
            + ". Save it as UTF-8.");
  }

  static FirnException unreadable(String name, IOException cause) {
    String reason = cause.getMessage();
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Input '"
            + name
            + "': expected readable data, found "
            + (reason == null ? cause.getClass().getSimpleName() : reason)
            + ". Nothing of it was loaded; get the file again.",
        cause);
  }

  private static RuntimeException closing(InputStream input, RuntimeException failure) {
    try {
      input.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** How an input is compressed. */
  private enum Compression {
    NONE,
    GZIP,
    ZSTD;

    static final int MAGIC_BYTES = 4;

    /** The first bytes of a zstd frame (RFC 8878), least significant first. */
    private static final int ZSTD_MAGIC = 0xFD2FB528;

    /** Frames that hold no data may stand before others; the last four bits are free. */
    private static final int ZSTD_SKIPPABLE = 0x184D2A50;

    static Compression ofName(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".gz")) {
        return GZIP;
      }
      return lower.endsWith(".zst") ? ZSTD : NONE;
    }

    static Compression ofContent(byte[] first) {
      if (first.length >= 2 && first[0] == 0x1F && first[1] == (byte) 0x8B) {
        return GZIP;
      }
      if (first.length < MAGIC_BYTES) {
        return NONE;
      }
      int magic =
          (first[0] & 0xFF)
              | ((first[1] & 0xFF) << 8)
              | ((first[2] & 0xFF) << 16)
              | (first[3] << 24);
      boolean isZstd = magic == ZSTD_MAGIC || (magic & 0xFFFFFFF0) == ZSTD_SKIPPABLE;
      return isZstd ? ZSTD : NONE;
    }

    String label() {
      return switch (this) {
        case NONE -> "uncompressed";
        case GZIP -> "gzip";
        case ZSTD -> "zstd";
      };
    }
  }
}
