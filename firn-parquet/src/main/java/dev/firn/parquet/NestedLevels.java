package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;

/** A byte for each level; repetition levels only if the column lies in a list or map. */
final class NestedLevels implements PageLevels {
  /** Counters of each level, in turns: most levels equal their neighbours, and one would wait. */
  private static final int LANES = 4;

  private final int definitionMax;
  private final int repetitionMax;
  private final GrowableBuffer definitions;
  private final GrowableBuffer repetitions;

  NestedLevels(LeafColumn column, BufferPool pool) {
    this.definitionMax = column.definitionLevelMax();
    this.repetitionMax = column.repetitionLevelMax();
    this.definitions = new GrowableBuffer(pool);
    this.repetitions = new GrowableBuffer(pool);
  }

  /** Appends all levels of a slice. */
  void append(SliceLevels slice) {
    definitions.append(slice.definitions(), slice.levelCount());
    if (repetitionMax > 0) {
      repetitions.append(slice.repetitions(), slice.levelCount());
    }
  }

  @Override
  public long byteCount() {
    return byteCount(definitions.byteCount());
  }

  /** What this many levels take when packed. */
  long byteCount(long levelCount) {
    int bits = ByteLevelEncoder.width(definitionMax) + ByteLevelEncoder.width(repetitionMax);
    return levelCount * bits / Byte.SIZE;
  }

  @Override
  public int encode(OpenPage page, Workspace workspace) {
    GrowableBuffer to = workspace.levels;
    to.clear();
    if (repetitionMax > 0) {
      ByteLevelEncoder.encode(repetitions, ByteLevelEncoder.width(repetitionMax), to);
    }
    int repetitionBytes = Math.toIntExact(to.byteCount());
    ByteLevelEncoder.encode(definitions, ByteLevelEncoder.width(definitionMax), to);
    return repetitionBytes;
  }

  @Override
  public List<Long> definitionCounts(OpenPage page) {
    return counts(definitions, definitionMax);
  }

  @Override
  public List<Long> repetitionCounts() {
    return repetitionMax > 0 ? counts(repetitions, repetitionMax) : List.of();
  }

  @Override
  public void clear() {
    definitions.clear();
    repetitions.clear();
  }

  private static List<Long> counts(GrowableBuffer levels, int levelMax) {
    int[] counts = new int[LANES * (levelMax + 1)];
    count(levels.address(), (int) levels.byteCount(), counts);
    List<Long> sums = new ArrayList<>();
    for (int level = 0; level <= levelMax; level++) {
      long sum = 0;
      for (int lane = 0; lane < LANES; lane++) {
        sum += counts[LANES * level + lane];
      }
      sums.add(sum);
    }
    return sums;
  }

  private static void count(long levels, int levelCount, int[] counts) {
    for (int i = 0; i < levelCount; i++) {
      counts[LANES * (Memory.readByte(levels + i) & 0xff) + (i & (LANES - 1))]++;
    }
  }
}
