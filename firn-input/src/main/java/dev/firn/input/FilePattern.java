package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Expands a glob as a shell does: {@code *} and {@code ?} within a name, {@code [a-c]} one of
 * these, {@code **} any folders in between. Names come out sorted, folder by folder. Names that
 * start with a dot match only if the pattern says the dot; {@code **} does not follow links.
 */
final class FilePattern {
  /** A pattern that finds more is a mistake, and the list would fill the heap. */
  private static final int FILES_MAX = 100_000;

  private final String text;
  private final List<Path> found = new ArrayList<>();

  private FilePattern(String text) {
    this.text = text;
  }

  /** Whether the name holds a character that stands for others. */
  static boolean isPattern(String name) {
    return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /** The files that match, in order; never folders. */
  static List<Path> expand(String pattern, Path workingFolder) {
    FilePattern search = new FilePattern(pattern);
    boolean isAbsolute = pattern.startsWith("/");
    Path start = isAbsolute ? Path.of("/") : workingFolder;
    List<String> names = List.of(pattern.substring(isAbsolute ? 1 : 0).split("/+"));
    search.descend(start, names);
    return search.found.stream().distinct().toList();
  }

  private void descend(Path at, List<String> names) {
    if (names.isEmpty()) {
      if (SourceFile.attributes(at).filter(BasicFileAttributes::isRegularFile).isPresent()) {
        add(at);
      }
      return;
    }
    String name = names.getFirst();
    List<String> rest = names.subList(1, names.size());
    if (name.equals("**")) {
      descendAnyDepth(at, rest);
    } else if (!isPattern(name)) {
      descend(at.resolve(name), rest);
    } else if (isFolder(at)) {
      descendMatching(at, name, rest);
    }
  }

  private void descendAnyDepth(Path at, List<String> rest) {
    if (!isFolder(at)) {
      return;
    }
    descend(at, rest.isEmpty() ? List.of("*") : rest);
    for (Path entry : SourceFile.entries(at)) {
      if (!isHidden(entry) && isFolder(entry, LinkOption.NOFOLLOW_LINKS)) {
        descendAnyDepth(entry, rest);
      }
    }
  }

  private void descendMatching(Path at, String name, List<String> rest) {
    PathMatcher matcher = matcher(at, name);
    for (Path entry : SourceFile.entries(at)) {
      boolean mayMatch = !isHidden(entry) || name.startsWith(".");
      if (mayMatch && matcher.matches(entry.getFileName())) {
        descend(entry, rest);
      }
    }
  }

  private PathMatcher matcher(Path at, String name) {
    // Braces and backslashes mean something to Java's globs; here they are plain characters.
    String glob = name.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}");
    try {
      return at.getFileSystem().getPathMatcher("glob:" + glob);
    } catch (IllegalArgumentException e) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Input pattern '" + text + "': expected pairs of [ and ], found '" + name + "'.",
          e);
    }
  }

  private void add(Path file) {
    if (found.size() == FILES_MAX) {
      throw new FirnException(
          ErrorCode.USAGE,
          "Input pattern '" + text + "': expected at most " + FILES_MAX + " files, found more.");
    }
    found.add(file);
  }

  private static boolean isFolder(Path path, LinkOption... options) {
    return SourceFile.attributes(path, options)
        .filter(BasicFileAttributes::isDirectory)
        .isPresent();
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }
}
