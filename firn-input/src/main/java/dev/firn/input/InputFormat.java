package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that an input can be in, and the file names that tell them. */
public enum InputFormat {
  /** Apache Parquet. Of the deprecated INT96 timestamps only microseconds are kept. */
  PARQUET,
  /** Arrow IPC; the file and the stream format are told apart by their first bytes. */
  ARROW,
  /** Comma-separated values (RFC 4180), with any delimiter; {@code .tsv} has tabs by default. */
  CSV,
  /** One JSON array of objects. */
  JSON,
  /** One JSON object a line. */
  NDJSON;

  /** Compressed text keeps the extension of what is inside: {@code flights.csv.gz}. */
  private static final List<String> COMPRESSIONS = List.of(".gz", ".zst");

  /** The format of this name, as {@code --input-format} takes it: {@code parquet}. */
  public static InputFormat parse(String name) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new FirnException(
                    ErrorCode.USAGE,
                    "Input format: expected one of " + labels() + ", found '" + name + "'."));
  }

  /** What the file's extension says, if it says anything. */
  public static Optional<InputFormat> ofFileName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    for (String compression : COMPRESSIONS) {
      if (name.endsWith(compression)) {
        name = name.substring(0, name.length() - compression.length());
      }
    }
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return Arrays.stream(values())
        .filter(format -> format.extensions().contains(extension))
        .findFirst();
  }

  /** The name as users write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private List<String> extensions() {
    return switch (this) {
      case PARQUET -> List.of("parquet", "pq");
      case ARROW -> List.of("arrow", "arrows", "feather", "ipc");
      case CSV -> List.of("csv", "tsv");
      case JSON -> List.of("json");
      case NDJSON -> List.of("ndjson", "jsonl");
    };
  }

  static String labels() {
    return Arrays.stream(values()).map(InputFormat::label).collect(Collectors.joining(", "));
  }
}
