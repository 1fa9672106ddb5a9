package dev.firn.input.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Random schemas of any nesting, random values of them as {@link JsonFixtures#value} shows them,
 * and their JSON text with blanks, orders and escapes that vary. Knows nothing of the reader.
 */
final class RandomJson {
  private static final String[] BLANKS = {"", "", "", " ", "  ", "\t"};

  private final Random random;
  private int nextId = 1;

  RandomJson(Random random) {
    this.random = random;
  }

  /** A value and its text. */
  record Value(@Nullable Object model, String json) {}

  Schema schema() {
    List<Types.NestedField> fields = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int index = 0; index < count; index++) {
      fields.add(Types.NestedField.optional(nextId++, "c" + index, type(3)));
    }
    return new Schema(fields);
  }

  private Type type(int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 7);
    return switch (kind) {
      case 7 -> Types.ListType.ofOptional(nextId++, type(depth - 1));
      case 8 -> {
        int keyId = nextId++;
        yield Types.MapType.ofOptional(keyId, nextId++, scalar(), type(depth - 1));
      }
      case 9 -> struct(depth);
      default -> scalar();
    };
  }

  private Type struct(int depth) {
    List<Types.NestedField> fields = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int index = 0; index < count; index++) {
      fields.add(
          random.nextInt(3) == 0
              ? Types.NestedField.required(nextId++, "r é" + index, type(depth - 1))
              : Types.NestedField.optional(nextId++, "o\"" + index, type(depth - 1)));
    }
    return Types.StructType.of(fields);
  }

  private Type scalar() {
    return switch (random.nextInt(15)) {
      case 0 -> Types.BooleanType.get();
      case 1 -> Types.IntegerType.get();
      case 2 -> Types.LongType.get();
      case 3 -> Types.FloatType.get();
      case 4 -> Types.DoubleType.get();
      case 5 -> Types.DecimalType.of(1 + random.nextInt(38), 0);
      case 6 -> Types.DecimalType.of(38, random.nextInt(38));
      case 7 -> Types.DateType.get();
      case 8 -> Types.TimeType.get();
      case 9 -> Types.TimestampType.withoutZone();
      case 10 -> Types.TimestampType.withZone();
      case 11 -> Types.UUIDType.get();
      case 12 -> Types.FixedType.ofLength(1 + random.nextInt(20));
      case 13 -> Types.BinaryType.get();
      default -> Types.StringType.get();
    };
  }

  /** A row: a value of each column, and an object that may lack the keys of nulls. */
  Value row(Schema schema) {
    Value struct = struct(schema.asStruct());
    return new Value(List.copyOf(values(struct)), struct.json());
  }

  private static List<Object> values(Value struct) {
    List<Object> values = new ArrayList<>();
    if (struct.model() instanceof Map<?, ?> members) {
      members.values().forEach(value -> values.add(value == null ? "null" : value));
    }
    return values;
  }

  private Value value(Types.NestedField field) {
    boolean isNull = field.isOptional() && random.nextInt(4) == 0;
    return isNull ? new Value(null, "null") : value(field.type());
  }

  private Value value(Type type) {
    return switch (type) {
      case Types.StructType struct -> struct(struct);
      case Types.ListType list -> list(list);
      case Types.MapType map -> map(map);
      default -> {
        Value text = scalar(type);
        yield new Value(text.model(), isBare(type, text) ? text.json() : string(text.json()));
      }
    };
  }

  private Value struct(Types.StructType type) {
    Map<String, @Nullable Object> model = new LinkedHashMap<>();
    List<String> members = new ArrayList<>();
    for (Types.NestedField field : type.fields()) {
      Value value = value(field);
      model.put(field.name(), value.model());
      if (value.model() != null || random.nextBoolean()) {
        members.add(blank() + string(field.name()) + blank() + ":" + blank() + value.json());
      }
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(members, random);
    }
    return new Value(model, "{" + String.join(blank() + ",", members) + blank() + "}");
  }

  private Value list(Types.ListType type) {
    List<@Nullable Object> model = new ArrayList<>();
    List<String> elements = new ArrayList<>();
    int count = random.nextInt(5);
    for (int index = 0; index < count; index++) {
      Value value = value(type.fields().getFirst());
      model.add(value.model());
      elements.add(blank() + value.json());
    }
    return new Value(model, "[" + String.join(blank() + ",", elements) + blank() + "]");
  }

  private Value map(Types.MapType type) {
    Map<Object, @Nullable Object> model = new LinkedHashMap<>();
    List<String> members = new ArrayList<>();
    int count = random.nextInt(5);
    for (int index = 0; index < count; index++) {
      Value key = scalar(type.keyType());
      if (key.model() != null && !model.containsKey(key.model())) {
        Value value = value(type.fields().getLast());
        model.put(key.model(), value.model());
        members.add(blank() + string(key.json()) + blank() + ":" + value.json());
      }
    }
    return new Value(model, "{" + String.join(",", members) + blank() + "}");
  }

  /** A value and its text without quotes, as a map's key or a JSON string has it. */
  private Value scalar(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> plain(random.nextBoolean());
      case INTEGER -> plain(random.nextBoolean() ? random.nextInt() : random.nextInt(100) - 50);
      case LONG -> plain(random.nextLong() >> random.nextInt(64));
      case FLOAT -> plain(Float.intBitsToFloat(random.nextInt()));
      case DOUBLE -> plain(Double.longBitsToDouble(random.nextLong()));
      case DECIMAL -> decimal((Types.DecimalType) type);
      case DATE -> {
        LocalDate date = LocalDate.ofEpochDay(random.nextInt(800_000) - 400_000);
        yield new Value((int) date.toEpochDay(), date.toString());
      }
      case TIME -> {
        long micros = random.nextLong(86_400_000_000L);
        yield new Value(micros, LocalTime.ofNanoOfDay(micros * 1_000).toString());
      }
      case TIMESTAMP -> timestamp((Types.TimestampType) type);
      case UUID -> {
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        yield new Value(uuid.toString().replace("-", ""), uuid.toString());
      }
      case FIXED -> bytes(((Types.FixedType) type).length());
      case BINARY -> bytes(random.nextInt(20));
      case STRING -> {
        String text = text();
        yield new Value(text, text);
      }
      default -> throw new AssertionError("No values of " + type);
    };
  }

  private static Value plain(Object value) {
    return new Value(value, value.toString());
  }

  private Value decimal(Types.DecimalType type) {
    BigInteger digits =
        new BigInteger(100, random).mod(BigInteger.TEN.pow(1 + random.nextInt(type.precision())));
    BigDecimal value =
        new BigDecimal(random.nextBoolean() ? digits : digits.negate(), type.scale());
    return new Value(value, value.toPlainString());
  }

  private Value timestamp(Types.TimestampType type) {
    long micros = random.nextLong(8_000_000_000_000_000L) - 4_000_000_000_000_000L;
    LocalDateTime moment =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1_000,
            ZoneOffset.UTC);
    return new Value(micros, moment + (type.shouldAdjustToUTC() ? "Z" : ""));
  }

  private Value bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return new Value(HexFormat.of().formatHex(bytes), Base64.getEncoder().encodeToString(bytes));
  }

  private String text() {
    int length = random.nextInt(random.nextInt(20) == 0 ? 300 : 12);
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < length; index++) {
      int point =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0xD800);
            case 2 -> 0x10000 + random.nextInt(0x100000);
            default -> 'a' + random.nextInt(26);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  /** Whether the text is one of JSON's own numbers or words and not only text. */
  private boolean isBare(Type type, Value value) {
    return switch (type.typeId()) {
      case BOOLEAN -> true;
      case INTEGER, LONG, DECIMAL -> random.nextInt(4) != 0;
      case FLOAT, DOUBLE -> !value.json().matches("NaN|-?Infinity") && random.nextBoolean();
      default -> false;
    };
  }

  private String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    int at = 0;
    while (at < text.length()) {
      // Both halves of a pair or none, because half a pair has no bytes.
      int end = at + Character.charCount(text.codePointAt(at));
      char first = text.charAt(at);
      boolean isEscaped = first == '"' || first == '\\' || first < ' ' || random.nextInt(30) == 0;
      while (at < end) {
        char each = text.charAt(at++);
        json.append(isEscaped ? String.format("\\u%04x", (int) each) : Character.toString(each));
      }
    }
    return json.append('"').toString();
  }

  private String blank() {
    return BLANKS[random.nextInt(BLANKS.length)];
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
