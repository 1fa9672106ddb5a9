package dev.firn.cli.config;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a configuration: all of it counted, the first of it kept. */
final class Problems {
  /** As many as an error lists. */
  private static final int KEPT_MAX = 20;

  private final List<Violation> kept = new ArrayList<>();
  private long count;
  private boolean onlyUnsupported = true;

  /** Whether another problem would only be counted, so that its words need not be found. */
  boolean isFull() {
    return kept.size() == KEPT_MAX;
  }

  /** Something that can never be. */
  void add(Origin origin, String path, String expected, String found) {
    onlyUnsupported = false;
    keep(origin, path, expected, found);
  }

  /** Something that could be, but not in this version. */
  void addUnsupported(Origin origin, String path, String expected, String found) {
    keep(origin, path, expected, found);
  }

  /**
   * Refuses the configuration if anything is wrong with it.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION}, or {@link ErrorCode#UNSUPPORTED} if
   *     nothing else is wrong
   */
  void refuseIfAny() {
    if (count == 0) {
      return;
    }
    kept.sort(Comparator.comparingLong(Problems::lineOf));
    throw new FirnException(
        onlyUnsupported ? ErrorCode.UNSUPPORTED : ErrorCode.CONFIGURATION,
        "Configuration: expected keys and values as docs/configuration.md has them, found "
            + (count == 1 ? "1 problem." : count + " problems.")
            + " Nothing was done.",
        kept,
        count);
  }

  /** Problems of the file come in its order, then those without a line. */
  private static long lineOf(Violation violation) {
    Long line = violation.line();
    return line == null ? Long.MAX_VALUE : line;
  }

  private void keep(Origin origin, String path, String expected, String found) {
    count++;
    if (!isFull()) {
      kept.add(violation(origin, path, expected, found));
    }
  }

  private static Violation violation(Origin origin, String path, String expected, String found) {
    return switch (origin) {
      case Origin.FilePlace(Path file, Place place) ->
          new Violation(
              file.toString(),
              (long) place.line(),
              null,
              path,
              expected,
              found + " (at character " + place.column() + " of the line)");
      case Origin.Variable variable -> sourced(variable.name(), path, expected, found);
      case Origin.CommandLineOption option -> sourced(option.name(), path, expected, found);
      case Origin.Default _ -> Violation.ofColumn(path, expected, found);
    };
  }

  private static Violation sourced(String source, String path, String expected, String found) {
    return new Violation(source, null, null, path, expected, found);
  }
}
