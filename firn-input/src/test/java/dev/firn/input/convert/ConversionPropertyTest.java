package dev.firn.input.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.schema.ArrowMapping;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random texts against the JDK's own readers of them; the seed is in the test's name. */
final class ConversionPropertyTest {
  private static final int ROUNDS = 5_000;

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void wholeNumbersAreThoseOfBigInteger(long seed) {
    Random random = new Random(seed);
    try (IntVector ints = create(Types.IntegerType.get(), IntVector.class);
        BigIntVector longs = create(Types.LongType.get(), BigIntVector.class)) {
      for (int round = 0; round < ROUNDS; round++) {
        String text = wholeNumber(random);
        BigInteger value = new BigInteger(text);
        boolean isInt = value.bitLength() < 32;
        assertThat(write(Types.IntegerType.get(), ints, text)).as(text).isEqualTo(isInt);
        assertThat(ints.get(0)).as(text).isEqualTo(isInt ? value.intValue() : 0);
        boolean isLong = value.bitLength() < 64;
        assertThat(write(Types.LongType.get(), longs, text)).as(text).isEqualTo(isLong);
        assertThat(longs.get(0)).as(text).isEqualTo(isLong ? value.longValue() : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decimalsAreThoseOfBigDecimal(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int precision = 1 + random.nextInt(38);
      Types.DecimalType type = Types.DecimalType.of(precision, random.nextInt(precision + 1));
      String text = number(random);
      BigDecimal value = new BigDecimal(text);
      BigDecimal exact = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      boolean fits =
          exact.scale() <= type.scale()
              && exact.precision() - (long) exact.scale() + type.scale() <= precision;
      boolean isAccepted = fits || exact.signum() == 0;
      try (DecimalVector vector = create(type, DecimalVector.class)) {
        assertThat(write(type, vector, text)).as(type + " " + text).isEqualTo(isAccepted);
        BigDecimal expected = isAccepted ? exact : BigDecimal.ZERO;
        assertThat(vector.getObject(0)).as(type + " " + text).isEqualByComparingTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void floatingPointNumbersAreThoseOfTheJdk(long seed) {
    Random random = new Random(seed);
    try (Float8Vector doubles = create(Types.DoubleType.get(), Float8Vector.class);
        Float4Vector floats = create(Types.FloatType.get(), Float4Vector.class)) {
      for (int round = 0; round < ROUNDS; round++) {
        String text = floatingPoint(random);
        boolean isZero = new BigDecimal(text).signum() == 0;
        double value = Double.parseDouble(text);
        boolean isDouble = !Double.isInfinite(value) && (value != 0 || isZero);
        assertThat(write(Types.DoubleType.get(), doubles, text)).as(text).isEqualTo(isDouble);
        assertThat(Double.doubleToRawLongBits(doubles.get(0)))
            .as(text)
            .isEqualTo(isDouble ? Double.doubleToRawLongBits(value) : 0);
        float narrow = Float.parseFloat(text);
        boolean isFloat = !Float.isInfinite(narrow) && (narrow != 0 || isZero);
        assertThat(write(Types.FloatType.get(), floats, text)).as(text).isEqualTo(isFloat);
        assertThat(Float.floatToRawIntBits(floats.get(0)))
            .as(text)
            .isEqualTo(isFloat ? Float.floatToRawIntBits(narrow) : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void datesAndTimesAreThoseOfJavaTime(long seed) {
    Random random = new Random(seed);
    Type stampType = Types.TimestampType.withoutZone();
    Type zonedType = Types.TimestampType.withZone();
    try (DateDayVector dates = create(Types.DateType.get(), DateDayVector.class);
        TimeMicroVector times = create(Types.TimeType.get(), TimeMicroVector.class);
        TimeStampVector stamps = create(stampType, TimeStampVector.class);
        TimeStampVector zoned = create(zonedType, TimeStampVector.class)) {
      for (int round = 0; round < ROUNDS; round++) {
        LocalDate date = LocalDate.ofEpochDay(random.nextInt() >> random.nextInt(24));
        assertThat(write(Types.DateType.get(), dates, date.toString())).as(date + "").isTrue();
        assertThat(dates.get(0)).as(date + "").isEqualTo((int) date.toEpochDay());
        LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
        assertThat(write(Types.TimeType.get(), times, time.toString())).as(time + "").isTrue();
        assertThat(times.get(0)).as(time + "").isEqualTo(time.toNanoOfDay() / 1_000);
        long micros = random.nextLong() >> random.nextInt(40);
        LocalDateTime stamp = LocalDateTime.of(1970, 1, 1, 0, 0).plus(micros, ChronoUnit.MICROS);
        assertThat(write(stampType, stamps, stamp.toString())).as(stamp + "").isTrue();
        assertThat(stamps.get(0)).as(stamp + "").isEqualTo(micros);
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2 * 1_080 + 1) - 1_080));
        OffsetDateTime instant =
            OffsetDateTime.of(stamp, ZoneOffset.UTC).withOffsetSameInstant(offset);
        assertThat(write(zonedType, zoned, instant.toString())).as(instant + "").isTrue();
        assertThat(zoned.get(0)).as(instant + "").isEqualTo(micros);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsADateIsDecidedAsByJavaTime(long seed) {
    Random random = new Random(seed);
    try (DateDayVector dates = create(Types.DateType.get(), DateDayVector.class)) {
      for (int round = 0; round < ROUNDS; round++) {
        String text = mutated(random, LocalDate.ofEpochDay(random.nextInt(60_000)).toString());
        boolean isDate = isRead(text, LocalDate::parse);
        assertThat(write(Types.DateType.get(), dates, text)).as(text).isEqualTo(isDate);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsATimestampIsDecidedAsByJavaTime(long seed) {
    Random random = new Random(seed);
    Type type = Types.TimestampNanoType.withoutZone();
    try (TimeStampVector stamps = create(type, TimeStampVector.class)) {
      for (int round = 0; round < ROUNDS; round++) {
        LocalDateTime moment = LocalDateTime.of(2001, 1, 1, 0, 0).plusNanos(random.nextLong() >> 8);
        String text = mutated(random, moment.toString());
        // Zeros finer than nanoseconds are accepted here and not by the JDK; a lone point there.
        String short9 = text.replaceFirst("(\\.[0-9]{9})0+$", "$1");
        boolean isStamp = isRead(short9, LocalDateTime::parse) && !text.endsWith(".");
        assertThat(write(type, stamps, text)).as(text).isEqualTo(isStamp && isInRange(short9));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void stringsBytesAndUuidsComeBack(long seed) {
    Random random = new Random(seed);
    try (VarCharVector strings = create(Types.StringType.get(), VarCharVector.class);
        VarBinaryVector binaries = create(Types.BinaryType.get(), VarBinaryVector.class);
        FieldVector uuids = create(Types.UUIDType.get(), FieldVector.class)) {
      for (int round = 0; round < ROUNDS; round++) {
        String string = unicode(random);
        assertThat(write(Types.StringType.get(), strings, string)).isTrue();
        assertThat(strings.get(0)).isEqualTo(string.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        assertThat(write(Types.BinaryType.get(), binaries, base64)).as(base64).isTrue();
        assertThat(binaries.get(0)).as(base64).isEqualTo(bytes);
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        assertThat(write(Types.UUIDType.get(), uuids, uuid.toString())).isTrue();
        assertThat(StoredText.of(uuids, 0)).isEqualTo(uuid.toString());
      }
    }
  }

  private static boolean isInRange(String stamp) {
    LocalDateTime moment = LocalDateTime.parse(stamp);
    return moment.isAfter(LocalDateTime.of(1677, 9, 21, 0, 12, 43, 145_224_191))
        && moment.isBefore(LocalDateTime.of(2262, 4, 11, 23, 47, 16, 854_775_808));
  }

  private static boolean isRead(String text, Function<String, Object> reader) {
    try {
      return !reader.apply(text).toString().isEmpty();
    } catch (java.time.DateTimeException e) {
      return false;
    }
  }

  private static String wholeNumber(Random random) {
    String digits = new BigInteger(1 + random.nextInt(72), random).toString();
    String[] edges = {"2147483647", "2147483648", "9223372036854775807", "9223372036854775808"};
    String chosen = random.nextInt(4) == 0 ? edges[random.nextInt(edges.length)] : digits;
    return new String[] {"", "-", "+", "00", "-000"}[random.nextInt(5)] + chosen;
  }

  private static String number(Random random) {
    StringBuilder digits =
        new StringBuilder(new BigInteger(1 + random.nextInt(130), random).toString());
    digits.append("0".repeat(random.nextInt(3) == 0 ? random.nextInt(12) : 0));
    if (random.nextInt(3) > 0) {
      digits.insert(random.nextInt(digits.length() + 1), '.');
    }
    String exponent = random.nextInt(4) == 0 ? "e" + (random.nextInt(41) - 20) : "";
    return (random.nextBoolean() ? "" : "-") + digits + exponent;
  }

  private static String floatingPoint(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> number(random);
      case 1 -> finite(Double.longBitsToDouble(random.nextLong()));
      case 2 -> finite(Float.intBitsToFloat(random.nextInt()));
      // The text halfway between two floats, where rounding twice goes wrong, and beside it.
      case 3 -> {
        float from = Math.abs(Float.intBitsToFloat(random.nextInt(0x7F000000)));
        BigDecimal half =
            new BigDecimal(from).add(new BigDecimal(Math.nextUp(from))).divide(new BigDecimal(2));
        yield half + (random.nextBoolean() || half.scale() <= 0 ? "" : "1");
      }
      default -> random.nextInt(100_000) + "e" + (random.nextInt(700) - 350);
    };
  }

  private static String finite(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "0";
  }

  private static String finite(float value) {
    return Float.isFinite(value) ? Float.toString(value) : "0";
  }

  private static String mutated(Random random, String text) {
    char[] alphabet = "0123456789-+:T.Z 29".toCharArray();
    StringBuilder changed = new StringBuilder(text);
    int at = random.nextInt(changed.length());
    switch (random.nextInt(4)) {
      case 0 -> changed.deleteCharAt(at);
      case 1 -> changed.insert(at, alphabet[random.nextInt(10)]);
      case 2 -> changed.setCharAt(at, alphabet[random.nextInt(10)]);
      default -> {} // As it was.
    }
    return changed.toString();
  }

  private static String unicode(Random random) {
    return random
        .ints(random.nextInt(30), 0, Character.MAX_CODE_POINT + 1)
        .map(point -> random.nextBoolean() ? point & 0x7F : point)
        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean write(Type type, FieldVector to, String text) {
    to.reset();
    boolean isAccepted =
        ScalarWriter.of(type).writeText(to, 0, text.toCharArray(), 0, text.length());
    to.setValueCount(1);
    return isAccepted;
  }

  private <V extends FieldVector> V create(Type type, Class<V> vector) {
    FieldVector made =
        ArrowMapping.toArrow(Types.NestedField.optional(1, "v", type)).createVector(allocator);
    made.allocateNew();
    return vector.cast(made);
  }
}
