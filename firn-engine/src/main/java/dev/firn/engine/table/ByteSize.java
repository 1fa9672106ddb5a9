package dev.firn.engine.table;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it: {@code 9000}, {@code 512MB}, {@code 64 KiB}. Units are
 * decimal (kB, MB, GB, TB) or binary (KiB, MiB, GiB, TiB), in any case; none means bytes.
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,19})\\s*([a-z]*)");

  private static final Map<String, Long> UNIT_BYTES =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  /** The units as people write them. */
  private static final List<String> SPOKEN =
      List.of("kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB");

  /** Reads a size; empty if the text is none, or more than a long holds. */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || !UNIT_BYTES.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    BigInteger bytes =
        new BigInteger(matcher.group(1))
            .multiply(BigInteger.valueOf(UNIT_BYTES.get(matcher.group(2))));
    return bytes.bitLength() < Long.SIZE
        ? Optional.of(new ByteSize(bytes.longValueExact()))
        : Optional.empty();
  }

  /** The size in the largest unit that leaves no fraction, such as {@code 50GB}. */
  @Override
  public String toString() {
    return SPOKEN.stream()
        .filter(unit -> bytes > 0 && bytes % unitBytes(unit) == 0)
        .max(Comparator.comparingLong(ByteSize::unitBytes))
        .map(unit -> bytes / unitBytes(unit) + unit)
        .orElse(bytes + "B");
  }

  private static long unitBytes(String unit) {
    Long unitBytes = UNIT_BYTES.get(unit.toLowerCase(Locale.ROOT));
    if (unitBytes == null) {
      throw new IllegalStateException("Unit '" + unit + "' is spoken but not read");
    }
    return unitBytes;
  }
}
