package dev.firn.bench;

import dev.firn.testkit.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows that are made up from their numbers, in no order and evenly spread over partitions: an Arrow
 * file that is written once and kept.
 *
 * @param columns of a wide row; other shapes pass over it
 * @param valueBytes of a large value; other shapes pass over it
 */
record GeneratedRows(Shape shape, long rows, int columns, int valueBytes) {
  static final String TABLE = "bench.generated";

  /** A random number that is hardly ever there twice. */
  static final String SORT_KEY = "sort_key";

  /** An Arrow batch holds about so much, so that reading it takes little of the budget. */
  private static final int BATCH_BYTES = 16_000_000;

  /** Five gigabytes take a minute or two. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** What a row is made of, beside its number and {@link #SORT_KEY}. */
  enum Shape {
    /** {@code p_1, p_10 … p_100000} of so many values, four numbers, 160 characters of text. */
    PARTITIONS,
    /** {@code p_10} and many columns of eight types. */
    COLUMNS,
    /** {@code p_10} and one large binary that nothing can compress. */
    VALUES;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The cycle of types of columns, as the script that fills them has it. */
  private static final List<String> CYCLE =
      List.of(
          "double",
          "integer",
          "bigint",
          "decimal(15,2)",
          "varchar",
          "boolean",
          "date",
          "timestamp(6)");

  static GeneratedRows partitions(long rows) {
    return new GeneratedRows(Shape.PARTITIONS, rows, 0, 0);
  }

  static GeneratedRows wide(long rows, int columns) {
    return new GeneratedRows(Shape.COLUMNS, rows, columns, 0);
  }

  static GeneratedRows values(long rows, int valueBytes) {
    return new GeneratedRows(Shape.VALUES, rows, 0, valueBytes);
  }

  /** Bytes of a row in Arrow, about. */
  int rowBytes() {
    return switch (shape) {
      case PARTITIONS -> 244;
      case COLUMNS -> 8 * columns;
      case VALUES -> valueBytes;
    };
  }

  /** The file, written if it is not there. */
  Path arrow(Path folder, PythonEnvironment python) throws IOException {
    Path file =
        folder.resolve(
            "generated-" + shape.word() + "-" + rows + "-" + columns + "-" + valueBytes + ".arrow");
    if (!Files.exists(file)) {
      Path unfinished = folder.resolve(file.getFileName() + ".unfinished");
      python.run(
          PATIENCE,
          Scripts.write("generate_rows.py", folder),
          unfinished.toString(),
          "--shape=" + shape.word(),
          "--rows=" + rows,
          "--batch-rows=" + Math.max(1, Math.min(100_000, BATCH_BYTES / rowBytes())),
          "--columns=" + columns,
          "--value-bytes=" + valueBytes);
      Files.move(unfinished, file);
    }
    return file;
  }

  /**
   * The statement that makes a table for them, zstd 1.
   *
   * @param settings each after a comma; empty for none
   */
  String createTable(String settings) {
    List<String> fields = new ArrayList<>(List.of("id bigint", SORT_KEY + " bigint"));
    switch (shape) {
      case PARTITIONS -> {
        for (int count = 1; count <= 100_000; count *= 10) {
          fields.add("p_" + count + " integer");
        }
        addColumns(fields, 4);
        fields.addAll(List.of("token varchar", "note varchar"));
      }
      case COLUMNS -> {
        fields.add("p_10 integer");
        addColumns(fields, columns - 3);
      }
      case VALUES -> fields.addAll(List.of("p_10 integer", "payload varbinary"));
    }
    return "CREATE TABLE "
        + TABLE
        + " ("
        + String.join(", ", fields)
        + ") WITH (compression_codec = 'zstd', compression_level = 1"
        + settings
        + ")";
  }

  private static void addColumns(List<String> fields, int count) {
    for (int i = 0; i < count; i++) {
      fields.add("c" + i + " " + CYCLE.get(i % CYCLE.size()));
    }
  }
}
