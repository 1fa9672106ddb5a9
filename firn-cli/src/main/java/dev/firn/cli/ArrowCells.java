package dev.firn.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Values of Arrow vectors as {@link Cells}, and Arrow's types in SQL's words. */
final class ArrowCells {
  private static final String EXTENSION_KEY = "ARROW:extension:name";
  private static final String UUID_EXTENSION = "arrow.uuid";

  private ArrowCells() {}

  /** The value at a position; null if it is null. */
  static @Nullable Object cell(FieldVector vector, int position) {
    if (vector.isNull(position)) {
      return null;
    }
    return switch (vector) {
      case BitVector bits -> bits.get(position) == 1;
      case BigIntVector longs -> longs.get(position);
      case VarCharVector text -> new String(text.get(position), StandardCharsets.UTF_8);
      case VarBinaryVector binary -> binary.get(position);
      case FixedSizeBinaryVector fixed -> fixedCell(fixed, position);
      case DateDayVector date -> LocalDate.ofEpochDay(date.get(position));
      case TimeMicroVector time -> LocalTime.ofNanoOfDay(time.get(position) * 1_000);
      case TimeNanoVector time -> LocalTime.ofNanoOfDay(time.get(position));
      case TimeStampVector stamp -> momentCell(stamp, position);
      case UInt1Vector small -> (int) UInt1Vector.getNoOverflow(small.getDataBuffer(), position);
      case UInt2Vector small -> (int) small.get(position);
      case UInt4Vector unsigned -> Integer.toUnsignedLong(unsigned.get(position));
      case UInt8Vector unsigned -> unsigned.getObjectNoOverflow(position);
      case MapVector map -> mapCell(map, position);
      case ListVector list ->
          listCell(
              list.getDataVector(),
              list.getElementStartIndex(position),
              list.getElementEndIndex(position));
      case FixedSizeListVector list ->
          listCell(
              list.getDataVector(),
              position * list.getListSize(),
              (position + 1) * list.getListSize());
      case StructVector struct -> structCell(struct, position);
      default -> vector.getObject(position);
    };
  }

  /** The SQL name of a field's type, as DuckDB writes it, in lower case. */
  static String typeName(Field field) {
    if (isUuid(field)) {
      return "uuid";
    }
    return switch (field.getType()) {
      case ArrowType.Bool _ -> "boolean";
      case ArrowType.Int number -> integerName(number);
      case ArrowType.FloatingPoint number ->
          switch (number.getPrecision()) {
            case HALF, SINGLE -> "real";
            case DOUBLE -> "double";
          };
      case ArrowType.Decimal decimal ->
          "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
      case ArrowType.Utf8 _ -> "varchar";
      case ArrowType.Binary _, ArrowType.FixedSizeBinary _ -> "varbinary";
      case ArrowType.Date _ -> "date";
      case ArrowType.Time _ -> "time";
      case ArrowType.Timestamp timestamp ->
          "timestamp"
              + (timestamp.getUnit() == TimeUnit.NANOSECOND ? "(9)" : "")
              + (timestamp.getTimezone() == null ? "" : " with time zone");
      case ArrowType.Interval _, ArrowType.Duration _ -> "interval";
      case ArrowType.Map _ -> {
        List<Field> entry = field.getChildren().getFirst().getChildren();
        yield "map(" + typeName(entry.getFirst()) + ", " + typeName(entry.getLast()) + ")";
      }
      case ArrowType.List _, ArrowType.FixedSizeList _ ->
          "array(" + typeName(field.getChildren().getFirst()) + ")";
      case ArrowType.Struct _ ->
          field.getChildren().stream()
              .map(child -> child.getName() + " " + typeName(child))
              .collect(Collectors.joining(", ", "row(", ")"));
      case ArrowType.Null _ -> "null";
      default -> field.getType().toString().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private static String integerName(ArrowType.Int number) {
    String name =
        switch (number.getBitWidth()) {
          case 8 -> "tinyint";
          case 16 -> "smallint";
          case 32 -> "integer";
          default -> "bigint";
        };
    return number.getIsSigned() ? name : "u" + name;
  }

  private static boolean isUuid(Field field) {
    return UUID_EXTENSION.equals(field.getMetadata().get(EXTENSION_KEY));
  }

  private static Object fixedCell(FixedSizeBinaryVector vector, int position) {
    byte[] bytes = vector.get(position);
    if (!isUuid(vector.getField())) {
      return bytes;
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong());
  }

  private static Object momentCell(TimeStampVector vector, int position) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    long value = vector.get(position);
    long perSecond =
        switch (type.getUnit()) {
          case SECOND -> 1;
          case MILLISECOND -> 1_000;
          case MICROSECOND -> 1_000_000;
          case NANOSECOND -> 1_000_000_000;
        };
    long nanos = Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond);
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos);
    return type.getTimezone() == null ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC) : instant;
  }

  private static List<@Nullable Object> listCell(FieldVector elements, int start, int end) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = start; i < end; i++) {
      list.add(cell(elements, i));
    }
    return list;
  }

  private static Map<String, @Nullable Object> structCell(StructVector struct, int position) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (FieldVector child : struct.getChildrenFromFields()) {
      fields.put(child.getName(), cell(child, position));
    }
    return fields;
  }

  private static Map<String, @Nullable Object> mapCell(MapVector map, int position) {
    StructVector entries = (StructVector) map.getDataVector();
    List<FieldVector> keyAndValue = entries.getChildrenFromFields();
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    for (int i = map.getElementStartIndex(position); i < map.getElementEndIndex(position); i++) {
      cells.put(Cells.csvText(cell(keyAndValue.getFirst(), i)), cell(keyAndValue.getLast(), i));
    }
    return cells;
  }
}
