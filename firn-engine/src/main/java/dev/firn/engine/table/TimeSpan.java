package dev.firn.engine.table;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as people write it: {@code 5m}, {@code 200 ms}, {@code 1m30s}. Units are ms, s,
 * m, h and d, each at most once and the largest first; a number without a unit is none.
 */
public record TimeSpan(Duration duration) {
  private static final String NUMBER = "(\\d{1,18})\\s*";

  /** All units with their longest numbers fit; the form tries many ways to share long gaps. */
  private static final int CHARS_MAX = 128;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:%1$sd)?\\s*(?:%1$sh)?\\s*(?:%1$sm(?!s))?\\s*(?:%1$ss)?\\s*(?:%1$sms)?"
              .formatted(NUMBER));

  /** Milliseconds of the units in the order of the form's groups. */
  private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

  /** Reads a length of time; empty if the text is none, or more milliseconds than a long holds. */
  public static Optional<TimeSpan> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (text.isBlank() || text.length() > CHARS_MAX || !matcher.matches()) {
      return Optional.empty();
    }
    BigInteger millis = BigInteger.ZERO;
    for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
      String number = matcher.group(unit + 1);
      if (number != null) {
        millis = millis.add(new BigInteger(number).multiply(BigInteger.valueOf(UNIT_MILLIS[unit])));
      }
    }
    return millis.bitLength() < Long.SIZE
        ? Optional.of(new TimeSpan(Duration.ofMillis(millis.longValueExact())))
        : Optional.empty();
  }

  /** The length in the largest single unit that leaves no fraction, such as {@code 90s}. */
  @Override
  public String toString() {
    long millis = duration.toMillis();
    for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
      if (millis > 0 && millis % UNIT_MILLIS[unit] == 0) {
        return millis / UNIT_MILLIS[unit] + UNITS[unit];
      }
    }
    return millis + "ms";
  }
}
