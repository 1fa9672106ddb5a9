package dev.firn.engine.catalog;

import dev.firn.engine.error.FirnException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Defaults as Iceberg's literals: exactly the value that was written, or a refusal. */
public final class ColumnDefaults {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private ColumnDefaults() {}

  /**
   * A default in its column's type.
   *
   * @param origin where it was written, for messages
   * @throws FirnException if the type cannot hold the value as it was written
   */
  public static Literal<?> literalOf(String origin, String column, DefaultValue value, Type type) {
    Optional<Literal<?>> literal;
    try {
      literal = find(value, type);
    } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
      literal = Optional.empty();
    }
    return literal.orElseThrow(
        () ->
            Refusal.of(
                origin,
                "Default of column '" + column + "'",
                expected(type),
                words(value) + ", which is none of " + type + " as it stands"));
  }

  private static Optional<Literal<?>> find(DefaultValue value, Type type) {
    return switch (type.typeId()) {
      case BOOLEAN ->
          value instanceof DefaultValue.Truth(boolean truth) ? some(truth) : Optional.empty();
      case INTEGER -> number(value).map(number -> Literal.of(number.intValueExact()));
      case LONG -> number(value).map(number -> Literal.of(number.longValueExact()));
      case FLOAT -> number(value).flatMap(ColumnDefaults::exactFloat);
      case DOUBLE -> number(value).flatMap(ColumnDefaults::exactDouble);
      case DECIMAL -> number(value).flatMap(number -> decimal(number, (Types.DecimalType) type));
      case STRING ->
          value instanceof DefaultValue.Text(String text) ? some(text) : Optional.empty();
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, UUID ->
          value instanceof DefaultValue.Typed typed ? typed(typed, type) : Optional.empty();
      case FIXED, BINARY ->
          value instanceof DefaultValue.Bytes(String hex) ? bytes(hex, type) : Optional.empty();
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<Literal<?>> some(Object value) {
    return Optional.of(Expressions.lit(value));
  }

  private static Optional<BigDecimal> number(DefaultValue value) {
    return value instanceof DefaultValue.Numeric(BigDecimal number)
        ? Optional.of(number)
        : Optional.empty();
  }

  /**
   * Exact means that the digits come back: 0.1 is a double of that name, 0.1000000000000000001
   * none.
   */
  private static Optional<Literal<?>> exactDouble(BigDecimal number) {
    double near = number.doubleValue();
    return Double.isFinite(near) && new BigDecimal(Double.toString(near)).compareTo(number) == 0
        ? some(near)
        : Optional.empty();
  }

  private static Optional<Literal<?>> exactFloat(BigDecimal number) {
    float near = number.floatValue();
    return Float.isFinite(near) && new BigDecimal(Float.toString(near)).compareTo(number) == 0
        ? some(near)
        : Optional.empty();
  }

  private static Optional<Literal<?>> decimal(BigDecimal number, Types.DecimalType type) {
    BigDecimal scaled = number.setScale(type.scale());
    return scaled.precision() <= type.precision() ? some(scaled) : Optional.empty();
  }

  private static Optional<Literal<?>> bytes(String hex, Type type) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (type instanceof Types.FixedType fixed) {
      return bytes.length == fixed.length()
          ? Optional.of(Literal.of(ByteBuffer.wrap(bytes)).to(fixed))
          : Optional.empty();
    }
    return Optional.of(Literal.of(ByteBuffer.wrap(bytes)));
  }

  private static Optional<Literal<?>> typed(DefaultValue.Typed value, Type type) {
    String text = value.value().strip();
    return switch (type) {
      case Types.UUIDType _ when value.type().equals("uuid") ->
          UUID.fromString(text).toString().equalsIgnoreCase(text)
              ? some(UUID.fromString(text))
              : Optional.empty();
      case Types.DateType date when value.type().equals("date") ->
          literal(Math.toIntExact(LocalDate.parse(text).toEpochDay()), date);
      case Types.TimeType time when value.type().equals("time") ->
          literal(micros(0, LocalTime.parse(text).toNanoOfDay()), time);
      case Types.TimestampType timestamp when value.type().equals("timestamp") -> {
        Instant instant = instant(text, timestamp.shouldAdjustToUTC());
        yield literal(micros(instant.getEpochSecond(), instant.getNano()), timestamp);
      }
      case Types.TimestampNanoType timestamp when value.type().equals("timestamp") -> {
        Instant instant = instant(text, timestamp.shouldAdjustToUTC());
        long nanos =
            Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
        yield Optional.of(Expressions.nanos(nanos).to(timestamp));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Literal<?>> literal(int value, Type type) {
    return Optional.of(Literal.of(value).to(type));
  }

  private static Optional<Literal<?>> literal(long value, Type type) {
    return Optional.of(Literal.of(value).to(type));
  }

  /** A zone is asked for where the type keeps one and refused where it would be dropped. */
  private static Instant instant(String text, boolean hasZone) {
    String iso = text.replaceFirst(" ", "T").replaceFirst(" *(UTC|Z)$", "Z").replace(" ", "");
    return hasZone
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  private static long micros(long seconds, long nanos) {
    if (nanos % ChronoUnit.MICROS.getDuration().toNanos() != 0) {
      throw new ArithmeticException("Nanoseconds would be lost");
    }
    return Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), nanos / 1_000);
  }

  private static String expected(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "true or false";
      case INTEGER, LONG -> "a whole number in its range";
      case FLOAT, DOUBLE -> "a number that it holds without rounding";
      case DECIMAL -> "a number of that precision and scale";
      case STRING -> "a string";
      case DATE -> "DATE '2026-01-02'";
      case TIME -> "TIME '10:11:12.123456'";
      case TIMESTAMP, TIMESTAMP_NANO ->
          "TIMESTAMP '2026-01-02 10:11:12', with a zone if it has one";
      case UUID -> "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'";
      case FIXED, BINARY -> "X'00ff' of its length";
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> "none, or NULL";
    };
  }

  private static String words(DefaultValue value) {
    return switch (value) {
      case DefaultValue.Text(String text) -> "'" + text + "'";
      case DefaultValue.Numeric(BigDecimal number) -> number.toString();
      case DefaultValue.Truth(boolean truth) -> String.valueOf(truth);
      case DefaultValue.Bytes(String hex) -> "X'" + hex + "'";
      case DefaultValue.Typed(String type, String text) ->
          type.toUpperCase(java.util.Locale.ROOT) + " '" + text + "'";
    };
  }
}
