package dev.firn.bench;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Rows like those of a table of flights, as text; the same for the same number of rows. */
final class FlightsText {
  /** The table's columns: a timestamp, two numbers, two short strings. */
  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(2, "delay", Types.IntegerType.get()),
          Types.NestedField.optional(3, "distance", Types.IntegerType.get()),
          Types.NestedField.optional(4, "origin", Types.StringType.get()),
          Types.NestedField.optional(5, "destination", Types.StringType.get()));

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final LocalDateTime FIRST = LocalDateTime.of(2001, 1, 1, 0, 0);
  private static final String[] AIRPORTS = {
    "LAS", "PHL", "LGA", "DFW", "ORD", "SFO", "BOS", "ATL", "DEN", "SEA", "MIA", "IAH"
  };

  private FlightsText() {}

  /** A file with a header. */
  static byte[] csv(int rowCount) {
    StringBuilder text = new StringBuilder("date,delay,distance,origin,destination\n");
    for (int row = 0; row < rowCount; row++) {
      text.append(SECONDS.format(FIRST.plusSeconds(row * 61L)))
          .append(',')
          .append((row * 31L) % 190 - 40)
          .append(',')
          .append((row * 17L) % 2_900 + 100)
          .append(',')
          .append(AIRPORTS[row % AIRPORTS.length])
          .append(',')
          .append(AIRPORTS[(row / 7) % AIRPORTS.length])
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** An object a line, keys in the order of the columns. */
  static byte[] ndjson(int rowCount) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rowCount; row++) {
      text.append("{\"date\":\"")
          .append(SECONDS.format(FIRST.plusSeconds(row * 61L)))
          .append("\",\"delay\":")
          .append((row * 31L) % 190 - 40)
          .append(",\"distance\":")
          .append((row * 17L) % 2_900 + 100)
          .append(",\"origin\":\"")
          .append(AIRPORTS[row % AIRPORTS.length])
          .append("\",\"destination\":\"")
          .append(AIRPORTS[(row / 7) % AIRPORTS.length])
          .append("\"}\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
