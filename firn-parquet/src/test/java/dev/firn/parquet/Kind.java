package dev.firn.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Every type that is written, with the Java value that stands for one in tests: booleans, ints,
 * longs (also times), the bits of floats as int and of doubles as long, decimals, strings, and
 * bytes as hexadecimal text.
 */
enum Kind {
  BOOL(new ArrowType.Bool()),
  INT8(new ArrowType.Int(8, true)),
  INT16(new ArrowType.Int(16, true)),
  INT32(new ArrowType.Int(32, true)),
  INT64(new ArrowType.Int(64, true)),
  FLOAT(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
  DOUBLE(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
  DECIMAL_5(new ArrowType.Decimal(5, 2, 128)),
  DECIMAL_9(new ArrowType.Decimal(9, 0, 128)),
  DECIMAL_18(new ArrowType.Decimal(18, 4, 128)),
  DECIMAL_19(new ArrowType.Decimal(19, 3, 128)),
  DECIMAL_38(new ArrowType.Decimal(38, 10, 128)),
  DATE(new ArrowType.Date(DateUnit.DAY)),
  TIME(new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
  TIMESTAMP(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
  TIMESTAMP_ZONE(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
  TIMESTAMP_NANOS(new ArrowType.Timestamp(TimeUnit.NANOSECOND, null)),
  TIMESTAMP_NANOS_ZONE(new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC")),
  STRING(new ArrowType.Utf8()),
  LARGE_STRING(new ArrowType.LargeUtf8()),
  BINARY(new ArrowType.Binary()),
  LARGE_BINARY(new ArrowType.LargeBinary()),
  FIXED_5(new ArrowType.FixedSizeBinary(5)),
  UUID(new ArrowType.FixedSizeBinary(16));

  @SuppressWarnings("ImmutableEnumChecker") // Arrow does not say so, but its types never change
  private final ArrowType type;

  Kind(ArrowType type) {
    this.type = type;
  }

  ArrowType type() {
    return type;
  }

  Field field(String name, int fieldId, Nullability nullability) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put("PARQUET:field_id", String.valueOf(fieldId));
    if (this == UUID) {
      metadata.put("ARROW:extension:name", "arrow.uuid");
    }
    boolean nullable = nullability == Nullability.OPTIONAL;
    return new Field(name, new FieldType(nullable, type, null, metadata), null);
  }

  boolean isText() {
    return this == STRING || this == LARGE_STRING;
  }

  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  /** Any value, with the odd ones more often than chance would have them. */
  Object value(Random random) {
    return switch (this) {
      case BOOL -> random.nextBoolean();
      case INT8 -> (int) (byte) random.nextInt();
      case INT16 -> (int) (short) random.nextInt();
      case INT32 -> pick(random, random.nextInt(), Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
      case INT64 -> pick(random, random.nextLong(), Long.MIN_VALUE, Long.MAX_VALUE, 0L);
      case FLOAT -> Float.floatToIntBits(floating(random));
      case DOUBLE -> Double.doubleToLongBits(doubling(random));
      case DECIMAL_5, DECIMAL_9, DECIMAL_18, DECIMAL_19, DECIMAL_38 -> decimal(random);
      case DATE -> random.nextInt(80_000) - 40_000;
      case TIME -> random.nextLong(86_400_000_000L);
      case TIMESTAMP, TIMESTAMP_ZONE -> random.nextLong(4_000_000_000_000_000L) - (1L << 50);
      case TIMESTAMP_NANOS -> random.nextLong(4_000_000_000_000_000_000L) - (1L << 60);
      // DuckDB reads these as microseconds.
      case TIMESTAMP_NANOS_ZONE -> (random.nextLong(1L << 51) - (1L << 50)) * 1000;
      case STRING, LARGE_STRING -> text(random);
      case BINARY, LARGE_BINARY -> hex(random, random.nextInt(30));
      case FIXED_5 -> hex(random, 5);
      case UUID -> hex(random, 16);
    };
  }

  private static Object pick(Random random, Object usual, Object... odd) {
    return random.nextInt(20) == 0 ? odd[random.nextInt(odd.length)] : usual;
  }

  private static float floating(Random random) {
    float[] odd = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1f};
    return random.nextInt(4) == 0 ? odd[random.nextInt(odd.length)] : (float) random.nextGaussian();
  }

  private static double doubling(Random random) {
    double[] odd = {0d, -0d, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1d};
    return random.nextInt(4) == 0 ? odd[random.nextInt(odd.length)] : random.nextGaussian();
  }

  private BigDecimal decimal(Random random) {
    ArrowType.Decimal decimal = (ArrowType.Decimal) type;
    BigInteger limit = BigInteger.TEN.pow(decimal.getPrecision());
    BigInteger unscaled =
        switch (random.nextInt(8)) {
          case 0 -> limit.subtract(BigInteger.ONE);
          case 1 -> BigInteger.ONE.subtract(limit);
          case 2 -> BigInteger.valueOf(random.nextInt(200) - 100);
          default -> new BigInteger(limit.bitLength() + 2, random).mod(limit);
        };
    boolean negative = random.nextBoolean();
    return new BigDecimal(negative ? unscaled.negate() : unscaled, decimal.getScale());
  }

  private static String text(Random random) {
    String[] odd = {"", "a", "ab\u0000", "Größe", "雪が降る", "😀😀", "\uffff", "\u07ff\u0800"};
    if (random.nextInt(3) == 0) {
      return odd[random.nextInt(odd.length)];
    }
    int length = random.nextInt(50) == 0 ? 300 : random.nextInt(20);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          random.nextInt(8) == 0 ? 0x1F600 + random.nextInt(9) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private static String hex(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (random.nextInt(5) == 0) {
      java.util.Arrays.fill(bytes, (byte) 0xff);
    }
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] bytes(Object value) {
    return value instanceof String text ? HexFormat.of().parseHex(text) : new byte[0];
  }

  static byte[] utf8(Object value) {
    return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
  }
}
