package dev.firn.parquet;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The footer's checksum of itself: the CRC32C of its thrift bytes, without the eight bytes of
 * length and magic word behind them, taken while the eight digits of the checksum are zeros. So
 * together with the checksum of everything before the footer each byte of a file is covered.
 */
final class FooterChecksum {
  /** The key of the pair in the footer; its value is eight hexadecimal digits. */
  static final String KEY = "firn.footer-crc32c";

  /** What stands in the place of the digits while they are computed. */
  static final String ZEROS = "00000000";

  /** Thrift's compact protocol: the next field is binary, and it is eight bytes long. */
  private static final byte[] VALUE_HEADER = {0x18, 0x08};

  private static final byte[] PATTERN = pattern();

  private FooterChecksum() {}

  /** Puts the checksum in the place of the zeros. */
  static void seal(byte[] footer) {
    int at = digitsIn(footer).orElseThrow(() -> new IllegalStateException("No room was left"));
    System.arraycopy(bytes(digitsOf(footer, at)), 0, footer, at, ZEROS.length());
  }

  /**
   * What is wrong with a footer's bytes; empty if nothing is, or the footer has no such checksum.
   */
  static Optional<String> problem(byte[] footer) {
    Optional<Integer> at = digitsIn(footer);
    if (at.isEmpty()) {
      return Optional.empty();
    }
    String expected = new String(footer, at.get(), ZEROS.length(), StandardCharsets.US_ASCII);
    String found = digitsOf(footer, at.get());
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of("Footer: expected checksum " + expected + ", found " + found + ".");
  }

  /** Where the digits begin. The pair is the last one, so what others hold is not taken for it. */
  private static Optional<Integer> digitsIn(byte[] footer) {
    for (int at = footer.length - PATTERN.length - ZEROS.length(); at >= 0; at--) {
      if (matches(footer, at)) {
        return Optional.of(at + PATTERN.length);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(byte[] footer, int at) {
    for (int i = 0; i < PATTERN.length; i++) {
      if (footer[at + i] != PATTERN[i]) {
        return false;
      }
    }
    return true;
  }

  private static String digitsOf(byte[] footer, int at) {
    CRC32C crc = new CRC32C();
    crc.update(footer, 0, at);
    crc.update(bytes(ZEROS));
    int end = at + ZEROS.length();
    crc.update(footer, end, footer.length - end);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static byte[] pattern() {
    byte[] key = bytes(KEY);
    byte[] pattern = new byte[key.length + VALUE_HEADER.length];
    System.arraycopy(key, 0, pattern, 0, key.length);
    System.arraycopy(VALUE_HEADER, 0, pattern, key.length, VALUE_HEADER.length);
    return pattern;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
