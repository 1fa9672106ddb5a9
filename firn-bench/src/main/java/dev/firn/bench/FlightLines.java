package dev.firn.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.format.DateTimeFormatter;

/** Flights as compact JSON, an object a line, by Jackson's generator. */
final class FlightLines {
  /** Nothing between two objects: the line's end is written with each. */
  private static final JsonFactory JSON = new JsonFactory().setRootValueSeparator("");

  private FlightLines() {}

  static JsonGenerator generator(OutputStream out) throws IOException {
    return JSON.createGenerator(out);
  }

  static void write(Flight flight, JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeStringField("date", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(flight.date()));
    to.writeNumberField("delay", flight.delay());
    to.writeNumberField("distance", flight.distance());
    to.writeStringField("origin", flight.origin());
    to.writeStringField("destination", flight.destination());
    to.writeEndObject();
    to.writeRaw('\n');
  }
}
