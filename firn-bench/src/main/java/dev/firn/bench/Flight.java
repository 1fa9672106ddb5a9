package dev.firn.bench;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A row of flights as an application has it: Java values. */
record Flight(LocalDateTime date, long delay, long distance, String origin, String destination) {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  /** A row of a batch of {@link FlightsArrow}, none of whose values is null. */
  static Flight of(VectorSchemaRoot batch, int position) {
    long micros = ((TimeStampMicroVector) batch.getVector(0)).get(position);
    return new Flight(
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, MICROS_PER_SECOND),
            (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO,
            ZoneOffset.UTC),
        ((BigIntVector) batch.getVector(1)).get(position),
        ((BigIntVector) batch.getVector(2)).get(position),
        text(batch, 3, position),
        text(batch, 4, position));
  }

  private static String text(VectorSchemaRoot batch, int column, int position) {
    return new String(
        ((VarCharVector) batch.getVector(column)).get(position), StandardCharsets.UTF_8);
  }
}
