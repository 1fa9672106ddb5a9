package dev.firn.sql.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;

/**
 * Constants of a serialised plan as the values that Iceberg's expressions take. A constant of
 * another type than its column's gives nothing, because then DuckDB compares something else.
 */
final class PlanConstants {
  /** DuckDB keeps a UUID as a number whose order is that of its bytes. */
  private static final long UUID_FLIP = Long.MIN_VALUE;

  private PlanConstants() {}

  /** Whether the constant is SQL's null. */
  static boolean isNull(JsonNode constant) {
    return constant.path("is_null").asBoolean();
  }

  /** The constant as a value for a comparison with a column of this type. */
  static Optional<Object> value(Type type, JsonNode constant) {
    JsonNode value = constant.path("value");
    if (isNull(constant)
        || value.isMissingNode()
        || !PlanTypes.isSame(type, constant.path("type"))) {
      return Optional.empty();
    }
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.<Object>of(value.asBoolean()).filter(_ -> value.isBoolean());
      case INTEGER, DATE -> Optional.<Object>of(value.asInt()).filter(_ -> value.isInt());
      case LONG, TIME, TIMESTAMP -> longValue(value);
      // Iceberg would take a number for microseconds.
      case TIMESTAMP_NANO ->
          longValue(value).map(nanos -> DateTimeUtil.nanosToIsoTimestamp((Long) nanos));
      case FLOAT -> doubleValue(value).map(number -> (float) (double) number);
      case DOUBLE -> doubleValue(value).map(number -> number);
      case DECIMAL -> unscaled(value).map(digits -> new BigDecimal(digits, scale(type)));
      case STRING -> Optional.<Object>of(value.asText()).filter(_ -> value.isTextual());
      case UUID -> uuid(value);
      case BINARY -> blob(value).map(bytes -> bytes);
      case FIXED ->
          blob(value)
              .filter(bytes -> bytes.remaining() == ((Types.FixedType) type).length())
              .map(bytes -> bytes);
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> Optional.empty();
    };
  }

  private static int scale(Type type) {
    return ((Types.DecimalType) type).scale();
  }

  private static Optional<Object> longValue(JsonNode value) {
    return Optional.<Object>of(value.asLong())
        .filter(_ -> value.isIntegralNumber() && value.canConvertToLong());
  }

  private static Optional<Double> doubleValue(JsonNode value) {
    return Optional.of(value.asDouble()).filter(_ -> value.isNumber());
  }

  /** A number, or the two halves of one of 128 bits. */
  private static Optional<BigInteger> unscaled(JsonNode value) {
    if (value.isIntegralNumber()) {
      return Optional.of(value.bigIntegerValue());
    }
    JsonNode upper = value.path("upper");
    JsonNode lower = value.path("lower");
    return upper.isIntegralNumber() && lower.isIntegralNumber()
        ? Optional.of(upper.bigIntegerValue().shiftLeft(Long.SIZE).add(lower.bigIntegerValue()))
        : Optional.empty();
  }

  private static Optional<Object> uuid(JsonNode value) {
    JsonNode upper = value.path("upper");
    JsonNode lower = value.path("lower");
    return upper.isIntegralNumber() && lower.isIntegralNumber()
        ? Optional.of(new UUID(upper.longValue() ^ UUID_FLIP, lower.bigIntegerValue().longValue()))
        : Optional.empty();
  }

  /** DuckDB's text of a blob: bytes that are no plain ASCII as {@code \xAA}. */
  private static Optional<ByteBuffer> blob(JsonNode value) {
    if (!value.isTextual()) {
      return Optional.empty();
    }
    byte[] text = value.asText().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length) {
      if (text[at] != '\\') {
        bytes.write(text[at++]);
      } else if (at + 4 <= text.length && text[at + 1] == 'x') {
        bytes.write(
            HexFormat.fromHexDigits(new String(text, at + 2, 2, StandardCharsets.US_ASCII)));
        at += 4;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(ByteBuffer.wrap(bytes.toByteArray()));
  }
}
