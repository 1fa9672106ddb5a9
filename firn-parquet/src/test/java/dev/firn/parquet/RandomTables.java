package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random tables and options, the odd ones more often than chance would have them. */
final class RandomTables {
  private enum Shape {
    CONSTANT,
    SKEWED,
    UNIQUE,
    SORTED,
    RUNS
  }

  private enum Nulls {
    NONE,
    SOME,
    MOST,
    ALL,
    STRETCHES
  }

  /** Larger tables would make thousands of pages or row groups, which readers take long for. */
  private static final int ROWS_WITH_TINY_LIMITS = 500;

  private RandomTables() {}

  static TestTable table(Random random) {
    int[] rowCounts = {0, 1, 2, 7, 63, 64, 65, 500, 4096, 4097, 9000};
    int rowCount =
        random.nextInt(3) == 0 ? random.nextInt(300) : rowCounts[random.nextInt(rowCounts.length)];
    int columnCount = 1 + random.nextInt(6);
    TestTable table = new TestTable();
    for (int i = 0; i < columnCount; i++) {
      Kind kind = any(Kind.values(), random);
      Nullability nullability = any(Nullability.values(), random);
      table.add("c" + i, kind, nullability, values(kind, nullability, rowCount, random));
    }
    return table;
  }

  static WriterOptions options(Random random, TestTable table) {
    WriterOptions.Builder options = options(random, table.rowCount());
    for (TestTable.Column column : table.columns()) {
      if (random.nextInt(4) == 0) {
        options.columnCompression(column.name(), compression(random));
      }
      if (random.nextInt(3) == 0) {
        options.columnEncoding(column.name(), encoding(column, random));
        options.dictionaryBytesMax(pick(random, 2 << 20, 200, 20, 1));
      }
    }
    return options.build();
  }

  /** Options for a table of this many rows, whatever its columns. */
  static WriterOptions.Builder options(Random random, int rowCount) {
    WriterOptions.Builder options =
        WriterOptions.builder()
            .pageRowsMax(pick(random, 20_000, 1000, 300, 64))
            .pageBytesMax(pick(random, 1 << 20, 1 << 20, 1 << 12))
            .rowGroupBytesMax(pick(random, 128 << 20, 128 << 20, 1 << 16))
            .rowGroupRowsMax(pick(random, 1 << 30, 1 << 30, 1000))
            .dictionaryBytesMax(pick(random, 2 << 20, 2 << 20, 200, 20, 0))
            .boundBytesMax(pick(random, 64, 64, 16, 3, 1))
            .compression(compression(random))
            .encodingProfile(any(EncodingProfile.values(), random));
    if (rowCount <= ROWS_WITH_TINY_LIMITS) {
      options
          .pageRowsMax(pick(random, 20_000, 37, 8, 1))
          .pageBytesMax(pick(random, 1 << 20, 1 << 20, 100, 1))
          .rowGroupBytesMax(pick(random, 128 << 20, 128 << 20, 5000))
          .rowGroupRowsMax(pick(random, 1 << 30, 1 << 30, 77));
    }
    return options;
  }

  private static Compression compression(Random random) {
    Codec codec = any(Codec.values(), random);
    return switch (codec) {
      case ZSTD -> Compression.zstd(1 + random.nextInt(6));
      case BROTLI -> Compression.brotli(random.nextInt(10));
      case LZ4_RAW -> Compression.lz4Raw(random.nextInt(13));
      case GZIP -> Compression.gzip(1 + random.nextInt(9));
      case SNAPPY, UNCOMPRESSED -> Compression.of(codec);
    };
  }

  private static Encoding encoding(TestTable.Column column, Random random) {
    Kind kind = column.kind();
    Set<Encoding> fitting = Encoding.of(kind.field("any", 1, column.nullability()));
    fitting.removeIf(encoding -> !DuckDb.reads(kind, encoding));
    return any(fitting.toArray(Encoding[]::new), random);
  }

  private static <T> T any(T[] choices, Random random) {
    return choices[random.nextInt(choices.length)];
  }

  private static int pick(Random random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static List<Object> values(
      Kind kind, Nullability nullability, int rowCount, Random random) {
    List<Object> values = shaped(kind, rowCount, random);
    if (nullability == Nullability.REQUIRED) {
      return values;
    }
    Nulls nulls = any(Nulls.values(), random);
    boolean inNulls = false;
    for (int row = 0; row < rowCount; row++) {
      inNulls = random.nextInt(100) == 0 ? !inNulls : inNulls;
      boolean isNull =
          switch (nulls) {
            case NONE -> false;
            case SOME -> random.nextInt(10) == 0;
            case MOST -> random.nextInt(10) != 0;
            case ALL -> true;
            case STRETCHES -> inNulls;
          };
      if (isNull) {
        values.set(row, null);
      }
    }
    return values;
  }

  private static List<Object> shaped(Kind kind, int rowCount, Random random) {
    Shape shape = any(Shape.values(), random);
    List<Object> few = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(40); i++) {
      few.add(kind.value(random));
    }
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < rowCount; row++) {
      values.add(
          switch (shape) {
            case CONSTANT -> few.getFirst();
            case SKEWED -> few.get((int) Math.abs(random.nextGaussian() * 3) % few.size());
            case UNIQUE, SORTED -> kind.value(random);
            case RUNS ->
                row > 0 && random.nextInt(30) != 0 ? values.get(row - 1) : kind.value(random);
          });
    }
    if (shape == Shape.SORTED) {
      values.sort(Model.order(kind));
    }
    return values;
  }
}
