package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;
import org.apache.iceberg.types.Type;

/**
 * Values of one word: whatever is stored in up to 64 bits, and every transform of it. They are read
 * first and transformed in place then, each by a loop over the chunk.
 */
record WordKey(SourceColumn source, Read read, Step step, long number) implements KeyColumn {
  private static final long HOURS_PER_DAY = 24;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final long NANOS_PER_HOUR = 1_000 * MICROS_PER_HOUR;
  private static final long NANOS_PER_MICRO = 1_000;

  /** How floating-point values are ordered. */
  enum Floats {
    /** All NaNs are one value beyond infinity. */
    ONE_NAN,
    /** NaNs are two values, each beyond the infinity of its sign. */
    NAN_BY_SIGN
  }

  /** How values are stored. */
  enum Read {
    BIT,
    INT,
    LONG,
    FLOAT_ONE_NAN,
    FLOAT_NAN_BY_SIGN,
    DOUBLE_ONE_NAN,
    DOUBLE_NAN_BY_SIGN
  }

  /** What is done with a value; {@link #number} is what it is done with. */
  enum Step {
    KEEP,
    TRUNCATE_INT,
    TRUNCATE_LONG,
    BUCKET,
    BUCKET_NANOS,
    YEAR,
    MONTH,
    /** The whole part of a division, as 32 bits. */
    PERIOD
  }

  static WordKey of(SourceColumn source, Transformation transformation, Floats floats) {
    Type type = source.type();
    Read read = readOf(type, floats);
    boolean isNano = type.typeId() == Type.TypeID.TIMESTAMP_NANO;
    long unitsPerHour = isNano ? NANOS_PER_HOUR : MICROS_PER_HOUR;
    long unitsPerDay = read == Read.INT ? 1 : unitsPerHour * HOURS_PER_DAY;
    return switch (transformation) {
      case Transformation.Identity _ -> new WordKey(source, read, Step.KEEP, 0);
      case Transformation.Truncate(int width) ->
          new WordKey(
              source, read, read == Read.INT ? Step.TRUNCATE_INT : Step.TRUNCATE_LONG, width);
      case Transformation.Bucket(int buckets) ->
          new WordKey(source, read, isNano ? Step.BUCKET_NANOS : Step.BUCKET, buckets);
      case Transformation.Year _ -> new WordKey(source, read, Step.YEAR, unitsPerDay);
      case Transformation.Month _ -> new WordKey(source, read, Step.MONTH, unitsPerDay);
      case Transformation.Day _ -> new WordKey(source, read, Step.PERIOD, unitsPerDay);
      case Transformation.Hour _ -> new WordKey(source, read, Step.PERIOD, unitsPerHour);
      case Transformation.AlwaysNull _ -> throw new IllegalStateException("Void has no words");
    };
  }

  @Override
  public void readNulls(RowChunk chunk) {
    source.readNulls(chunk);
  }

  @Override
  public void readWords(RowChunk chunk, int depth) {
    source.readNulls(chunk);
    load(chunk);
    long[] words = chunk.words;
    int count = chunk.count;
    switch (step) {
      case KEEP -> {
        // The value is the word.
      }
      case TRUNCATE_INT -> truncateInts(words, count, (int) number);
      case TRUNCATE_LONG -> truncateLongs(words, count, number);
      case BUCKET -> bucket(words, count, (int) number);
      case BUCKET_NANOS -> {
        floorDivide(words, count, NANOS_PER_MICRO);
        bucket(words, count, (int) number);
      }
      case YEAR -> {
        floorDivide(words, count, number);
        CivilCalendar.years(words, count);
      }
      case MONTH -> {
        floorDivide(words, count, number);
        CivilCalendar.months(words, count);
      }
      case PERIOD -> {
        floorDivide(words, count, number);
        narrow(words, count);
      }
    }
  }

  @Override
  public int depthAfter(int depth, int lengthMin, int lengthMax) {
    return DONE;
  }

