package dev.firn.engine.rule;

import static dev.firn.engine.batch.VectorMemory.BYTE;
import static dev.firn.engine.batch.VectorMemory.DOUBLE;
import static dev.firn.engine.batch.VectorMemory.FLOAT;
import static dev.firn.engine.batch.VectorMemory.INT;
import static dev.firn.engine.batch.VectorMemory.LONG;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** One value as a message shows it, close to how SQL writes it. */
final class CellText {
  /** Enough to recognise a text by. */
  private static final int CHARACTERS_MAX = 40;

  private CellText() {}

  static String of(ColumnPath path, int position) {
    Frame frame = Frame.ofRows();
    frame.moveTo(position, 1);
    byte[] state = new byte[1];
    path.readStates(frame, state);
    return state[0] == Truth.PRESENT ? present(path, position) : "null";
  }

  /** The position of a list's first element. */
  static int listStart(ColumnPath list, int position) {
    return list.offsets().get(INT, position * 4L);
  }

  private static String present(ColumnPath path, int position) {
    Type type = path.field().type();
    return switch (type.typeId()) {
      case BOOLEAN -> "" + ((path.data().get(BYTE, position >> 3) >> (position & 7) & 1) == 1);
      case INTEGER -> "" + path.data().get(INT, position * 4L);
      case LONG -> "" + number(path, position);
      case FLOAT -> "" + path.data().get(FLOAT, position * 4L);
      case DOUBLE -> "" + path.data().get(DOUBLE, position * 8L);
      case DECIMAL -> decimal(path.data(), position, ((Types.DecimalType) type).scale());
      case DATE -> "" + LocalDate.ofEpochDay(path.data().get(INT, position * 4L));
      case TIME -> "" + LocalTime.ofNanoOfDay(Math.floorMod(number(path, position) * 1000, DAY));
      case TIMESTAMP -> instant(number(path, position), ChronoUnit.MICROS, type);
      case TIMESTAMP_NANO -> instant(number(path, position), ChronoUnit.NANOS, type);
      case STRING -> text(variable(path, position));
      case BINARY -> hex(variable(path, position));
      case UUID -> uuid(fixed(path, position, 16));
      case FIXED -> hex(fixed(path, position, ((Types.FixedType) type).length()));
      case LIST -> "a list of " + elementCount(path, position);
      case STRUCT, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> "a value";
    };
  }

  private static final long DAY = ChronoUnit.DAYS.getDuration().toNanos();

  private static long number(ColumnPath path, int position) {
    return path.data().get(LONG, position * 8L);
  }

  private static String decimal(MemorySegment data, int position, int scale) {
    BigInteger low = new BigInteger(Long.toUnsignedString(data.get(LONG, position * 16L)));
    long high = data.get(LONG, position * 16L + 8);
    BigInteger unscaled = BigInteger.valueOf(high).shiftLeft(64).add(low);
    return new BigDecimal(unscaled, scale).toPlainString();
  }

  private static String instant(long count, ChronoUnit unit, Type type) {
    Instant instant = Instant.EPOCH.plus(count, unit);
    boolean hasZone =
        type.equals(Types.TimestampType.withZone())
            || type.equals(Types.TimestampNanoType.withZone());
    return hasZone ? instant.toString() : instant.atOffset(ZoneOffset.UTC).toLocalDateTime() + "";
  }

  private static byte[] variable(ColumnPath path, int position) {
    int start = path.offsets().get(INT, position * 4L);
    int end = path.offsets().get(INT, position * 4L + 4);
    return bytes(path.data(), start, Math.min(end - start, 4 * CHARACTERS_MAX + 1));
  }

  private static byte[] fixed(ColumnPath path, int position, int valueBytes) {
    return bytes(path.data(), (long) position * valueBytes, valueBytes);
  }

  private static byte[] bytes(MemorySegment data, long start, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(data, BYTE, start, bytes, 0, count);
    return bytes;
  }

  private static String text(byte[] utf8) {
    return "'" + cut(new String(utf8, StandardCharsets.UTF_8), CHARACTERS_MAX) + "'";
  }

  private static String hex(byte[] bytes) {
    return "X'" + cut(HexFormat.of().withUpperCase().formatHex(bytes), CHARACTERS_MAX) + "'";
  }

  /** The first characters of a text; a character of two code units is not cut in half. */
  static String cut(String text, int charactersMax) {
    return text.codePointCount(0, text.length()) <= charactersMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, charactersMax)) + "…";
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return "" + new UUID(buffer.getLong(), buffer.getLong());
  }

  private static String elementCount(ColumnPath path, int position) {
    int count = path.offsets().get(INT, position * 4L + 4) - listStart(path, position);
    return count + (count == 1 ? " element" : " elements");
  }
}
