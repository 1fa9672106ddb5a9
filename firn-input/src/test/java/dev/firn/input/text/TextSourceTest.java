package dev.firn.input.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextSourceTest {
  private static final String TEXT = "a,b\nZürich,日本 🛫\n".repeat(5_000);
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  @Test
  void readsPlainGzipAndZstdWhateverTheNameOrByIt() throws IOException {
    for (String name : List.of("x.csv", "-")) {
      for (byte[] stored : List.of(BYTES, gzip(BYTES), Zstd.compress(BYTES))) {
        assertThat(read(name, stored)).isEqualTo(TEXT);
      }
    }
    assertThat(read("x.csv.GZ", gzip(BYTES))).isEqualTo(TEXT);
    assertThat(read("x.csv.zst", Zstd.compress(BYTES))).isEqualTo(TEXT);
  }

  @Test
  void readsAllMembersAndFrames() throws IOException {
    assertThat(read("x.gz", joined(gzip(BYTES), gzip(new byte[0]), gzip(BYTES))))
        .isEqualTo(TEXT + TEXT);
    assertThat(read("x.zst", joined(Zstd.compress(BYTES), Zstd.compress(BYTES))))
        .isEqualTo(TEXT + TEXT);
  }

  @Test
  void zerosMayFollowAMemberAndNothingElse() throws IOException {
    assertThat(read("x.gz", joined(gzip(BYTES), new byte[1_000]))).isEqualTo(TEXT);
    byte[] garbage = joined(gzip(BYTES), "garbage".getBytes(StandardCharsets.UTF_8));
    assertThat(failure("x.gz", garbage)).hasMessageContaining("other bytes than a gzip member");
  }

  @Test
  void gzipHeadersMayHaveAllTheirParts() throws IOException {
    byte[] plain = gzip(BYTES);
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.write(new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
    full.write(new byte[] {3, 0, 'x', 'y', 'z', 'n', 'a', 0, 'c', 0, 9, 9});
    full.write(plain, 10, plain.length - 10);
    assertThat(read("x.gz", full.toByteArray())).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.gz", "x.zst"})
  void cutOffCompressionIsNoticedAtEveryLength(String name) throws IOException {
    byte[] small = "a,b\n1,2\n".repeat(30).getBytes(StandardCharsets.UTF_8);
    byte[] whole =
        name.endsWith(".gz")
            ? joined(gzip(small), gzip(small))
            : joined(Zstd.compress(small), Zstd.compress(small));
    for (int length = 0; length < whole.length; length++) {
      if (length != whole.length / 2) {
        FirnException failure = failure(name, Arrays.copyOf(whole, length));
        assertThat(failure.code()).as("%s bytes", length).isEqualTo(ErrorCode.INPUT_UNREADABLE);
        assertThat(failure).hasMessageContaining("'" + name + "'");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedGzipIsNoticed(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] whole = gzip(BYTES);
    for (int round = 0; round < 200; round++) {
      byte[] damaged = whole.clone();
      int at = 10 + random.nextInt(whole.length - 10);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      RuntimeException failure =
          catchThrowableOfType(RuntimeException.class, () -> read("x.gz", damaged));
      // What damage makes of a text is often no text; that is seen before the checksum is.
      if (failure instanceof UncheckedIOException bytes) {
        assertThat(bytes).hasCauseInstanceOf(NotUtf8Exception.class);
      } else {
        assertThat(failure)
            .isInstanceOfSatisfying(
                FirnException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE));
      }
    }
  }

  @Test
  void damagedZstdIsToldInTheWordsOfGzip() {
    byte[] whole = Zstd.compress(BYTES);
    assertThat(failure("x.zst", Arrays.copyOf(whole, whole.length - 5)))
        .hasMessageContaining("found compressed data that is cut off.");
    assertThat(failure("x.zst", joined(whole, "no frame at all".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("found data behind the last frame that is not zstd.");
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 10, damaged.length, (byte) 0xFF);
    assertThat(failure("x.zst", damaged)).hasMessageContaining("found damaged compressed data (");
  }

  @Test
  void zstdWindowsThatTakeMuchMemoryAreRefused() throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(stored, 19)) {
      zstd.write(BYTES);
    }
    assertThat(read("x.zst", stored.toByteArray())).isEqualTo(TEXT);
    stored.reset();
    try (ZstdOutputStream zstd = new ZstdOutputStream(stored, 3).setLong(27)) {
      zstd.write(BYTES);
    }
    assertThat(failure("x.zst", stored.toByteArray())).hasMessageContaining("too much memory");
  }

  @Test
  void nameThatContentContradictsIsRefused() throws IOException {
    assertThat(failure("x.csv.gz", BYTES))
        .hasMessage(
            "Input 'x.csv.gz': expected gzip data as its name says, found uncompressed data."
                + " Rename it, or get it again.");
    assertThat(failure("x.csv.zst", gzip(BYTES))).hasMessageContaining("found gzip data");
    assertThat(failure("x.csv.gz", new byte[0])).hasMessageContaining("found an empty file");
  }

  @Test
  void byteOrderMarkOfUtf8IsPassedOver() {
    assertThat(read("x", joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, BYTES)))
        .isEqualTo(TEXT);
    assertThat(read("x", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF})).isEmpty();
    assertThat(read("x", new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"UTF-16BE, UTF-16", "UTF-16LE, UTF-16", "UTF-32BE, UTF-32", "UTF-32LE, UTF-32"})
  void otherEncodingsAreNamed(String charset, String name) {
    byte[] text = "\uFEFFa,b".getBytes(Charset.forName(charset));
    assertThat(failure("x", text)).hasMessageContaining("found the byte order mark of " + name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\nb\\nÃ©|E9|\\xE9",
        "a\\r\\nb\\r\\nc|FF|\\xFF",
        "a\\rb\\rc|C0AF|\\xC0",
        "a\\n\\r|EDA080|\\xED",
        "\\n\\n|F4908080|\\xF4",
        "\\n\\nxyz|C3|\\xC3"
      })
  void bytesThatAreNoUtf8AreRefusedWithTheirLine(String start, String hex, String found) {
    byte[] good = start.translateEscapes().getBytes(StandardCharsets.UTF_8);
    byte[] bad = java.util.HexFormat.of().parseHex(hex);
    assertThat(notUtf8(joined(good, bad)))
        .hasMessageContaining("line 3: expected text in UTF-8, found the bytes ")
        .hasMessageContaining(found);
  }

  @Test
  void lineOfABadByteIsRightHoweverLongTheTextBefore() {
    for (String end : List.of("\n", "\r\n", "\r")) {
      byte[] good = ("x".repeat(98) + end).repeat(5_000).getBytes(StandardCharsets.UTF_8);
      assertThat(notUtf8(joined(good, new byte[] {(byte) 0xFF})))
          .hasMessageContaining("line 5001:");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sourcesThatGiveLittleAtATimeAreReadWhole(long seed) {
    Random random = new Random(seed);
    InputStream slow =
        new ByteArrayInputStream(BYTES) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1 + random.nextInt(3)));
          }
        };
    try (TextSource source = TextSource.open("x", slow)) {
      assertThat(all(source.characters())).isEqualTo(TEXT);
    }
  }

  @Test
  void progressIsCountedInStoredBytes() throws IOException {
    byte[] stored = gzip(BYTES);
    try (TextSource source = TextSource.open("x.gz", new ByteArrayInputStream(stored))) {
      assertThat(source.bytesRead()).isLessThan(stored.length + 1L);
      assertThat(all(source.characters())).isEqualTo(TEXT);
      assertThat(source.bytesRead()).isEqualTo(stored.length);
    }
  }

  @Test
  void failingSourceIsNamedAndClosed() {
    boolean[] isClosed = {false};
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is gone");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            return read();
          }

          @Override
          public void close() {
            isClosed[0] = true;
          }
        };
    FirnException failure =
        catchThrowableOfType(FirnException.class, () -> TextSource.open("x.csv", failing));
    assertThat(failure).hasMessageContaining("'x.csv'").hasMessageContaining("the disk is gone");
    assertThat(isClosed[0]).isTrue();
  }

  private static String read(String name, byte[] stored) {
    try (TextSource source = TextSource.open(name, new ByteArrayInputStream(stored))) {
      return all(source.characters());
    }
  }

  private static FirnException failure(String name, byte[] stored) {
    FirnException failure = catchThrowableOfType(FirnException.class, () -> read(name, stored));
    assertThat(failure).as("a failure").isNotNull();
    return failure;
  }

  private static NotUtf8Exception notUtf8(byte[] stored) {
    UncheckedIOException failure =
        catchThrowableOfType(UncheckedIOException.class, () -> read("x.csv", stored));
    assertThat(failure).hasCauseInstanceOf(NotUtf8Exception.class);
    return (NotUtf8Exception) failure.getCause();
  }

  private static String all(Reader reader) {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[1_000];
    try {
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        text.append(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(bytes);
    }
    return stored.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
