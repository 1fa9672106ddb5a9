package dev.firn.input.convert;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;

/**
 * A column's default as text that the {@link ScalarWriter} of its type takes for exactly that
 * value. So a default is written by the rules of all other values.
 */
public final class DefaultText {
  private DefaultText() {}

  /**
   * The text of a default.
   *
   * @param type flat, see {@link ScalarWriter#isWritable}
   * @param value as Iceberg holds values of the type
   */
  public static String of(Type type, Object value) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, STRING, UUID -> value.toString();
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case DATE -> DateTimeUtil.dateFromDays((Integer) value).toString();
      case TIME -> DateTimeUtil.timeFromMicros((Long) value).toString();
      case TIMESTAMP -> timestamp((Types.TimestampType) type, (Long) value);
      case TIMESTAMP_NANO -> timestamp((Types.TimestampNanoType) type, (Long) value);
      case FIXED, BINARY -> base64((ByteBuffer) value);
      case UNKNOWN, GEOMETRY, GEOGRAPHY, VARIANT, STRUCT, LIST, MAP ->
          throw new IllegalArgumentException("No text for a default of type " + type);
    };
  }

  private static String timestamp(Types.TimestampType type, long micros) {
    return type.shouldAdjustToUTC()
        ? DateTimeUtil.timestamptzFromMicros(micros).toString()
        : DateTimeUtil.timestampFromMicros(micros).toString();
  }

  private static String timestamp(Types.TimestampNanoType type, long nanos) {
    return type.shouldAdjustToUTC()
        ? DateTimeUtil.timestamptzFromNanos(nanos).toString()
        : DateTimeUtil.timestampFromNanos(nanos).toString();
  }

  private static String base64(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
