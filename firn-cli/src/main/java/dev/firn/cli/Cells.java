package dev.firn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Single values as text and as JSON. Cells are null, Boolean, Byte, Short, Integer, Long,
 * BigInteger, BigDecimal, Float, Double, String, UUID, LocalDate, LocalTime, LocalDateTime (without
 * zone), Instant (with), byte[], List, Map with text keys, and JsonNode.
 */
final class Cells {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");

  private Cells() {}

  /** A cell of a table, for people. */
  static String tableText(@Nullable Object cell) {
    return switch (cell) {
      case null -> "NULL";
      case Instant instant -> shortTime(instant.atOffset(ZoneOffset.UTC).toLocalDateTime()) + "Z";
      case LocalDateTime moment -> shortTime(moment);
      case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
      default -> csvText(cell);
    };
  }

  /** A field of a CSV file; null is empty. */
  static String csvText(@Nullable Object cell) {
    return switch (cell) {
      case null -> "";
      case BigDecimal decimal -> decimal.toPlainString();
      case Instant instant -> isoText(instant);
      case LocalDateTime moment -> isoText(moment);
      case LocalTime time -> TIME.format(time);
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case List<?> list -> jsonText(list);
      case Map<?, ?> map -> jsonText(map);
      case JsonNode node -> node.isTextual() ? node.textValue() : node.toString();
      default -> cell.toString();
    };
  }

  /** Writes a cell as a JSON value; numbers are exact, what JSON has no numbers for is text. */
  static void writeJson(JsonGenerator json, @Nullable Object cell) throws IOException {
    switch (cell) {
      case null -> json.writeNull();
      case Boolean value -> json.writeBoolean(value);
      case Byte value -> json.writeNumber(value);
      case Short value -> json.writeNumber(value);
      case Integer value -> json.writeNumber(value);
      case Long value -> json.writeNumber(value);
      case BigInteger value -> json.writeNumber(value);
      case BigDecimal value -> json.writeNumber(value.toPlainString());
      case Float value -> writeDouble(json, value.isNaN() || value.isInfinite(), value.toString());
      case Double value -> writeDouble(json, value.isNaN() || value.isInfinite(), value.toString());
      case JsonNode node -> JSON.writeTree(json, node);
      case List<?> list -> {
        json.writeStartArray();
        for (Object each : list) {
          writeJson(json, each);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(csvText(entry.getKey()));
          writeJson(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case UUID uuid -> json.writeString(uuid.toString());
      case LocalDate date -> json.writeString(date.toString());
      default -> json.writeString(csvText(cell));
    }
  }

  /** A generator that writes one value after another, without line breaks of its own. */
  static JsonGenerator generator(java.io.Writer to) throws IOException {
    JsonGenerator json = JSON.createGenerator(to);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
    return json;
  }

  /** The tree of a JSON text made by Iceberg. */
  static JsonNode parseJson(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jsonText(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = generator(text)) {
      writeJson(json, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void writeDouble(JsonGenerator json, boolean hasNoNumber, String text)
      throws IOException {
    if (hasNoNumber) {
      json.writeString(text);
    } else {
      json.writeNumber(text);
    }
  }

  private static String isoText(Instant instant) {
    return isoText(instant.atOffset(ZoneOffset.UTC).toLocalDateTime()) + "Z";
  }

  private static String isoText(LocalDateTime moment) {
    return (moment.get(ChronoField.NANO_OF_SECOND) % 1_000 == 0 ? MICROS : NANOS).format(moment);
  }

  private static String shortTime(LocalDateTime moment) {
    String text = isoText(moment).replace('T', ' ');
    // Whole groups of three, so that the columns of a table do not look ragged.
    int end = text.length();
    while (text.startsWith("000", end - 3) && text.lastIndexOf('.') < end - 3) {
      end -= 3;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
