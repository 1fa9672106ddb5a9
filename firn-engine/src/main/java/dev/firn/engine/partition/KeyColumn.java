package dev.firn.engine.partition;

import org.apache.iceberg.types.Type;

/**
 * The values of a transform over a column, as keys that can be compared and sorted without knowing
 * their type: each value is a sequence of 64-bit words, and comparing words as signed numbers, from
 * the first on, compares the values. Numbers have one word; text has one for each eight bytes, made
 * only as far as they are asked for, and then its length.
 *
 * <p>Threads: safe, it does not change; chunks are used by one at a time.
 */
public sealed interface KeyColumn permits WordKey, HashKey, PairKey, BytesKey, NullKey {
  /** The depth of a value's first word. */
  int FIRST = 0;

  /** There is no further word. */
  int DONE = -1;

  /** Fills the chunk's nulls. */
  void readNulls(RowChunk chunk);

  /**
   * Fills the chunk's nulls and, for values that are not null, the word at a depth; the words of
   * nulls are 0. For bytes also sets the shortest and longest length met.
   */
  void readWords(RowChunk chunk, int depth);

  /**
   * Where rows whose words are equal so far differ next, if they do.
   *
   * @param lengthMin the shortest value among them
   * @param lengthMax the longest
   * @return the next depth or {@link #DONE}
   */
  int depthAfter(int depth, int lengthMin, int lengthMax);

  /**
   * A partition field's values. All NaNs are one value, as they are one partition.
   *
   * @throws IllegalStateException for a type that the transform does not take
   */
  static KeyColumn ofPartition(SourceColumn source, Transformation transformation) {
    return of(source, transformation, WordKey.Floats.ONE_NAN);
  }

  /** A sort field's values. NaNs lie beyond the infinity of their sign (spec, "Sorting"). */
  static KeyColumn ofSort(SourceColumn source, Transformation transformation) {
    return of(source, transformation, WordKey.Floats.NAN_BY_SIGN);
  }

  private static KeyColumn of(
      SourceColumn source, Transformation transformation, WordKey.Floats floats) {
    return switch (transformation) {
      case Transformation.AlwaysNull _ -> new NullKey();
      case Transformation.Bucket(int buckets) when !isWord(source.type()) ->
          new HashKey(source, buckets);
      case Transformation.Identity _ when source.type().typeId() == Type.TypeID.UNKNOWN ->
          new NullKey();
      case Transformation.Identity _ when isPair(source.type()) -> new PairKey(source, 0);
      case Transformation.Truncate(int width) when isPair(source.type()) ->
          new PairKey(source, width);
      case Transformation.Identity _ when !isWord(source.type()) ->
          new BytesKey(source, Integer.MAX_VALUE);
      case Transformation.Truncate(int width) when !isWord(source.type()) ->
          new BytesKey(source, width);
      case Transformation.Identity _,
          Transformation.Bucket _,
          Transformation.Truncate _,
          Transformation.Year _,
          Transformation.Month _,
          Transformation.Day _,
          Transformation.Hour _ ->
          WordKey.of(source, transformation, floats);
    };
  }

  private static boolean isPair(Type type) {
    return type.typeId() == Type.TypeID.DECIMAL || type.typeId() == Type.TypeID.UUID;
  }

  private static boolean isWord(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> true;
      default -> false;
    };
  }
}