  private void load(RowChunk chunk) {
    long[] from = source.values();
    switch (read) {
      case BIT -> bits(chunk, from);
      case INT -> ints(chunk, from);
      case LONG -> longs(chunk, from);
      case FLOAT_NAN_BY_SIGN -> {
        ints(chunk, from);
        uniteFloatNansBySign(chunk.words, chunk.count);
        orderFloats(chunk.words, chunk.count);
      }
      case DOUBLE_NAN_BY_SIGN -> {
        longs(chunk, from);
        uniteDoubleNansBySign(chunk.words, chunk.count);
        orderDoubles(chunk.words, chunk.count);
      }
      case FLOAT_ONE_NAN -> {
        ints(chunk, from);
        uniteFloatNans(chunk.words, chunk.count);
        orderFloats(chunk.words, chunk.count);
      }
      case DOUBLE_ONE_NAN -> {
        longs(chunk, from);
        uniteDoubleNans(chunk.words, chunk.count);
        orderDoubles(chunk.words, chunk.count);
      }
    }
  }

  private static Read readOf(Type type, Floats floats) {
    boolean oneNan = floats == Floats.ONE_NAN;
    return switch (type.typeId()) {
      case BOOLEAN -> Read.BIT;
      case INTEGER, DATE -> Read.INT;
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> Read.LONG;
      case FLOAT -> oneNan ? Read.FLOAT_ONE_NAN : Read.FLOAT_NAN_BY_SIGN;
      case DOUBLE -> oneNan ? Read.DOUBLE_ONE_NAN : Read.DOUBLE_NAN_BY_SIGN;
      default -> throw new IllegalStateException("No transform makes one word of " + type);
    };
  }

  private static void bits(RowChunk chunk, long[] from) {
    for (int i = 0; i < chunk.count; i++) {
      boolean isSet =
          !chunk.nulls[i] && SourceColumn.bit(from[chunk.batches[i]], chunk.positions[i]);
      chunk.words[i] = isSet ? 1 : 0;
    }
  }

  private static void ints(RowChunk chunk, long[] from) {
    for (int i = 0; i < chunk.count; i++) {
      // What stands behind a null may not even be in a buffer.
      chunk.words[i] =
          chunk.nulls[i]
              ? 0
              : VectorMemory.ALL.get(
                  VectorMemory.INT, from[chunk.batches[i]] + chunk.positions[i] * 4L);
    }
  }

  private static void longs(RowChunk chunk, long[] from) {
    for (int i = 0; i < chunk.count; i++) {
      chunk.words[i] =
          chunk.nulls[i]
              ? 0
              : VectorMemory.ALL.get(
                  VectorMemory.LONG, from[chunk.batches[i]] + chunk.positions[i] * 8L);
    }
  }

  /** IEEE 754's total order: of negative numbers all bits but the sign are turned. */
  private static void orderFloats(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      int bits = (int) words[i];
      words[i] = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }
  }

  private static void orderDoubles(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      words[i] ^= (words[i] >> 63) & Long.MAX_VALUE;
    }
  }

  private static void uniteFloatNans(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      words[i] = Float.floatToIntBits(Float.intBitsToFloat((int) words[i]));
    }
  }

  private static void uniteDoubleNans(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      words[i] = Double.doubleToLongBits(Double.longBitsToDouble(words[i]));
    }
  }

  private static void uniteFloatNansBySign(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      int bits = (int) words[i];
      words[i] = Float.floatToIntBits(Float.intBitsToFloat(bits)) | (bits & Integer.MIN_VALUE);
    }
  }

  private static void uniteDoubleNansBySign(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      words[i] =
          Double.doubleToLongBits(Double.longBitsToDouble(words[i])) | (words[i] & Long.MIN_VALUE);
    }
  }

  /** In 32 bits with their overflow, as the spec's formula has it in Iceberg's own code. */
  private static void truncateInts(long[] words, int count, int width) {
    for (int i = 0; i < count; i++) {
      int value = (int) words[i];
      int truncated = value - (value % width + width) % width;
      words[i] = truncated;
    }
  }

  private static void truncateLongs(long[] words, int count, long width) {
    for (int i = 0; i < count; i++) {
      words[i] -= (words[i] % width + width) % width;
    }
  }

  private static void bucket(long[] words, int count, int buckets) {
    for (int i = 0; i < count; i++) {
      words[i] = (Murmur3.ofLong(words[i]) & Integer.MAX_VALUE) % buckets;
    }
  }

  private static void floorDivide(long[] words, int count, long divisor) {
    for (int i = 0; i < count; i++) {
      words[i] = Math.floorDiv(words[i], divisor);
    }
  }

  private static void narrow(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      words[i] = (int) words[i];
    }
  }
}
