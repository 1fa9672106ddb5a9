package dev.firn.engine.rule;

import io.trino.sql.tree.GenericLiteral;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** DATE, TIME and TIMESTAMP literals. */
final class Moments {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})(?:[ T](\\d{2}:\\d{2}(?::\\d{2}(?:\\.(\\d{1,9}))?)?))?\\s*(\\S*)");
  private static final int MICRO_DIGITS = 6;
  private static final int NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final RuleText rule;

  Moments(RuleText rule) {
    this.rule = rule;
  }

  Operand date(GenericLiteral literal) {
    try {
      LocalDate date = LocalDate.parse(literal.getValue().strip());
      long days = Math.toIntExact(date.toEpochDay());
      return new Operand.Value(Types.DateType.get(), Constant.of(days));
    } catch (DateTimeException | ArithmeticException e) {
      throw refusal(literal, "a date such as DATE '2026-01-31'");
    }
  }

  Operand time(GenericLiteral literal) {
    String expected = "a time with at most six decimals, such as TIME '23:59:59.999999'";
    try {
      LocalTime time = LocalTime.parse(literal.getValue().strip());
      long nanos = time.toNanoOfDay();
      if (nanos % NANOS_PER_MICRO == 0) {
        long micros = nanos / NANOS_PER_MICRO;
        return new Operand.Value(Types.TimeType.get(), Constant.of(micros));
      }
    } catch (DateTimeException e) {
      throw refusal(literal, expected);
    }
    throw refusal(literal, expected);
  }

  Operand timestamp(GenericLiteral literal) {
    String expected =
        "a timestamp such as TIMESTAMP '2026-01-31 23:59:59.999999' or, with a zone,"
            + " TIMESTAMP '2026-01-31 23:59:59 +01:00'";
    Matcher parts = TIMESTAMP.matcher(literal.getValue().strip());
    if (!parts.matches()) {
      throw refusal(literal, expected);
    }
    try {
      LocalDate date = LocalDate.parse(parts.group(1));
      LocalTime time =
          parts.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(parts.group(2));
      boolean isNanos = parts.group(3) != null && parts.group(3).length() > MICRO_DIGITS;
      return timestamp(literal, LocalDateTime.of(date, time), parts.group(4), isNanos);
    } catch (DateTimeException | ArithmeticException e) {
      throw refusal(literal, expected);
    }
  }

  private Operand timestamp(
      GenericLiteral literal, LocalDateTime local, String zone, boolean isNanos) {
    ZoneOffset offset = zone.isEmpty() ? ZoneOffset.UTC : offset(literal, local, zone);
    long seconds = local.toEpochSecond(offset);
    long count =
        isNanos
            ? Math.addExact(
                Math.multiplyExact(seconds, NANOS_PER_SECOND),
                local.get(ChronoField.NANO_OF_SECOND))
            : Math.addExact(
                Math.multiplyExact(seconds, MICROS_PER_SECOND),
                local.get(ChronoField.MICRO_OF_SECOND));
    return new Operand.Value(type(isNanos, !zone.isEmpty()), Constant.of(count));
  }

  private static Type type(boolean isNanos, boolean hasZone) {
    if (isNanos) {
      return hasZone ? Types.TimestampNanoType.withZone() : Types.TimestampNanoType.withoutZone();
    }
    return hasZone ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
  }

  /** A local time that a clock change leaves out or repeats is no moment. */
  private ZoneOffset offset(GenericLiteral literal, LocalDateTime local, String zone) {
    List<ZoneOffset> offsets = ZoneId.of(zone).getRules().getValidOffsets(local);
    if (offsets.size() != 1) {
      throw refusal(literal, "a time that the clocks of '" + zone + "' show exactly once");
    }
    return offsets.getFirst();
  }

  private RuntimeException refusal(GenericLiteral literal, String expected) {
    return rule.refusal(literal, expected, "'" + literal.getValue() + "'");
  }

  /** How many microseconds a day has. */
  static long microsPerDay() {
    return ChronoUnit.DAYS.getDuration().toMillis() * NANOS_PER_MICRO;
  }
}
