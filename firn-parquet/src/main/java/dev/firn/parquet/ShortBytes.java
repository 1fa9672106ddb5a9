package dev.firn.parquet;

/** Byte strings that are as good as numbers: their bytes and, above those, their length. */
final class ShortBytes {
  private static final int BYTES_MAX = Long.BYTES - 1;
  private static final int LENGTH_SHIFT = BYTES_MAX * Byte.SIZE;

  private ShortBytes() {}

  /**
   * Puts the workspace's byte strings as numbers into {@link Workspace#longs}.
   *
   * @return false if one is too long; then there are none
   */
  static boolean pack(Workspace workspace, int count) {
    if (BytesLoader.longest(workspace.lengths, count) > BYTES_MAX) {
      return false;
    }
    pack(workspace.starts, workspace.lengths, count, workspace.longs);
    return true;
  }

  /**
   * A byte string as a number.
   *
   * @param head its first eight bytes, as {@link Memory#head} has them
   */
  static long pack(long head, int length) {
    return head | ((long) length << LENGTH_SHIFT);
  }

  private static void pack(long[] starts, int[] lengths, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = pack(Memory.head(starts[i], lengths[i]), lengths[i]);
    }
  }
}
