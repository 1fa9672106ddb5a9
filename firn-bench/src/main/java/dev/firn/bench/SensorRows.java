package dev.firn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Readings of sensors, all doubles: random walks with all their digits and rounded to two, noise
 * with all its digits and rounded to one, a switch that stays for long, and a wave.
 */
final class SensorRows implements MadeUpRows {
  private static final long SEED = 6;

  /** A set value is kept for so many rows on average. */
  private static final int STRETCH_ROWS = 1_000;

  /** Rows of a wave, as minutes of a day. */
  private static final double WAVE_ROWS = 1_440;

  private static final Schema SCHEMA =
      schema("pressure", "temperature", "vibration", "wind", "set_point", "light");

  private final Random random = new Random(SEED);
  private long row;
  private double pressure = 1_013;
  private double temperature = 20;
  private double setPoint = 50;

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public @Nullable Object[] next() {
    row++;
    pressure += 0.01 * random.nextGaussian();
    temperature += 0.05 * random.nextGaussian();
    if (random.nextInt(STRETCH_ROWS) == 0) {
      setPoint = random.nextInt(200) / 2.0;
    }
    double light = Math.max(0, Math.sin(2 * Math.PI * row / WAVE_ROWS));
    return new @Nullable Object[] {
      pressure,
      rounded(temperature, 100),
      random.nextGaussian(),
      rounded(Math.abs(8 * random.nextGaussian()), 10),
      setPoint,
      light * (1 + 0.001 * random.nextGaussian())
    };
  }

  private static double rounded(double value, double parts) {
    return Math.rint(value * parts) / parts;
  }

  private static Schema schema(String... names) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(Types.NestedField.optional(fields.size() + 1, name, Types.DoubleType.get()));
    }
    return new Schema(fields);
  }
}
