package dev.firn.parquet;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A plain recomputation of what a writer says about values. */
final class Model {
  private Model() {}

  static long nullCount(List<Object> values) {
    return values.stream().filter(Objects::isNull).count();
  }

  static long nanCount(Kind kind, List<Object> values) {
    return values.stream().filter(value -> isNan(kind, value)).count();
  }

  static Optional<Object> min(Kind kind, List<Object> values) {
    return values.stream()
        .filter(value -> value != null && !isNan(kind, value))
        .min(order(kind))
        .map(value -> signedZero(kind, value, true));
  }

  static Optional<Object> max(Kind kind, List<Object> values) {
    return values.stream()
        .filter(value -> value != null && !isNan(kind, value))
        .max(order(kind))
        .map(value -> signedZero(kind, value, false));
  }

  /** A value in Iceberg's single-value serialisation. */
  static Bound bound(Kind kind, Object value) {
    return Bound.of(
        value instanceof BigDecimal decimal
            ? decimal.unscaledValue().toByteArray()
            : plain(kind, value));
  }

  /** A value in Parquet's plain encoding, lengths left out. */
  static byte[] plain(Kind kind, Object value) {
    return switch (kind) {
      case BOOL -> new byte[] {(byte) (Objects.equals(value, true) ? 1 : 0)};
      case INT8, INT16, INT32, DATE, FLOAT -> numbers(4).putInt(0, (int) value).array();
      case INT64, TIME, TIMESTAMP, TIMESTAMP_ZONE, TIMESTAMP_NANOS, TIMESTAMP_NANOS_ZONE, DOUBLE ->
          numbers(8).putLong(0, (long) value).array();
      case DECIMAL_5, DECIMAL_9 ->
          numbers(4).putInt(0, ((BigDecimal) value).unscaledValue().intValueExact()).array();
      case DECIMAL_18 ->
          numbers(8).putLong(0, ((BigDecimal) value).unscaledValue().longValueExact()).array();
      case DECIMAL_19 -> padded((BigDecimal) value, 9);
      case DECIMAL_38 -> padded((BigDecimal) value, 16);
      case STRING, LARGE_STRING -> Kind.utf8(value);
      case BINARY, LARGE_BINARY, FIXED_5, UUID -> Kind.bytes(value);
    };
  }

  static Comparator<Object> order(Kind kind) {
    return switch (kind) {
      case BOOL -> Comparator.comparing(value -> (Boolean) value);
      case INT8, INT16, INT32, DATE -> Comparator.comparing(value -> (Integer) value);
      case INT64, TIME, TIMESTAMP, TIMESTAMP_ZONE, TIMESTAMP_NANOS, TIMESTAMP_NANOS_ZONE ->
          Comparator.comparing(value -> (Long) value);
      case FLOAT -> Comparator.comparing(value -> Float.intBitsToFloat((int) value));
      case DOUBLE -> Comparator.comparing(value -> Double.longBitsToDouble((long) value));
      case DECIMAL_5, DECIMAL_9, DECIMAL_18, DECIMAL_19, DECIMAL_38 ->
          Comparator.comparing(value -> (BigDecimal) value);
      case STRING, LARGE_STRING, BINARY, LARGE_BINARY, FIXED_5, UUID ->
          (a, b) -> Arrays.compareUnsigned(plain(kind, a), plain(kind, b));
    };
  }

  private static boolean isNan(Kind kind, Object value) {
    return value != null
        && switch (kind) {
          case FLOAT -> Float.isNaN(Float.intBitsToFloat((int) value));
          case DOUBLE -> Double.isNaN(Double.longBitsToDouble((long) value));
          default -> false;
        };
  }

  private static Object signedZero(Kind kind, Object value, boolean negative) {
    return switch (kind) {
      case FLOAT ->
          Float.intBitsToFloat((int) value) == 0
              ? (Object) Float.floatToIntBits(negative ? -0f : 0f)
              : value;
      case DOUBLE ->
          Double.longBitsToDouble((long) value) == 0
              ? (Object) Double.doubleToLongBits(negative ? -0d : 0d)
              : value;
      default -> value;
    };
  }

  private static ByteBuffer numbers(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] padded(BigDecimal value, int byteCount) {
    byte[] minimal = value.unscaledValue().toByteArray();
    byte[] padded = new byte[byteCount];
    Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
    System.arraycopy(minimal, 0, padded, byteCount - minimal.length, minimal.length);
    return padded;
  }
}
