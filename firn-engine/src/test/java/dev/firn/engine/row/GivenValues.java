package dev.firn.engine.row;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Values in the Java classes that a row buffer takes, made from Iceberg's classes of them; where
 * there are several classes, one by chance.
 */
final class GivenValues {
  private final Random random;

  GivenValues(Random random) {
    this.random = random;
  }

  /** A value as TypedValues gives it, as an application would. */
  @Nullable Object of(Type type, @Nullable Object value) {
    return value == null ? null : present(type, value);
  }

  private Object present(Type type, Object value) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, FLOAT, UUID -> value;
      case LONG -> number((Long) value);
      case DOUBLE -> number((Double) value);
      case DECIMAL -> decimal((BigDecimal) value);
      case DATE -> LocalDate.ofEpochDay((Integer) value);
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1_000);
      case TIMESTAMP ->
          moment((Long) value, 1_000_000, ((Types.TimestampType) type).shouldAdjustToUTC());
      case TIMESTAMP_NANO ->
          moment((Long) value, 1_000_000_000, ((Types.TimestampNanoType) type).shouldAdjustToUTC());
      case STRING -> random.nextBoolean() ? value : CharBuffer.wrap((String) value);
      case FIXED, BINARY, GEOMETRY, GEOGRAPHY -> bytes((ByteBuffer) value);
      case STRUCT -> struct(type.asStructType().fields(), (List<?>) value);
      case VARIANT -> struct(VARIANT_FIELDS, (List<?>) value);
      case LIST -> {
        List<@Nullable Object> elements = new ArrayList<>();
        ((List<?>) value).forEach(each -> elements.add(of(type.asListType().elementType(), each)));
        yield random.nextBoolean() ? elements : Collections.unmodifiableCollection(elements);
      }
      case MAP -> map(type.asMapType(), (List<?>) value);
      case UNKNOWN -> throw new IllegalArgumentException("unknown has no values");
    };
  }

  private static final List<Types.NestedField> VARIANT_FIELDS =
      List.of(
          Types.NestedField.required(1, "metadata", Types.BinaryType.get()),
          Types.NestedField.required(2, "value", Types.BinaryType.get()));

  private Object number(long value) {
    return value == (int) value && random.nextBoolean() ? (Object) (int) value : (Object) value;
  }

  private Object number(double value) {
    // A NaN may lose its payload on the way through a float.
    boolean isFloat = !Double.isNaN(value) && (float) value == value;
    return isFloat && random.nextBoolean() ? (Object) (float) value : (Object) value;
  }

  private Object decimal(BigDecimal value) {
    return switch (random.nextInt(3)) {
      case 0 -> value;
      case 1 -> value.stripTrailingZeros();
      default -> value.setScale(value.scale() + 1 + random.nextInt(5));
    };
  }

  private Object moment(long value, long unitsOfSecond, boolean hasZone) {
    long second = Math.floorDiv(value, unitsOfSecond);
    int nano = (int) (Math.floorMod(value, unitsOfSecond) * (1_000_000_000 / unitsOfSecond));
    if (!hasZone) {
      return LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
    }
    Instant instant = Instant.ofEpochSecond(second, nano);
    return random.nextBoolean()
        ? instant
        : instant.atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(36 * 3600) - 18 * 3600));
  }

  private Object bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return switch (random.nextInt(4)) {
      case 0 -> bytes;
      case 1 -> ByteBuffer.wrap(bytes);
      case 2 -> {
        // A part of a larger one.
        ByteBuffer larger = ByteBuffer.allocate(bytes.length + 5);
        larger.position(2);
        larger.put(bytes).limit(bytes.length + 2).position(2);
        yield larger.asReadOnlyBuffer();
      }
      default -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    };
  }

  private Object struct(List<Types.NestedField> fields, List<?> values) {
    @Nullable Object[] given = row(fields, values);
    return random.nextBoolean() ? given : named(fields, given);
  }

  /** The values of a struct or row by position. */
  @Nullable Object[] row(List<Types.NestedField> fields, List<?> values) {
    @Nullable Object[] given = new @Nullable Object[fields.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = of(fields.get(i).type(), values.get(i));
    }
    return given;
  }

  /** Values by name; some that are null are left out. */
  Map<String, @Nullable Object> named(List<Types.NestedField> fields, @Nullable Object[] given) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (int i = 0; i < given.length; i++) {
      if (given[i] != null || random.nextBoolean()) {
        named.put(fields.get(i).name(), given[i]);
      }
    }
    return named;
  }

  private Object map(Types.MapType type, List<?> entries) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (Object entry : entries) {
      List<?> keyAndValue = (List<?>) entry;
      map.put(
          of(type.keyType(), keyAndValue.getFirst()), of(type.valueType(), keyAndValue.getLast()));
    }
    return map;
  }
}
